import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Topic } from '../../../src/domain/topics/topic.ts';
import { checkTopics } from '../../../src/domain/topics/topic-check.ts';
import { addTopic, mergeTopics, retireTopic, reviveTopic } from '../../../src/domain/topics/topic-edits.ts';
import { withCodebook } from '../../../src/ingest/codebook/codebook.ts';
import { csvCodebook } from '../../../src/ingest/codebook/csv.ts';
import { openCodebook } from '../../../src/ingest/codebook/open-codebook.ts';
import { yamlCodebook } from '../../../src/ingest/codebook/yaml.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-codebook-'));
let files = 0;

/** The topics after an import into an empty database. */
async function imported(
  content: string | Buffer,
  ending = 'yaml',
  stored: readonly Topic[] = [],
): Promise<Topic[]> {
  const file = join(folder, `${++files}.${ending}`);
  writeFileSync(file, content);
  const topics = withCodebook(stored, await openCodebook(file), { file: `book.${ending}`, origin: 'user' });
  checkTopics(topics);
  return topics;
}
const refusal = (content: string | Buffer, ending?: string, stored?: readonly Topic[]) =>
  imported(content, ending, stored).then(
    () => null,
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );

const SHOP = `# Our codebook
topics:
  - name: Delivery
    description: How a parcel comes.
    topics:
      - name: Delivery time
        id: delivery-time
        names: {de: Lieferzeit}
        description: Whether it came in time.
        examples:
          en: ["It took three weeks.", "Came the next day."]
          no: ["Det kom for sent."]
        not: ["The delivery man was kind."]
  - name: Price
    description: What it costs.
    examples: [Far too dear.]
    threshold: 0.6
`;

test('a codebook in YAML is a tree of topics; languages may be words that YAML takes for others', async () => {
  const [delivery, time, price] = await imported(SHOP);
  expect(delivery).toMatchObject({
    name: 'Delivery',
    key: null,
    parentId: null,
    examples: [],
    threshold: 0.35,
  });
  expect(time).toMatchObject({ parentId: delivery!.id, key: 'delivery-time', names: { de: 'Lieferzeit' } });
  expect(time!.examples).toEqual([
    { text: 'It took three weeks.', language: 'en', counter: false },
    { text: 'Came the next day.', language: 'en', counter: false },
    { text: 'Det kom for sent.', language: 'no', counter: false },
    { text: 'The delivery man was kind.', language: null, counter: true },
  ]);
  expect(price).toMatchObject({ threshold: 0.6, examples: [{ text: 'Far too dear.', language: null }] });
});

test('a codebook of a spreadsheet has semicolons, a byte order mark, and its rows in any order', async () => {
  const csv = [
    'name;key;description;parent;example;language;counter',
    'Delivery time;delivery-time;Whether it came in time.;Delivery;It took three weeks.;en;',
    '"Delivery";;"How a parcel comes; or does not.";;;;',
    'Delivery time;;;;"The delivery man; kind";de;yes',
  ].join('\r\n');
  const topics = await imported(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(csv)]), 'csv');
  expect(topics.map(({ name, description }) => [name, description])).toEqual([
    ['Delivery time', 'Whether it came in time.'],
    ['Delivery', 'How a parcel comes; or does not.'],
  ]);
  expect(topics[0]!.parentId).toBe(topics[1]!.id);
  expect(topics[0]!.examples).toEqual([
    { text: 'It took three weeks.', language: 'en', counter: false },
    { text: 'The delivery man; kind', language: 'de', counter: true },
  ]);
  // UTF-16, as a spreadsheet writes "Unicode text".
  const wide = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from(csv.replaceAll(';', '\t').replace('How a parcel comes\t', 'How a parcel comes;'), 'utf16le'),
  ]);
  expect((await imported(wide, 'csv')).length).toBe(2);
});

const topic = (name: string, more = '') => `  - {name: ${name}, description: About it.${more}}\n`;

