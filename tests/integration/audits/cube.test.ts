import { expect, test } from 'vitest';
import { OTHER, pooledLevels, SCORE_BUCKETS } from '../../../src/audit/observed/level-sums.ts';
import { observedRates } from '../../../src/audit/observed/rates.ts';
import { observedScores } from '../../../src/audit/observed/scores.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import { type CubeSet, refreshCube } from '../../../src/db/audits/audit-cube.ts';
import { readSums, type StoredSums } from '../../../src/db/audits/audit-sums.ts';
import type { Database } from '../../../src/db/client.ts';
import { type FinishedBatch, storeBatch } from '../../../src/db/results/batch-writes.ts';
import { reopenFailures } from '../../../src/db/results/trials.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import type { DocumentAnalysis } from '../../../src/domain/analysis.ts';
import { runAudit } from '../../../src/runs/audit/run.ts';
import {
  drawIndex,
  drawUniform,
  generatorOf,
  type RandomGenerator,
} from '../../../src/statistics/distributions/random.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const HOSTILE = `region'); drop table verbatim.feedback; --"`;
const OUTCOMES = { toxicity: 0.5, lowConfidence: 0.5, low: 2, high: 4 };
const ALL = { from: null, to: null };

function randomRows(generator: RandomGenerator, count: number, day: (i: number) => string | null): ShopRow[] {
  const pick = <T>(values: readonly T[]): T => values[drawIndex(generator, values.length)]!;
  return Array.from({ length: count }, (_, i): ShopRow => {
    const attributes: Record<string, string> = {};
    const region = pick(['north', 'south', 'east & west', "o'hara", '', null]);
    if (region !== null) attributes[HOSTILE] = region;
    attributes.age = pick(['17', '18', '24.5', '40', '65', '99', 'unknown', ' 30 ']);
    if (drawUniform(generator) < 0.9) attributes.product = `p${drawIndex(generator, 40)}`;
    const score = Math.fround(Math.round((drawUniform(generator) * 2 - 1) * 1e6) / 1e6);
    return {
      day: day(i),
      attributes,
      rating: pick([1, 2, 3, 4, 5, null]),
      language: pick(['en', 'de', null, 'und']),
      source: 'shop',
      sentiment: pick(['negative', 'neutral', 'positive', 'mixed', 'failed', null]),
      score,
      confidence: Math.fround(drawUniform(generator)),
      toxicity: pick([Math.fround(drawUniform(generator)), null]),
      truncated: drawUniform(generator) < 0.05,
      emotions: pick([[], ['joy'], ['joy', 'anger']]),
    };
  });
}

/** The same sums by plain counting over the rows. */
function counted(rows: readonly ShopRow[], levelsOf: (row: ShopRow) => string[]): StoredSums[] {
  const groups = new Map<string, ShopRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(levelsOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, members]) => {
    const judged = members.filter(({ sentiment }) => sentiment !== null && sentiment !== 'failed');
    const count = (of: readonly ShopRow[], test: (row: ShopRow) => boolean) => of.filter(test).length;
    const scores = new Array<number>(SCORE_BUCKETS).fill(0);
    for (const { score } of judged) scores[Math.min(99, Math.floor((score! + 1) * 50))]!++;
    const emotions: Record<string, number> = {};
    for (const row of judged)
      for (const emotion of row.emotions!) emotions[emotion] = (emotions[emotion] ?? 0) + 1;
    const low = judged.filter(({ rating }) => rating != null && rating <= 2);
    const high = judged.filter(({ rating }) => rating != null && rating >= 4);
    return {
      levels: JSON.parse(key) as string[],
      rows: members.length,
      analysed: judged.length,
      failed: count(members, ({ sentiment }) => sentiment === 'failed'),
      truncated: count(judged, ({ truncated }) => truncated!),
      unknownLanguage: count(members, ({ language }) => language == null || language === 'und'),
      lowConfidence: count(judged, ({ confidence }) => confidence! < 0.5),
      negative: count(judged, ({ sentiment }) => sentiment === 'negative'),
      positive: count(judged, ({ sentiment }) => sentiment === 'positive'),
      toxicityJudged: count(judged, ({ toxicity }) => toxicity != null),
      toxic: count(judged, ({ toxicity }) => toxicity != null && toxicity >= 0.5),
      lowRated: low.length,
      lowRatedNegative: count(low, ({ sentiment }) => sentiment === 'negative'),
      highRated: high.length,
      highRatedPositive: count(high, ({ sentiment }) => sentiment === 'positive'),
      scoreMillionths: judged.reduce((total, { score }) => total + Math.round(score! * 1e6), 0),
      scores,
      emotions,
    };
  });
}

