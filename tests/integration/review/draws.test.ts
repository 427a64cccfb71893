import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { importLabels } from '../../../src/ingest/labels/label-import.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { measureAccuracy } from '../../../src/runs/review/accuracy.ts';
import { drawReview, drawWeekly } from '../../../src/runs/review/draw.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const MONDAY = new Date('2026-03-02T03:00:00Z');
const daysLater = (days: number) => new Date(MONDAY.getTime() + days * 86_400_000);
const ROWS = { sample: 40, queue: 20 };

const shop = (count: number, row: Partial<ShopRow> = {}): ShopRow[] =>
  Array.from({ length: count }, () => ({ day: '2026-03-01', attributes: {}, sentiment: 'positive', ...row }));

async function read<Row extends object>(database: Database, sql: string): Promise<Row[]> {
  return (await database.query<Row>(sql)).rows;
}

const items = (database: Database, draw: number) =>
  read<{ feedback_id: number; stratum: string; random: boolean; reasons: string[]; people: number }>(
    database,
    `select feedback_id, stratum, random, reasons, people from verbatim.review_item where draw_id = ${draw} order by rank`,
  );

test('a week draws a stratified sample and a queue; the next week draws from what is new', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const weekly = (now: Date) => drawWeekly(database, { modelId, rows: ROWS, now });
  expect(await weekly(MONDAY)).toEqual([]);
  await addRows(database, modelId, shop(300));
  await addRows(database, modelId, shop(100, { source: 'app', language: 'de' }));
  // Not analysed, so not of the population.
  await addRows(database, modelId, shop(50, { sentiment: null }));
  const [sample, queue] = await weekly(MONDAY);
  expect(sample).toMatchObject({ kind: 'sample', items: 40, random: 40, population: 400 });
  expect(queue).toMatchObject({ kind: 'queue', items: 20, random: 4, population: 400 });
  const drawn = await items(database, sample!.id);
  expect(
    Object.entries(Object.groupBy(drawn, (it) => it.stratum)).map(([name, own]) => [name, own!.length]),
  ).toEqual([
    ['shop, en', 30],
    ['app, de', 10],
  ]);
  expect(drawn.filter(({ people }) => people === 2)).toHaveLength(8);
  expect(drawn.every(({ random, reasons }) => random && reasons.length === 0)).toBe(true);
  const queued = await items(database, queue!.id);
  expect(queued.filter(({ random }) => random)).toHaveLength(4);
  for (const { random, reasons } of queued) expect(reasons.length > 0).toBe(!random);
  const seen = [...drawn, ...queued].map(({ feedback_id: id }) => id);
  expect(new Set(seen).size).toBe(60);

  await addRows(database, modelId, shop(29));
  expect(await weekly(daysLater(6))).toEqual([]);
  // Too few new comments wait.
  expect(await weekly(daysLater(7))).toEqual([]);
  await addRows(database, modelId, shop(21));
  const [second] = await weekly(daysLater(7));
  expect(second).toMatchObject({ items: 40, population: 50 });
  const ranges = await read(
    database,
    `select from_feedback, to_feedback, from_day::text, to_day::text, seed, count(i.id) as items
       from verbatim.review_draw d left join verbatim.review_item i on i.draw_id = d.id
      where kind = 'sample' group by d.id order by d.id`,
  );
  expect(ranges).toEqual([
    { from_feedback: 1, to_feedback: 450, from_day: null, to_day: '2026-03-02', seed: 1, items: 40 },
    {
      from_feedback: 451,
      to_feedback: 500,
      from_day: '2026-03-02',
      to_day: '2026-03-09',
      seed: 3,
      items: 40,
    },
  ]);
});