test.each([
  [
    'no description',
    'topics:\n  - name: Price\n',
    'TOPIC_UNDESCRIBED: Topic "Price" (line 2 of book.yaml) has no description.',
  ],
  [
    'two of one name',
    `topics:\n${topic('Price')}${topic('PRICE ')}`,
    'TOPIC_NAME_TAKEN: Topic "PRICE" (line 3 of book.yaml) has the name of Topic "Price" (line 2 of book.yaml).',
  ],
  [
    'two of one key',
    `topics:\n${topic('A', ', id: x')}${topic('B', ', id: x')}`,
    'TOPIC_NAME_TAKEN: Topic "B" (line 3 of book.yaml) has the key of Topic "A" (line 2 of book.yaml).',
  ],
  [
    'an example of another topic',
    `topics:\n${topic('A', ', examples: [So late]')}${topic('B', ', examples: ["so  late"]')}`,
    'TOPIC_EXAMPLE_TAKEN: An example of Topic "B" (line 3 of book.yaml) is an example of Topic "A" (line 2 of book.yaml), too.',
  ],
  [
    'a contradiction',
    `topics:\n${topic('A', ', examples: [So late], not: [so late]')}`,
    'TOPIC_EXAMPLE_CONTRADICTED: Topic "A" (line 2 of book.yaml) has one text as an example and as a counter-example.',
  ],
  ['no list', 'name: Price\n', 'CODEBOOK_UNREADABLE: '],
  ['a typing error', `topics:\n  - {nme: Price}\n`, 'line 2: a topic has no field nme'],
  ['broken YAML', 'topics:\n  - {name: [}\n', 'CODEBOOK_UNREADABLE: '],
  [
    'an example that is a map',
    `topics:\n${topic('A', ', examples: [{a: b}]')}`,
    'line 2: an example is not a text',
  ],
  [
    'a threshold that is none',
    `topics:\n${topic('A', ', threshold: high')}`,
    'a threshold is a number from 0.3 to 1',
  ],
])('%s is refused with its line', async (_, content, expected) => {
  expect(await refusal(content)).toContain(expected);
});

test('a circle, a parent that is nowhere, a tree that is too deep, and columns that are missing are refused', async () => {
  const csv = (...rows: string[]) => ['name,description,parent', ...rows].join('\n');
  expect(await refusal(csv('A,a,B', 'B,b,C', 'C,c,A'), 'csv')).toContain(
    'TOPIC_CIRCLE: Topic "A" (line 2 of book.csv)',
  );
  expect(await refusal(csv('A,a,A'), 'csv')).toContain('TOPIC_CIRCLE');
  expect(await refusal(csv('A,a,Nowhere'), 'csv')).toContain('below a topic that does not exist: Nowhere');
  expect(await refusal(csv('A,a,', 'B,b,A', 'C,c,B', 'D,d,C', 'E,e,D'), 'csv')).toContain(
    'TOPIC_TOO_DEEP: Topic "E" (line 6',
  );
  expect(await refusal('name,parent\nA,B', 'csv')).toContain('it has no column description');
  expect(await refusal(csv('A,one,', 'A,another,'), 'csv')).toContain(
    'line 2 has the same name and another description',
  );
  expect(await refusal('name,description,example,counter\nA,a,b,maybe', 'csv')).toContain(
    'line 2: counter is yes or no',
  );
});

test('anchors cannot make a small file a large codebook', async () => {
  const bomb = [
    'a: &a [x, x]',
    ...[...'bcdefghij'].map((it, i) => `${it}: &${it} [*${'abcdefghi'[i]}, *${'abcdefghi'[i]}]`),
    'topics: *j',
  ];
  expect(await refusal(bomb.join('\n'))).toContain('CODEBOOK_UNREADABLE');
});

test('an import keeps ids by key and by name, revives a retired topic, and leaves others as they are', async () => {
  const first = await imported(SHOP);
  const renamed = SHOP.replace('name: Delivery time', 'name: Speed of delivery').replace(
    'name: Price',
    'name: price',
  );
  const stored = retireTopic('Price')(first);
  const other = addTopic('00000000-0000-4000-8000-000000000001', { name: 'Other', description: 'Else.' })(
    stored,
  );
  const second = await imported(renamed, 'yaml', other);
  const idOf = (topics: readonly Topic[], name: string) => topics.find((it) => it.name === name)?.id;
  expect(idOf(second, 'Speed of delivery')).toBe(idOf(first, 'Delivery time'));
  expect(second.find(({ name }) => name === 'price')).toMatchObject({
    id: idOf(first, 'Price'),
    retired: false,
  });
  expect(idOf(second, 'Other')).toBe('00000000-0000-4000-8000-000000000001');
  // An example of the file may be an example of a topic that is stored.
  const clash = `topics:\n${topic('New', ', examples: [far too dear.]')}`;
  expect(await refusal(clash, 'yaml', second)).toContain('is an example of Topic "price", too');
});

