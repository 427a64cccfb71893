import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedPresets } from '../../../src/ingest/presets/known-presets.ts';
import { readPreset } from '../../../src/ingest/presets/preset.ts';
import {
  columnIndex,
  isTaken,
  positionOf,
  presetHeader,
  recognise,
  zoneBehind,
} from '../../../src/ingest/presets/recognised.ts';
import { mergeHeader } from '../../../src/ingest/records/header-block.ts';

const shipped = { presets: shippedPresets(), said: false };
const recognised = (names: readonly string[], importIds: readonly string[] = []) =>
  recognise({ names, importIds }, shipped);

const NAMES = [
  'app-store',
  'google-forms',
  'google-play',
  'intercom',
  'qualtrics',
  'surveymonkey',
  'trustpilot',
  'typeform',
  'zendesk',
];

describe('shipped presets', () => {
  test('are those of nine tools, and each says what it rests on', () => {
    expect(shippedPresets().map(({ name }) => name)).toEqual(NAMES);
    for (const { restsOn } of shippedPresets()) expect(restsOn.length).toBeGreaterThan(80);
  });

  test('every column of a field is among the columns that such a file may have, whatever their order', () => {
    const kinds = shippedPresets().flatMap((preset) => preset.exports.map((kind) => ({ preset, kind })));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.infiniteStream(fc.nat()), ({ preset, kind }, random) => {
        const one = (names: readonly string[]) => names[random.next().value! % names.length]!;
        const asks = Array.from({ length: kind.asks }, (_, at) => `What did you think of part ${at}?`);
        const names = [...kind.has.map(one), ...asks].sort(() => (random.next().value! % 2) - 0.5);
        const header = kind.first.length > 0 ? [one(kind.first), ...names] : names;
        const found = recognised(header);
        // Another kind of the tool may fit, too: names of several languages may be mixed.
        expect(found?.preset.name).toBe(preset.name);
        expect(isTaken(found!)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no file of other columns is taken for one', () => {
    const words = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,2}$/);
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 12 }), (names) => {
        expect(recognised(['id', 'text', 'created at', 'rating', ...names])).toBeNull();
      }),
    );
    for (const names of [
      ['id', 'rating', 'title', 'body', 'date'],
      ['Timestamp', 'Text', 'Rating'],
      ['Respondent ID', 'Comment', 'End Date'],
      ['Subject', 'Description', 'Created at', 'Id'],
    ])
      expect(recognised(names)).toBeNull();
  });
});

test.each([
  ['google-play', ['Package Name', 'Review Text', 'Review Submit Date and Time', 'Device'], 'Star Rating'],
  ['trustpilot', ['Review Id', 'Review Content', 'Review Created (UTC)', 'Webshop Name'], 'Review Stars'],
  ['surveymonkey', ['Collector ID', 'Start Date', 'End Date', 'What now?'], 'Respondent ID'],
  ['zendesk', ['Subject', 'Requester', 'Requester id', 'Created at'], 'Satisfaction Score'],
])('a file that nearly is one of %s is none, and the missing column is known', (name, names, missing) => {
  const found = recognised(names)!;
  expect(found.preset.name).toBe(name);
  expect(found.missing).toEqual([missing]);
  expect(isTaken(found)).toBe(false);
});