const region = ({ attributes }: ShopRow) => attributes[HOSTILE]?.trim() || '(missing)';
const band = ({ attributes }: ShopRow) => {
  const raw = attributes.age!.trim();
  const age = Number(raw);
  if (Number.isNaN(age)) return '(not a number)';
  return age < 18 ? 'under 18' : age < 40 ? '18 to 39' : '40 and over';
};

const setOf = (sha256: string, ...attributes: CubeSet['attributes']): CubeSet => ({
  sha256,
  attributes,
  outcomes: OUTCOMES,
});
const REGION = { name: 'region', from: HOSTILE, cuts: null };
const BAND = { name: 'band', from: 'age', cuts: [18, 40] };
const SETS = [setOf('a', REGION), setOf('b', BAND), setOf('c', REGION, BAND)];

const sorted = (sums: readonly StoredSums[]) =>
  [...sums].sort((a, b) => (JSON.stringify(a.levels) < JSON.stringify(b.levels) ? -1 : 1));

async function sameAsCounted(database: Database, modelId: number, rows: readonly ShopRow[]) {
  const { setIds } = await refreshCube(database, modelId, SETS);
  const levels = [
    (row: ShopRow) => [region(row)],
    (row: ShopRow) => [band(row)],
    (row: ShopRow) => [region(row), band(row)],
  ];
  for (const [i, levelsOf] of levels.entries()) {
    const sums = await readSums(database, setIds[i]!, ALL, null);
    expect(sorted(sums)).toEqual(sorted(counted(rows, levelsOf)));
  }
}

test('the cube adds up what plain counting does, and every metric of an audit is that of the kernel', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const rows = randomRows(generatorOf(7), 4_000, (i) =>
    i % 50 === 0 ? null : `2026-0${1 + (i % 3)}-1${i % 7}`,
  );
  await addRows(database, modelId, rows);
  await sameAsCounted(database, modelId, rows);

  const policy = policyOf({ attributes: [HOSTILE, 'product'], rating: { low: 2, high: 4 } });
  const { rows: models } = await database.query('select id, name, version, hash from verbatim.model');
  const audit = await runAudit(database, {
    ...{ policy, model: models[0], window: ALL, source: null, trigger: 'manual', codeVersion: 'test' },
    now: new Date('2026-11-23'),
  });
  for (const [name, levelOf] of [
    [HOSTILE, region],
    ['product', ({ attributes }: ShopRow) => attributes.product ?? '(missing)'],
  ] as const) {
    const levels = pooledLevels(
      counted(rows, (row) => [levelOf(row)]),
      policy.k,
    ).kept;
    const drafts = [...observedRates(levels, name, policy), ...observedScores(levels, name, policy)];
    const records = audit.record.metrics.filter(({ attribute }) => attribute === name);
    expect(records).toHaveLength(drafts.length);
    expect(drafts.length).toBeGreaterThan(50);
    for (const [i, draft] of drafts.entries()) {
      const record = records[i]!;
      expect([record.check, record.metric, record.task, record.group]).toEqual([
        draft.check,
        draft.metric,
        draft.task,
        draft.group,
      ]);
      if (!('evidence' in draft.pending)) throw new Error('a gap');
      const { value, interval } = draft.pending.evidence;
      expect(record.value).toBe(typeof value === 'number' ? value : null);
      expect(record.low).toBe('low' in interval ? interval.low : null);
      expect(record.p).toBe(typeof draft.pending.p === 'number' ? draft.pending.p : null);
    }
    const { rows: stored } = await database.query(
      'select value, p from verbatim.audit_metric where attribute = $1 order by ordinal',
      [name],
    );
    expect(stored).toEqual(records.map(({ value, p }) => ({ value, p })));
  }
  expect(audit.record.groups.map(({ group }) => group)).not.toContain(OTHER);
});

