import { readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { verbatim } from '../../support/cli.ts';
import { addFeedback, addModel, addResults } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const score = z.number().min(0).max(1);
/**
 * Lines of Comprehend's jobs for sentiment, dominant language and entities (its developer guide, "Async analysis for
 * Amazon Comprehend insights"; API reference, "Entity"), without what docs/from-comprehend.md says is left out.
 */
const LINE = z.strictObject({
  File: z.string(),
  Line: z.int().min(0),
  Sentiment: z.enum(['POSITIVE', 'NEGATIVE', 'NEUTRAL', 'MIXED']),
  SentimentScore: z.strictObject({ Negative: score, Neutral: score, Positive: score }),
  Languages: z
    .array(z.strictObject({ LanguageCode: z.string().regex(/^[a-z]{2}$/), Score: score }))
    .optional(),
  Entities: z
    .array(
      z.strictObject({
        ...{ BeginOffset: z.int().min(0), EndOffset: z.int().min(0), Score: score, Text: z.string() },
        Type: z.enum([
          'PERSON',
          'LOCATION',
          'ORGANIZATION',
          'COMMERCIAL_ITEM',
          'EVENT',
          'DATE',
          'QUANTITY',
          'TITLE',
          'OTHER',
        ]),
      }),
    )
    .optional(),
});

let made: Awaited<ReturnType<typeof makeDatabase>>;
const file = join(tmpdir(), `verbatim-comprehend-${process.pid}.jsonl`);
beforeAll(async () => {
  made = await makeDatabase();
  const { database } = made;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 60, count: 1_500, tag: 'a' });
  await addFeedback(database, { source: 'app', first: '2026-02-01', days: 20, count: 40, tag: 'b' });
  await addResults(database, model);
  await database.query(
    `update verbatim.document set language = 'en', language_confidence = 0.75 where id % 2 = 0`,
  );
}, 600_000);
afterAll(async () => {
  rmSync(file, { force: true });
  await made.drop();
});

const exported = async (...flags: string[]) => {
  const { code, stdout, stderr } = await verbatim(['export', '--format', 'comprehend', ...flags], {
    ...{ DATABASE_URL: made.url, REDIS_URL: '' },
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => LINE.parse(JSON.parse(line)));

test('there is a line for each analysed comment, with the fields of Comprehend and the results as stored', async () => {
  const lines = linesOf(await exported());
  const { rows } = await made.database.query(
    `select i.file_name, f.line, a.sentiment, a.negative, a.neutral, a.positive, d.language
       from verbatim.feedback f join verbatim.import i on i.id = f.import_id
       join verbatim.document d on d.id = f.document_id join verbatim.analysis a on a.document_id = d.id order by f.id`,
  );
  expect(lines.length).toBeGreaterThan(1_000);
  expect(
    lines.map((it) => [
      it.File,
      it.Line + 1,
      it.Sentiment.toLowerCase(),
      it.SentimentScore.Negative,
      it.SentimentScore.Neutral,
      it.SentimentScore.Positive,
      it.Languages?.[0]?.LanguageCode ?? null,
    ]),
  ).toEqual(
    rows.map((it) => [
      it.file_name,
      it.line,
      it.sentiment,
      it.negative,
      it.neutral,
      it.positive,
      it.language,
    ]),
  );
  // No model finds any: the field is not there, which an empty list would not say.
  expect(lines.some(({ Entities }) => Entities)).toBe(false);
  expect(lines.some(({ Sentiment }) => Sentiment === 'MIXED')).toBe(true);
});

test('a source and a period narrow it, to a file for its owner alone', async () => {
  const said = await exported('--source', 'shop', '--period', '2026-02', '--output', file);
  const lines = linesOf(readFileSync(file, 'utf8'));
  const { rows } = await made.database.query(
    `select count(*)::int as n from verbatim.feedback f join verbatim.analysis a using (document_id)
      where source = 'shop' and occurred_at >= '2026-02-01Z' and occurred_at < '2026-03-01Z'`,
  );
  expect([lines.length, said]).toEqual([rows[0].n, `${rows[0].n} analysed comments in ${file}.\n`]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('entities have the words at their offsets, counted in code points, and are in the access log', async () => {
  const { database } = made;
  const { rows } = await database.query<{ document: number; text: string }>(
    `update verbatim.document d set text = '👩‍👩‍👧 ' || text from verbatim.feedback f
      where f.document_id = d.id and f.source = 'app' and f.id = (select min(id) from verbatim.feedback where source = 'app')
     returning d.id as document, d.text`,
  );
  const { document, text } = rows[0]!;
  for (const [ordinal, label] of ['PER', 'org', 'LOC', 'MISC', 'FURNITURE'].entries()) {
    await database.query(
      `insert into verbatim.entity (document_id, model_id, ordinal, label, score, start_offset, end_offset)
       select $1, id, $2, $3, 0.5, $4, $4 + 4 from verbatim.model where active`,
      [document, ordinal, label, 2 * ordinal],
    );
  }
  const lines = linesOf(await exported('--source', 'app'));
  const named = lines.filter(({ Entities }) => Entities!.length > 0);
  const ids = await database.query<{ id: number }>(
    'select id::integer as id from verbatim.feedback where document_id = $1 order by id',
    [document],
  );
  expect([named.length, lines.every(({ Entities }) => Entities)]).toEqual([ids.rows.length, true]);
  expect(named[0]!.Entities!.map(({ Type }) => Type)).toEqual([
    'PERSON',
    'ORGANIZATION',
    'LOCATION',
    'OTHER',
    'OTHER',
  ]);
  for (const { BeginOffset, EndOffset, Text } of named[0]!.Entities!) {
    expect(Text).toBe([...text].slice(BeginOffset, EndOffset).join(''));
  }
  const log = await database.query(
    'select what, place, feedback_ids::integer[] as ids from verbatim.access_log',
  );
  expect(log.rows).toEqual([{ what: 'export', place: 'verbatim export', ids: ids.rows.map(({ id }) => id) }]);
});

test.each([
  [['--format', 'comprehend', '--author', 'ann'], '--author is for the format json.'],
  [['--author', 'ann', '--source', 'shop'], '--source and --period are for the format comprehend.'],
  [[], '--author is needed, or --format comprehend for all comments.'],
])('flags that do not go together are refused: %o', async (flags, detail) => {
  const { code, stderr } = await verbatim(['export', ...flags], { DATABASE_URL: made.url, REDIS_URL: '' });
  expect([code, stderr]).toEqual([2, expect.stringContaining(detail)]);
});