describe('the header of an export', () => {
  const META = ['StartDate', 'EndDate', 'Status', 'Progress', 'Finished', 'RecordedDate', 'ResponseId'];
  const IDS = ['startDate', 'endDate', 'status', 'progress', 'finished', 'recordedDate', '_recordId'];
  const DATA = ['2026-01-02 10:00:00', '2026-01-02 10:03:00', '0', '100', '1', '2026-01-02 10:03:01', 'R_1'];
  const importIds = (ids: readonly string[]) => ids.map((id) => JSON.stringify({ ImportId: id }));
  const cell = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== '');
  const questions = fc.array(fc.record({ question: cell, answer: fc.string({ maxLength: 60 }) }), {
    minLength: 1,
    maxLength: 8,
  });

  test('Qualtrics: three rows, whatever the questions and answers, in any language of row 2', () => {
    fc.assert(
      fc.property(questions, fc.nat(3), fc.boolean(), (asked, titles, few) => {
        const row1 = [...META, ...asked.map((_, at) => `Q${at + 1}`)];
        const row2 = [
          ...META.map((_, at) => `Überschrift ${'abcdefg'[at]}`),
          ...asked.map(({ question }) => question),
        ];
        const row3 = importIds([...IDS, ...asked.map((_, at) => `QID${at + 1}_TEXT`)]);
        const data = [...DATA, ...asked.map(({ answer }) => answer)];
        const above = Array.from({ length: titles }, () => ['A title']);
        const rows = [...above, row1, row2, row3, ...Array.from({ length: few ? 1 : 9 }, () => data)];
        expect(presetHeader(rows, shipped)).toEqual({ preamble: titles, headerRows: 3 });
        const header = mergeHeader([row1, row2, row3]);
        expect(header.names).toEqual(row1);
        expect([...header.open]).toEqual(asked.map((_, at) => META.length + at));
        // An import id tells the column, whatever language its heading has.
        const foreign = recognise({ names: row2, importIds: header.importIds }, shipped);
        expect(foreign?.preset.name).toBe('qualtrics');
      }),
    );
  });

  test('SurveyMonkey: the second row belongs to the header where it has no respondent', () => {
    const meta = ['Respondent ID', 'Collector ID', 'Start Date', 'End Date'];
    fc.assert(
      fc.property(questions, fc.boolean(), (asked, second) => {
        const row1 = [...meta, ...asked.map(({ question }) => question)];
        const row2 = [...meta.map(() => ''), ...asked.map(() => 'Open-Ended Response')];
        const data = ['1180', '44', '01/05/2026 08:12:40 AM', '01/05/2026 08:16:40 AM'];
        const row = [...data, ...asked.map(({ answer }) => answer)];
        const rows = [row1, ...(second ? [row2] : []), row];
        expect(presetHeader(rows, shipped)).toEqual({ preamble: 0, headerRows: second ? 2 : 1 });
      }),
    );
  });

  test('no cells break it', () => {
    const rows = fc.array(fc.array(fc.string({ maxLength: 30 }), { maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(rows, (cells) => {
        const block = presetHeader(cells, shipped);
        expect(block === null || block.preamble + block.headerRows <= cells.length).toBe(true);
      }),
    );
  });
});

describe('names of columns', () => {
  test('a zone behind a name is none of it', () => {
    expect(zoneBehind('Updated at (America/New_York)')).toBe('America/New_York');
    expect(zoneBehind('Review Created (UTC)')).toBe('UTC');
    for (const name of ['Duration (in seconds)', 'Score (of 10)', 'Started (Mars/Base)', 'Rated'])
      expect(zoneBehind(name)).toBeNull();
    const index = columnIndex(['Updated at (Europe/London)', '#']);
    expect(positionOf(['updated_at'], index)).toBe(0);
    expect(positionOf(['#'], index)).toBe(1);
  });

  test('a star stands for the rest, the first name goes first', () => {
    const index = columnIndex(['Custom Data 1', 'Custom Data 2', 'End Date']);
    expect(positionOf(['Custom Data*'], index)).toBe(0);
    expect(positionOf(['Date', 'End Date', 'Custom Data 1'], index)).toBe(2);
  });
});

describe('a preset in YAML', () => {
  const read = (text: string) => readPreset(text, 'own.yaml');
  const LEAST = 'name: own\ntitle: Own\nexports:\n  - has: [[A, B]]\n    texts: [[C]]\n';

  test('has defaults', () => {
    expect(read(LEAST)).toMatchObject({ exports: [{ has: [['A', 'B']], asks: 0, header: [], called: '' }] });
  });

  test.each([
    [
      'a typing error',
      LEAST.replace('texts', 'text'),
      'line 4: there is no field text (did you mean texts?)',
    ],
    ['a wrong scale', `${LEAST}    scale: five\n`, 'line 6: exports.0.scale: is no scale such as 1-5'],
    ['a wrong zone', `${LEAST}    time-zone: Mars/Base\n`, 'is no time zone'],
    ['nothing that tells', 'name: a\ntitle: A\nexports:\n  - texts: [[C]]\n', 'line 4'],
    ['a name with blanks', LEAST.replace('own', 'My Own'), 'line 1: name: takes small letters'],
    ['the name none', LEAST.replace('own', 'none'), 'line 1: name: is not none'],
    ['an alias', `${LEAST}    known: &a [x]\n    drop: *a\n`, 'aliases'],
    ['no YAML', 'name: [', 'line 1'],
    ['a list', '- a\n', 'line 1'],
    ['nothing', '', 'line 1'],
  ])('%s is refused with its place', (_, text, place) => {
    expect(() => read(text)).toThrow(place);
  });
});