test('new days, late results and changed rows are added from what is new alone', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const generator = generatorOf(11);
  const first = randomRows(generator, 3_000, (i) => `2026-01-${String(1 + (i % 30)).padStart(2, '0')}`);
  await addRows(database, modelId, first);
  await sameAsCounted(database, modelId, first);
  expect((await refreshCube(database, modelId, SETS)).rowsRead).toBe(0);

  const nextDay = randomRows(generator, 40, () => '2026-02-01');
  await addRows(database, modelId, nextDay);
  const refreshed = await refreshCube(database, modelId, SETS);
  expect(refreshed).toMatchObject({ days: 1, rowsRead: 40 });
  await sameAsCounted(database, modelId, [...first, ...nextDay]);

  // Results that come later belong to days that are there.
  await database.query(
    `with r as (insert into verbatim.run (trigger, model_id, status) values ('late', $1, 'done') returning id),
          late as (insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive,
                     score, confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
                   select f.document_id, $1, r.id, 'negative', 1, 0, 0, -0.5, 0.9, '{}', '{}', null, 1, 1, false
                     from r, (select f.document_id from verbatim.feedback f
                               where not exists (select from verbatim.analysis a where a.document_id = f.document_id)
                                 and not exists (select from verbatim.failure x where x.document_id = f.document_id)
                                 and f.occurred_at < '2026-01-02') f
                   returning run_id)
     update verbatim.run set analysed = 1 where false`,
    [modelId],
  );
  await database.query(
    `update verbatim.run r set analysed = (select count(*) from verbatim.analysis a where a.run_id = r.id) where trigger = 'late'`,
  );
  const late = first.map((row): ShopRow => {
    const isLate = row.sentiment === null && row.day === '2026-01-01';
    return isLate
      ? {
          ...row,
          sentiment: 'negative',
          score: -0.5,
          confidence: 0.9,
          toxicity: null,
          truncated: false,
          emotions: [],
        }
      : row;
  });
  expect((await refreshCube(database, modelId, SETS)).days).toBe(1);
  await sameAsCounted(database, modelId, [...late, ...nextDay]);

  // A row that a later file moves to another day leaves the old one.
  await database.query(
    `with moved as (select min(id) as id from verbatim.feedback where occurred_at >= '2026-02-01'),
          i as (insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, read, changed)
                values ('shop', 'later.csv', 'utf-8', ',', '{}', 'done', 1, 1) returning id),
          c as (insert into verbatim.feedback_change (feedback_id, import_id, line, old_values, new_values)
                select m.id, i.id, 2, jsonb_build_object('occurred_at', '2026-02-01T09:00:00.000Z'),
                       jsonb_build_object('occurred_at', '2026-02-09T09:00:00.000Z') from moved m, i)
     update verbatim.feedback f set occurred_at = '2026-02-09T09:00:00Z' from moved where f.id = moved.id`,
  );
  expect((await refreshCube(database, modelId, SETS)).days).toBe(2);
  await sameAsCounted(database, modelId, [...late, ...nextDay]);
  const { setIds } = await refreshCube(database, modelId, SETS);
  const day = await readSums(database, setIds[1]!, { from: '2026-02-09', to: '2026-02-10' }, null);
  expect(day.reduce((total, { rows }) => total + rows, 0)).toBe(1);
});

test("low and high ratings are those of each source's scale, also when a later import changes it", async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const ratings = [1, 2, 3, 4, 5, 6, 7, 9, 10];
  const sets = [{ ...setOf('s', REGION), outcomes: { ...OUTCOMES, low: null, high: null } }];
  for (const source of ['stars', 'seven']) {
    const rows = ratings.map((rating) => {
      const words = { sentiment: 'negative', language: 'en' } as const;
      return { ...words, source, rating, day: '2026-03-01', attributes: { [HOSTILE]: 'north', age: '30' } };
    });
    await addRows(database, modelId, rows);
  }
  const scale = (source: string, of: string) =>
    database.query('update verbatim.import set rating_scale = rating_scale || $2 where source = $1', [
      source,
      of,
    ]);
  const bands = async () => {
    const { setIds } = await refreshCube(database, modelId, sets);
    const of = async (source: string) => {
      const sums = await readSums(database, setIds[0]!, ALL, source);
      return [sums[0]!.lowRated, sums[0]!.highRated];
    };
    return [await of('stars'), await of('seven')];
  };
  await scale('seven', '{"high": 7}');
  const stars = [2, 2];
  expect(await bands()).toEqual([stars, [3, 3]]);
  await scale('seven', '{"low": 0, "high": 10, "nps": true}');
  expect(await bands()).toEqual([stars, [6, 2]]);
  await scale('seven', '{"nps": false, "inverted": true}');
  expect(await bands()).toEqual([stars, [3, 3]]);
  await scale('seven', '{"low": 1, "high": 6}');
  expect(await bands()).toEqual([stars, [2, 2]]);
});