test('a merge moves examples and what is below; a topic that is retired takes those below it with it', async () => {
  const topics = await imported(SHOP);
  const merged = mergeTopics('Delivery', 'Price')(topics);
  checkTopics(merged);
  const [delivery, time, price] = merged;
  expect(delivery).toMatchObject({ retired: true, mergedInto: price!.id });
  expect(time!.parentId).toBe(price!.id);
  expect(() => mergeTopics('Price', 'Price')(topics)).toThrow('is below itself');
  // The parent goes into its child, which takes its place.
  const up = mergeTopics('Delivery', 'Delivery time')(topics);
  checkTopics(up);
  expect(up[1]!.parentId).toBeNull();
  const retired = retireTopic('delivery')(topics);
  checkTopics(retired);
  expect(retired.map((it) => it.retired)).toEqual([true, true, false]);
  const back = reviveTopic('delivery-time')(retired);
  checkTopics(back);
  expect(back[1]).toMatchObject({ retired: false, parentId: null });
});

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) => text.normalize('NFC').replace(/[\0›]/g, '').trim())
  .filter((text) => text !== '' && text === text.trim());
const example = fc.record({
  text: word,
  language: fc.constantFrom(null, 'en', 'de', 'no', 'zh'),
  counter: fc.boolean(),
});
const book = fc
  .uniqueArray(
    fc.record({
      name: word,
      description: word,
      key: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,12}$/)),
      parent: fc.option(fc.nat({ max: 20 })),
      threshold: fc.constantFrom(0.5, 0.3, 0.65, 1),
      examples: fc.array(example, { maxLength: 5 }),
    }),
    { maxLength: 12, selector: ({ name }) => name.toLowerCase().replace(/\s+/g, ' ') },
  )
  .map((rows) =>
    rows.map((row, i): Topic => {
      const above = row.parent === null || i === 0 ? null : row.parent % i;
      const { parent: _, ...own } = row;
      return {
        ...own,
        ...{ id: `id-${i}`, names: {}, parentId: above === null ? null : `id-${above}` },
        ...{ kind: 'subject', origin: 'user', retired: false, mergedInto: null },
      };
    }),
  )
  .filter((topics) => {
    try {
      checkTopics(topics.map((it) => ({ ...it, place: it.name })));
      return true;
    } catch {
      return false;
    }
  });

/** What a codebook says, without ids and in the order of names. */
const said = (topics: readonly Topic[]) =>
  topics
    .map(({ id: _, place: __, parentId, ...rest }: Topic & { place?: string }) => ({
      ...rest,
      parent: topics.find((it) => it.id === parentId)?.name ?? null,
    }))
    .map((it) => ({ ...it, examples: it.examples.map((one) => JSON.stringify(one)).sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

test('every codebook is the same after an export and an import, in both forms', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(book, async (topics) => {
      if (topics.length === 0) return;
      const distinctly = topics.map((it) => ({
        ...it,
        examples: it.examples.filter(
          (one, i) => it.examples.findIndex((other) => other.text === one.text) === i,
        ),
      }));
      expect(said(await imported(yamlCodebook(distinctly)))).toEqual(said(distinctly));
      const csv = await imported(csvCodebook(distinctly), 'csv');
      expect(said(csv)).toEqual(said(distinctly));
    }),
    { numRuns: 150 },
  );
});

test('two thousand topics are read, checked and written', async () => {
  const rows = Array.from({ length: 2_000 }, (_, i) => topic(`Topic ${i}`, `, examples: ["Example ${i}"]`));
  const topics = await imported(`topics:\n${rows.join('')}`);
  expect(topics.length).toBe(2_000);
  expect((await imported(csvCodebook(topics), 'csv')).length).toBe(2_000);
});
