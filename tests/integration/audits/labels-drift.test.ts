import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { policyOf } from '../../../src/audit/policy.ts';
import { readJudgedByLevel } from '../../../src/db/audits/judged-levels.ts';
import type { Database } from '../../../src/db/client.ts';
import { listModels } from '../../../src/db/results/models.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { importLabels } from '../../../src/ingest/labels/label-import.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { auditHtml } from '../../../src/reporting/audit/html.ts';
import { auditReport } from '../../../src/reporting/audit/report.ts';
import { auditJson, auditMarkdown, auditTable } from '../../../src/reporting/audit/text.ts';
import { setBaseline } from '../../../src/runs/audit/baseline.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { audit } from '../../support/data/audit.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-labels-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Labels that agree with the model except for a share of the rows of one group. */
async function label(database: Database, wrongShare: number, labellers = ['ann']): Promise<void> {
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     select f.id, 'sentiment',
            case when f.attributes ->> 'region' = 'west' and f.id % 100 < $1::float8 * 100
                 then case a.sentiment when 'negative' then 'positive' else 'negative' end else a.sentiment end,
            who, 'made.csv'
       from verbatim.feedback f join verbatim.analysis a using (document_id) cross join unnest($2::text[]) who`,
    [wrongShare, labellers],
  );
}

function rows(seed: number, count: number, day: string, shift = 0): ShopRow[] {
  const generator = generatorOf(seed);
  return Array.from({ length: count }, (_, i): ShopRow => {
    const score = Math.max(-1, Math.min(1, drawUniform(generator) * 2 - 1 + shift));
    return {
      ...{ day, score, confidence: Math.abs(score), rating: null },
      attributes: { region: i % 2 === 0 ? 'west' : 'east' },
      sentiment: score < 0 ? 'negative' : 'positive',
    };
  });
}

test('labels are matched by source and id, once; what cannot be taken says why', async () => {
  const { database } = await testDatabase();
  const feedback = file('shop.csv', 'id,text\n1,good\n2,bad\n3,fine\n');
  await importFile(database, { file: feedback, source: 'shop' });
  const labels = file(
    'labels.csv',
    'id;label;labeller\n1;positive;ann\n2;negativ;ann\n9;neutral;ann\n;neutral;ann\n3;neutral\n3;mixed;bob\n',
  );
  const first = await importLabels(database, labels, {});
  expect(first).toMatchObject({ read: 6, added: 2, changed: 0, unchanged: 0 });
  expect(first.rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'label_unknown'],
    [4, 'unknown_feedback'],
    [5, 'no_id'],
    [6, 'columns'],
  ]);
  expect(await importLabels(database, labels, {})).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
  const changed = file(
    'changed.csv',
    'external_id,source,sentiment,rater\n1,shop,negative,ann\n1,other,negative,ann\n',
  );
  expect(await importLabels(database, changed, {})).toMatchObject({
    added: 0,
    changed: 1,
    rejects: [{ line: 3, reason: 'unknown_feedback' }],
  });
  const { rows: stored } = await database.query('select value, labeller from verbatim.label order by id');
  expect(stored).toEqual([
    { value: 'negative', labeller: 'ann' },
    { value: 'mixed', labeller: 'bob' },
  ]);
  await expect(importLabels(database, file('no.csv', 'text,stars\na,1\nb,2\n'), {})).rejects.toThrow(
    'hold the id',
  );
});

test('errors of one group are found by labels, and the mistakes are the evidence', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, rows(1, 1_600, '2026-01-05'));
  await label(database, 0.3, ['ann', 'bob']);
  const { record } = await audit(database, {
    attributes: ['region'],
    checks: ['L1', 'L2', 'L3', 'L4'],
    resamples: 299,
  });
  const of = (check: string, metric: string) =>
    record.metrics.find(
      (it) => it.check === check && it.metric === metric && it.task !== 'positive' && it.group === 'west',
    )!;
  expect(of('L1', 'tpr_difference')).toMatchObject({ status: 'fail', direction: 'lower' });
  expect(of('L1', 'tpr_difference').value).toBeCloseTo(-0.3, 1);
  expect(of('L2', 'subgroup_auc').status).toBe('fail');
  expect(of('L3', 'calibration_error').test).toBe('permutation');
  const { rows: wrong } = await database.query(
    `select f.id from verbatim.feedback f join verbatim.analysis a using (document_id)
       join verbatim.label l on l.feedback_id = f.id and l.labeller = 'ann' where l.value <> a.sentiment`,
  );
  const mistakes = new Set(wrong.map(({ id }) => id));
  const { evidence } = of('L1', 'tpr_difference');
  expect(evidence).toHaveLength(10);
  expect(evidence.every(({ feedbackId }) => mistakes.has(feedbackId))).toBe(true);
  // Two people who always agree, and a model that does not.
  expect(of('L4', 'kappa_model_minus_people').status).toBe('fail');
});

test('labels that all say the same, and few of them, decide nothing', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, rows(2, 60, '2026-01-05'));
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
     select id, 'sentiment', 'negative', 'ann', 'made.csv' from verbatim.feedback`,
  );
  const { record } = await audit(database, {
    attributes: ['region'],
    checks: ['L1', 'L2', 'L3', 'L4'],
    resamples: 199,
  });
  const ranking = record.metrics.filter(({ check }) => check === 'L2');
  expect(ranking.length).toBeGreaterThan(0);
  expect(ranking.every(({ status }) => status === 'insufficient')).toBe(true);
  expect(record.metrics.some(({ check }) => check === 'L4')).toBe(false);
  const rates = record.metrics.filter(({ metric }) => metric === 'fpr_difference');
  expect(new Set(rates.map(({ status }) => status))).toEqual(new Set(['insufficient']));
});