test('a further sample of the same comments has others, and takes over what waits in a queue', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, shop(60));
  const draw = (kind: 'sample' | 'queue', rows: number) =>
    drawReview(database, { modelId, kind, rows, now: MONDAY });
  await draw('sample', 20);
  const queue = (await draw('queue', 20))!;
  const waiting = await items(database, queue.id);
  await database.query(
    `update verbatim.review_item set held_by = 'ann', held_until = now() + interval '1 hour' where draw_id = $1`,
    [queue.id],
  );
  // Labelled meanwhile: the item of the sample is done when it is drawn.
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     select id, 'sentiment', 'positive', 'ann', 'made.csv' from verbatim.feedback`,
  );
  const rest = (await draw('sample', 100))!;
  // All that no sample had: 60 less the first 20 and the 4 random ones of the queue.
  expect(rest).toMatchObject({ items: 36, random: 36, population: 60 });
  expect(await draw('sample', 10)).toBeNull();
  expect(await draw('queue', 10)).toBeNull();
  const [counts] = await read(
    database,
    `select count(*) as items, count(distinct feedback_id) as comments, count(*) filter (where random) as random,
            count(*) filter (where held_by = 'ann') as held, count(*) filter (where draw_id = 3 and done_at is not null) as done
       from verbatim.review_item`,
  );
  expect(waiting.filter(({ random }) => !random)).toHaveLength(16);
  // 20 were inserted, of which every fifth of the draw asks for a second person.
  expect(counts).toMatchObject({ items: 60, comments: 60, random: 60, held: 20 });
  expect((counts as { done: number }).done).toBeGreaterThan(10);
});

test('the queue has each reason, and no text twice', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, shop(300, { rating: 5 }));
  await addRows(database, modelId, shop(1, { source: 'unsure', confidence: 0.34 }));
  await addRows(database, modelId, shop(1, { source: 'rated', rating: 1 }));
  await addRows(database, modelId, shop(1, { source: 'spoken', language: 'pl' }));
  await addRows(database, modelId, shop(1, { source: 'opposed' }));
  await addRows(database, modelId, shop(1, { source: 'far' }));
  await addRows(database, modelId, shop(1, { source: 'found' }));
  const vector = (...values: number[]) => encodeHalfFloats([Float32Array.from(values)], 2);
  await database.query('update verbatim.analysis set embedding = $1', [vector(1, 0)]);
  await database.query(
    `update verbatim.analysis a set embedding = $1 from verbatim.feedback f
      where f.document_id = a.document_id and f.source = 'far'`,
    [vector(0, 1)],
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
                                   neutral, positive, score, tokens)
     select document_id, $1, 0, 0, 40, 'negative', 0.9, 0.05, 0.05, -0.85, 9
       from verbatim.feedback where source = 'opposed'`,
    [modelId],
  );
  // The same text again: one of the two is enough.
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id)
     select import_id, 2, source, gen_random_uuid(), gen_random_uuid(), document_id
       from verbatim.feedback where source = 'unsure'`,
  );
  await database.query(
    `with policy as (insert into verbatim.audit_policy (sha256, document) values (repeat('a', 64), '{}') returning id),
          audited as (
            insert into verbatim.audit (model_id, policy_id, kinds, trigger, rows, pending, verdict, exit_code,
                                        input_sha256, code_version, seed, started_at, finished_at)
            select $1, id, '{observed}', 'manual', 300, 0, 'warn', 0, repeat('b', 64), '1', 1, now(), now() from policy returning id),
          finding as (
            insert into verbatim.audit_finding (model_id, fingerprint, first_audit_id, last_audit_id, audits_seen, state,
                                                severity, metric_ordinal, sentence)
            select $1, 'x', id, id, 1, 'new', 'warn', 0, 'made' from audited returning id)
     insert into verbatim.audit_evidence (finding_id, rank, feedback_id, role, why)
     select finding.id, 0, f.id, 'example', 'made' from finding, verbatim.feedback f where f.source = 'found'`,
    [modelId],
  );
  const queue = (await drawReview(database, { modelId, kind: 'queue', rows: 30, now: MONDAY }))!;
  const found = await read<{ source: string; reasons: string[] }>(
    database,
    `select f.source, i.reasons from verbatim.review_item i join verbatim.feedback f on f.id = i.feedback_id
      where draw_id = ${queue.id} and not random and f.source <> 'shop' order by f.source`,
  );
  expect(
    found.map(({ source, reasons }) => [source, reasons.filter((it) => it !== 'the model is 90 % sure')]),
  ).toEqual([
    ['far', ['unlike the other comments']],
    ['found', [expect.stringMatching(/^audit finding \d+ points at it$/)]],
    ['opposed', ['one sentence is negative, the comment positive']],
    ['rated', ['rating 1, the text is positive']],
    ['spoken', ['few comments are in pl']],
    ['unsure', ['the model is 34 % sure']],
  ]);
});

test('the same comments give the same draw in any database: the demo’s labels are those of its sample', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  for (const name of ['womens-clothing-reviews', 'dated-reviews']) {
    await importFile(database, { file: join(PACKAGE_ROOT, `examples/${name}.csv`), source: name });
  }
  await database.query(`update verbatim.document set language = 'en'`);
  await database.query(
    `with run as (insert into verbatim.run (trigger, model_id, status) values ('test', $1, 'done') returning id)
     insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
                                    confidence, emotions, emotion_probabilities, tokens, windows, truncated)
     select d.id, $1, run.id, 'positive', 0.1, 0.1, 0.8, 0.7, 0.8, '{}', '{}', 9, 1, false
       from verbatim.document d, run`,
    [modelId],
  );
  await drawReview(database, { modelId, kind: 'sample', rows: 120, now: MONDAY });
  const sampled = await read<{ row: string }>(
    database,
    `select f.identity || ',' || f.source as row from verbatim.review_item i
       join verbatim.feedback f on f.id = i.feedback_id order by rank limit 60`,
  );
  const labels = readFileSync(join(PACKAGE_ROOT, 'examples/labels-demo.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  expect(labels.map((line) => line.split(',').slice(0, 2).join(','))).toEqual(sampled.map(({ row }) => row));
  const file = join(PACKAGE_ROOT, 'examples/labels-demo.csv');
  expect(await importLabels(database, file, {})).toMatchObject({ read: 60, added: 60, rejects: [] });
  expect(await importLabels(database, file, {})).toMatchObject({ added: 0, unchanged: 60 });
  const { sampled: items, labelled, rows } = await measureAccuracy(database, modelId);
  expect([items, labelled]).toEqual([120, 60]);
  // The stub calls all comments positive: what is right are the 36 that a person calls so.
  const right = rows.find(({ slice, measure }) => slice === 'all' && measure === 'accuracy')!;
  expect([right.n, right.estimate]).toEqual([60, expect.closeTo(36 / 60, 2)]);
});