test('a failure that became an analysis, of the same run or by retry, is counted again', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const row = {
    attributes: { [HOSTILE]: 'north', age: '30' },
    rating: 1,
    language: 'en',
    sentiment: 'failed',
  } as const;
  const shown = ['2026-03-01', '2026-03-02', '2026-03-03', null].map((day): ShopRow => ({ ...row, day }));
  await addRows(database, modelId, shown);
  await sameAsCounted(database, modelId, shown);
  const { rows: failures } = await database.query<{ id: number; run: number; code: string }>(
    'select document_id as id, run_id as run, code from verbatim.failure order by document_id',
  );
  const judged = (documentId: number): DocumentAnalysis => ({
    ...{ documentId, emotions: [], emotion: [], toxicity: null, embedding: null, labels: [] },
    ...{
      probabilities: [],
      value: null,
      segments: [],
      entities: [],
      tokens: 3,
      windows: 1,
      truncated: false,
    },
    sentiment: { label: 'negative', probabilities: [0.8, 0.1, 0.1], score: -0.7, confidence: 0.8 },
  });
  const read = await database.query<{ id: number; hash: string }>(
    `select id, encode(hash, 'hex') as hash from verbatim.document`,
  );
  const served = await database.query<{ hash: string }>('select hash from verbatim.model where id = $1', [
    modelId,
  ]);
  const store = (runId: number, part: Partial<FinishedBatch>) =>
    storeBatch(database, {
      ...{ runId, modelId, modelHash: served.rows[0]!.hash, documents: read.rows },
      ...{ analyses: [], failures: [], tokens: 0, paddedTokens: 0, ...part },
    });
  const right = (at: number): ShopRow => ({
    ...{ ...shown[at]!, sentiment: 'negative', score: Math.fround(-0.7), confidence: Math.fround(0.8) },
    ...{ toxicity: null, truncated: false, emotions: [] },
  });

  // The counters of the run add up to what they were.
  const [first, second, third, fourth] = failures;
  await store(first!.run, { analyses: [judged(first!.id)] });
  shown[0] = right(0);
  await sameAsCounted(database, modelId, shown);

  // A retry: nothing is set aside any more, then one is judged, one set aside again, one has no time.
  const retried = await startRun(database, { trigger: 'retry', modelId, device: 'cpu', runtime: 'test' });
  await reopenFailures(database, modelId, [second!.code], retried);
  for (const at of [1, 2, 3]) shown[at] = { ...shown[at]!, sentiment: null };
  await sameAsCounted(database, modelId, shown);
  const failure = { documentId: third!.id, code: 'SESSION_FAILED', message: 'made' };
  await store(retried, { analyses: [judged(second!.id), judged(fourth!.id)], failures: [failure] });
  shown[1] = right(1);
  shown[2] = { ...shown[2]!, sentiment: 'failed' };
  shown[3] = right(3);
  await sameAsCounted(database, modelId, shown);
  expect((await refreshCube(database, modelId, SETS)).rowsRead).toBe(0);
});

test('a refresh that is killed leaves nothing, and the next one does it all', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const rows = randomRows(generatorOf(3), 800, (i) => `2026-03-0${1 + (i % 9)}`);
  await addRows(database, modelId, rows);
  await database.query(
    `create function verbatim.stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
     create trigger stop after insert on verbatim.audit_cube execute function verbatim.stop()`,
  );
  await expect(refreshCube(database, modelId, SETS)).rejects.toThrow('killed');
  const { rows: left } = await database.query(
    `select (select count(*) from verbatim.audit_cube)
            + (select count(*) from verbatim.audit_cube_set where filled) as n`,
  );
  expect(left[0]).toEqual({ n: 0 });
  await database.query('drop trigger stop on verbatim.audit_cube');
  await Promise.all([refreshCube(database, modelId, SETS), refreshCube(database, modelId, SETS)]);
  await sameAsCounted(database, modelId, rows);
});