test('drift is measured from frozen columns: found when scores move, not when nothing does', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const embed = async (from: string, shift: number) => {
    const generator = generatorOf(9);
    const { rows: ids } = await database.query(
      `select a.document_id as id from verbatim.analysis a join verbatim.feedback f using (document_id)
        where f.occurred_at >= $1 order by 1`,
      [from],
    );
    for (const { id } of ids.slice(0, 300)) {
      const vector = Float32Array.from({ length: 8 }, () => drawUniform(generator) - 0.5 + shift);
      await database.query('update verbatim.analysis set embedding = $2 where document_id = $1', [
        id,
        encodeHalfFloats([vector], 8),
      ]);
    }
  };
  await addRows(database, modelId, rows(3, 2_000, '2026-01-05'));
  await embed('2026-01-01', 0);
  await label(database, 0);
  const scope = { modelId, window: { from: '2026-01-01', to: '2026-02-01' }, source: null };
  const region = { name: 'region', from: 'region', cuts: null };
  const columns = await setBaseline(database, scope, [region], policyOf({}));
  expect(columns.map(({ columnName }) => columnName)).toEqual([
    'length',
    'score',
    'confidence',
    'class',
    'attribute region',
    'attribute language',
    'attribute source',
    'score by region',
    'class by region',
    'confidence by region',
    'embedding',
    'labels negative',
    'labels positive',
  ]);

  const policy = { attributes: ['region'], checks: ['D1', 'D2', 'D3', 'D4'], resamples: 299 };
  await addRows(database, modelId, rows(4, 2_000, '2026-02-05'));
  await embed('2026-02-01', 0);
  const still = await audit(database, policy, { window: { from: '2026-01-01', to: '2026-03-01' } });
  expect(still.record.metrics.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
  // All rows are of one source and one language, which nobody has asked about.
  const tasks = still.record.metrics.map(({ task }) => task);
  expect([tasks.includes('source'), tasks.includes('region')]).toEqual([false, true]);
  // Rows of the baseline are not compared with themselves.
  expect(still.record.metrics.find(({ task }) => task === 'score')!.groupRows).toBe(2_000);
  expect(still.record.kinds).toContain('drift');

  await addRows(database, modelId, rows(5, 2_000, '2026-03-05', 0.5));
  await embed('2026-03-01', 0.4);
  await label(database, 0, ['cleo']);
  const moved = await audit(database, policy, { window: { from: '2026-03-01', to: '2026-04-01' } });
  const status = (task: string, group: string) =>
    moved.record.metrics.find((it) => it.task === task && it.group === group)!.status;
  expect(status('score', '(all)')).toBe('fail');
  expect(status('score', 'west')).toBe('fail');
  expect(status('class', '(all)')).toBe('fail');
  expect(['warn', 'fail']).toContain(status('class', 'west'));
  expect(status('embedding', '(all)')).toBe('fail');
  expect(status('length', '(all)')).toBe('pass');
  // The values themselves: what scores are now, and how far they lie from those of the baseline.
  await database.query(
    `update verbatim.feedback set language = 'fr' where occurred_at >= '2026-03-01' and id % 2 = 0`,
  );
  const french = await audit(database, policy, { window: { from: '2026-03-01', to: '2026-04-01' } });
  expect(french.record.metrics.find(({ task }) => task === 'language')).toMatchObject({
    ...{ check: 'D1', status: 'fail' },
  });
  const score = moved.record.metrics.find((it) => it.task === 'score' && it.group === '(all)')!;
  const { rows: means } = await database.query<{ month: number; mean: number }>(
    `select extract(month from f.occurred_at)::int as month, avg(a.score)::float8 as mean
       from verbatim.feedback f join verbatim.analysis a using (document_id) group by 1`,
  );
  const meanOf = (month: number) => means.find((it) => it.month === month)!.mean;
  expect(score.groupValue).toBeCloseTo(meanOf(3), 3);
  expect(score.referenceValue).toBeCloseTo(meanOf(1), 3);
  const { rows: shown } = await database.query(
    `select ks_statistic as ks, ks_p as p, normed_wasserstein as moved, jensen_shannon as js
       from reporting.v_audit_drift_day where audit_id = $1 and column_name = 'score' and group_key = '(all)'`,
    [moved.auditId],
  );
  expect(shown[0]!.ks).toBeGreaterThan(0.2);
  expect(shown[0]!.p).toBeLessThan(1e-6);
  expect(shown[0]!.moved).toBeGreaterThan(0.3);
  expect(shown[0]!.js).toBeGreaterThan(0.1);
  expect(status('region', '(all)')).toBe('pass');
  expect(moved.record.metrics.some(({ check }) => check === 'D4')).toBe(true);
  const { rows: days } = await database.query(
    `select count(*) as n from reporting.v_audit_drift_day where status = 'fail'`,
  );
  expect(days[0]!.n).toBeGreaterThanOrEqual(4);

  await database.query('update verbatim.audit_baseline set frozen_values = null');
  const before = await audit(database, policy, { window: { from: '2026-03-01', to: '2026-04-01' } });
  expect(before.record.notes.join(' ')).toContain('frozen by an earlier version');
  const same = before.record.metrics.find((it) => it.task === 'score' && it.group === '(all)')!;
  expect([same.status, same.value, same.groupValue]).toEqual([score.status, score.value, null]);
});

const GROUP_DRIFT = new URL('../../fixtures/group-drift/', import.meta.url);

type Distances = Record<string, number>;
interface GroupDistances {
  readonly reference_rows: number;
  readonly score: Distances;
  readonly class: Distances & { readonly reference: Record<string, number> };
  readonly confidence: Distances;
}
const RESULTS = ['score', 'class', 'confidence'] as const;
type Result = (typeof RESULTS)[number];

test('score, class and confidence of each group are frozen: how far they have moved is what scipy says; few rows now stay hidden', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const { groups } = JSON.parse(readFileSync(new URL('expected.json', GROUP_DRIFT), 'utf8')) as {
    groups: Record<string, GroupDistances>;
  };
  const given = readFileSync(new URL('rows.csv', GROUP_DRIFT), 'utf8').trim().split('\n').slice(1);
  await addRows(
    database,
    modelId,
    given.map((line): ShopRow => {
      const [window, region, score, sentiment, confidence] = line.split(',');
      return {
        day: window === 'now' ? '2026-02-05' : '2026-01-05',
        ...{ score: Number(score) / 1000, confidence: Number(confidence) / 1000 },
        ...{ attributes: { region: region! }, sentiment: sentiment as ShopRow['sentiment'] },
      };
    }),
  );
  const scope = { modelId, window: { from: '2026-01-01', to: '2026-02-01' }, source: null };
  const region = { name: 'region', from: 'region', cuts: null };
  await setBaseline(database, scope, [region], policyOf({}));
  const { rows: stored } = await database.query<{
    name: string;
    kind: string;
    counts: Record<string, Record<string, number>>;
    frozen: Record<string, { rows: number[] }> | null;
  }>(
    `select column_name as name, kind, counts, frozen_values as frozen from verbatim.audit_baseline
      where column_name like '% by region' order by 1`,
  );
  expect(stored.map(({ name, kind }) => [name, kind])).toEqual([
    ['class by region', 'categories'],
    ['confidence by region', 'bins'],
    ['score by region', 'bins'],
  ]);
  for (const { name, counts, frozen } of stored) {
    // Groups of fewer than 100 rows are not frozen.
    expect(Object.keys(counts).sort(), name).toEqual([
      ...['east', 'few', 'large', 'north', 'south', 'thin', 'tiny'],
    ]);
    for (const [group, byBin] of Object.entries(counts)) {
      const sum = (all: readonly number[]) => all.reduce((total, n) => total + n, 0);
      expect(sum(Object.values(byBin)), `${name} ${group}`).toBe(groups[group]!.reference_rows);
      if (frozen) expect(sum(frozen[group]!.rows), `${name} ${group}`).toBe(groups[group]!.reference_rows);
      else expect({ mixed: 0, ...byBin }).toMatchObject(groups[group]!.class.reference);
    }
  }

  // Where groups are many, the largest are frozen.
  const choice = { leastRows: 100, most: 2 };
  const edges = { score: [-1, 0, 1], confidence: null };
  const largest = (await readJudgedByLevel(database, scope, [region], edges, choice)).get('region')!;
  expect([...largest.keys()]).toEqual(['large', 'north']);
  expect(largest.get('north')!.score.counts.reduce((sum, n) => sum + n, 0)).toBe(400);

  // Named levels of two attributes, from the same scan.
  const both = await readJudgedByLevel(
    database,
    scope,
    [region, { name: 'tongue', from: 'language', cuts: null }],
    { score: null, confidence: [0, 0.5, 1] },
    {
      named: new Map([
        ['region', ['thin', 'no such']],
        ['tongue', ['en']],
      ]),
    },
  );
  const inAll = Object.values(groups).reduce((sum, it) => sum + it.reference_rows, 0);
  expect([...both].map(([attribute, levels]) => [attribute, [...levels.keys()]])).toEqual([
    ['region', ['thin']],
    ['tongue', ['en']],
  ]);
  expect(Object.fromEntries(both.get('region')!.get('thin')!.classes)).toEqual(groups.thin!.class.reference);
  expect(
    both
      .get('tongue')!
      .get('en')!
      .confidence.counts.reduce((sum, n) => sum + n, 0),
  ).toBe(inAll);

  const policy = { attributes: ['region'], checks: ['D1', 'D2'] };
  const window = { from: '2026-02-01', to: '2026-03-01' };
  const now = await audit(database, policy, { window });
  const ofGroups = now.record.metrics.filter((it) => it.check === 'D2' && it.attribute === 'region');
  expect(ofGroups).toHaveLength(3 * 7);
  // One family: score, class and confidence over all rows, length, region, and these.
  expect(new Set(ofGroups.map(({ family, familySize }) => `${family} ${familySize}`))).toEqual(
    new Set([`drift/declared ${5 + 3 * 7}`]),
  );
  for (const { task, group, value, p, effect, groupValue, referenceValue, method } of ofGroups) {
    const expected = groups[group]![task as Result] as Distances;
    const named = `${task} of ${group}`;
    expect(value, named).toBeCloseTo(expected.index!, 12);
    expect(method.indexP, named).toBeCloseTo(expected.index_p!, 12);
    expect(method.chiSquareP, named).toBeCloseTo(expected.chi_square_p!, 12);
    expect(p, named).toBeCloseTo(Math.max(expected.index_p!, expected.chi_square_p!), 12);
    expect(effect, named).toBeCloseTo(expected.jensen_shannon!, 12);
    expect(method.nullQuantile, named).toBeCloseTo(expected.null_quantile!, 12);
    if (task === 'class') {
      expect([groupValue, referenceValue], named).toEqual([null, null]);
      expect(method, named).not.toHaveProperty('kolmogorovSmirnov');
      continue;
    }
    expect(groupValue, named).toBeCloseTo(expected.current_mean!, 9);
    expect(referenceValue, named).toBeCloseTo(expected.reference_mean!, 9);
    expect(method, named).toMatchObject({
      normedWasserstein: expect.closeTo(expected.normed_wasserstein!, 9),
      kolmogorovSmirnov: {
        statistic: expect.closeTo(expected.ks_statistic!, 12),
        p: expect.closeTo(expected.ks_p!, 9),
      },
    });
  }
  const found = (run: typeof now) =>
    run.record.metrics
      .filter((it) => it.check === 'D2' && it.attribute === 'region' && /warn|fail/.test(it.status))
      .map(({ task, group, status }) => `${task} ${group} ${status}`);
  expect(found(now).sort()).toEqual([
    ...['class east fail', 'class north warn', 'confidence south fail', 'score north fail'],
  ]);
  // Six rows are too few, and a second group is hidden so that they do not follow from the sum. Twenty-four that are all
  // of one class would tell about each of them.
  const reasons: Record<string, string> = { thin: 'small', tiny: 'complementary' };
  const hiddenOf = (task: string, group: string) =>
    reasons[group] ?? (task === 'class' && group === 'few' ? 'all_same' : null);
  for (const { task, group, hidden, status, reason } of ofGroups) {
    expect(hidden, `${task} of ${group}`).toBe(hiddenOf(task, group));
    if (hidden === 'all_same') expect([status, reason]).toEqual(['insufficient', 'all_same']);
  }
  const { rows: seen } = await database.query<{
    task: Result;
    group: string;
    told: (number | null)[];
  }>(
    `select column_name as task, group_key as "group",
            array[value, jensen_shannon, adjusted_p, rows, normed_wasserstein, ks_statistic] as told
       from reporting.v_audit_drift_day where audit_id = $1 and attribute = 'region' and check_id = 'D2'`,
    [now.auditId],
  );
  expect(seen).toHaveLength(3 * 7);
  for (const { task, group, told } of seen) {
    const expected = groups[group]![task] as Distances;
    if (hiddenOf(task, group)) expect(told, `${task} of ${group}`).toEqual(told.map(() => null));
    else {
      expect(told[0], `${task} of ${group}`).toBeCloseTo(expected.index!, 12);
      expect(told[5] ?? undefined, `${task} of ${group}`).toEqual(
        task === 'class' ? undefined : expect.closeTo(expected.ks_statistic!, 12),
      );
    }
  }
  const [model] = await listModels(database);
  const report = await auditReport(database, now, model!);
  const { metrics } = JSON.parse(auditJson(report)) as typeof report;
  const shown = (task: Result, group: string) =>
    metrics.find((it) => it.attribute === 'region' && it.task === task && it.group === group)!;
  expect([shown('score', 'thin').method, shown('score', 'thin').referenceValue]).toEqual([{}, null]);
  expect([shown('class', 'few').method, shown('class', 'few').value, shown('class', 'few').p]).toEqual([
    ...[{}, null, null],
  ]);
  expect(shown('class', 'few').sentence).not.toMatch(/1\.56|24/);
  expect(shown('score', 'few').value).toBeCloseTo(groups.few!.score.index!, 12);
  expect(shown('score', 'north').method).toHaveProperty('kolmogorovSmirnov.p');
  expect(shown('confidence', 'south').method).toHaveProperty('kolmogorovSmirnov.p');
  const html = auditHtml(report);
  expect(html).toContain('0.292 (p &lt; 0.001)');
  expect(html).toContain('<td>class · region east</td><td class="num">0.624</td>');
  expect(html).toContain('<td>confidence · region south</td><td class="num">1.148</td>');
  expect(html).toContain('<td>class · region few</td><td class="num">–</td>');
  expect(html).not.toContain('1.566');
  expect(html).not.toContain('0.433 (p');
  const told = [auditTable(report, 200), auditMarkdown(report)];
  for (const text of told) {
    expect(text).toContain('class of region east has changed since the baseline');
    expect(text).toContain('confidence of region south has changed since the baseline');
    expect(text).not.toContain('region few');
  }

  // The next audit has twenty rows more: nothing that was shown is hidden for a share that was not shown before.
  await addRows(database, modelId, [
    ...Array.from({ length: 20 }, (_, i): ShopRow => {
      const sentiment = i % 2 === 0 ? 'negative' : 'positive';
      return { day: '2026-02-06', attributes: { region: 'north' }, sentiment };
    }),
  ]);
  const next = await audit(database, policy, { window });
  const south = next.record.metrics.find(({ task, group }) => task === 'class' && group === 'south')!;
  expect([south.hidden, south.groupRows]).toEqual([null, 260]);

  // A baseline of an earlier version: the index is the same, and the distances are absent for a reason.
  await database.query(
    `update verbatim.audit_baseline set frozen_values = null where column_name = 'score by region'`,
  );
  const before = await audit(database, policy, { window });
  expect(before.record.notes.join(' ')).toContain('no distances of the values of groups');
  const north = (run: typeof now) =>
    run.record.metrics.find(({ task, group }) => task === 'score' && group === 'north')!;
  expect([north(before).status, north(before).value]).toEqual([north(next).status, north(next).value]);
  expect(north(before).method).toMatchObject({
    ...{ kolmogorovSmirnov: null, kolmogorovSmirnovReason: 'not_frozen', normedWasserstein: null },
  });
  expect(auditHtml(await auditReport(database, before, model!))).toContain(
    '<td class="num" title="the baseline was frozen without the values">–</td>',
  );

  // One of a version that knew scores of groups only: class and confidence by group are absent, and a note says so.
  await database.query(
    `delete from verbatim.audit_baseline where column_name in ('class by region', 'confidence by region')`,
  );
  const older = await audit(database, policy, { window });
  expect(older.record.notes).toContain(
    'The baseline was frozen by an earlier version: no drift of class and confidence by group (D2) until it is set again.',
  );
  expect(now.record.notes.join(' ')).not.toContain('earlier version');
  const byGroup = older.record.metrics.filter((it) => it.check === 'D2' && it.attribute === 'region');
  expect(new Set(byGroup.map(({ task }) => task))).toEqual(new Set(['score']));
  expect([north(older).value, north(older).familySize]).toEqual([north(next).value, 5 + 7]);
});
