import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { policyOf } from '../../src/audit/policy.ts';
import { drawUniform, generatorOf } from '../../src/audit/random.ts';
import { readBinsByLevel } from '../../src/db/audit-baselines.ts';
import type { Database } from '../../src/db/client.ts';
import { listModels } from '../../src/db/models.ts';
import { encodeHalfFloats } from '../../src/domain/half-float.ts';
import { importFile } from '../../src/ingest/import-file.ts';
import { importLabels } from '../../src/ingest/label-import.ts';
import { auditHtml } from '../../src/reporting/audit-html.ts';
import { auditReport } from '../../src/reporting/audit-report.ts';
import { auditJson } from '../../src/reporting/audit-text.ts';
import { setBaseline } from '../../src/runs/audit-baseline.ts';
import { audit } from '../support/audit.ts';
import { addModel, addRows, type ShopRow } from '../support/audit-shop.ts';
import { testDatabase } from '../support/database.ts';

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

const GROUP_DRIFT = new URL('../fixtures/group-drift/', import.meta.url);

test('values of each group are frozen: how far they have moved is what scipy says; few rows now stay hidden', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const { groups } = JSON.parse(readFileSync(new URL('expected.json', GROUP_DRIFT), 'utf8')) as {
    groups: Record<string, Record<string, number>>;
  };
  const given = readFileSync(new URL('rows.csv', GROUP_DRIFT), 'utf8').trim().split('\n').slice(1);
  await addRows(
    database,
    modelId,
    given.map((line): ShopRow => {
      const [window, region, thousandths] = line.split(',');
      const score = Number(thousandths) / 1000;
      return {
        ...{
          day: window === 'now' ? '2026-02-05' : '2026-01-05',
          score,
          confidence: 0.5 + Math.abs(score) / 2,
        },
        ...{ attributes: { region: region! }, sentiment: score < 0 ? 'negative' : 'positive' },
      };
    }),
  );
  const scope = { modelId, window: { from: '2026-01-01', to: '2026-02-01' }, source: null };
  const region = { name: 'region', from: 'region', cuts: null };
  await setBaseline(database, scope, [region], policyOf({}));
  const { rows: stored } = await database.query<{ frozen: Record<string, { rows: number[] }> }>(
    `select frozen_values as frozen from verbatim.audit_baseline where column_name = 'score by region'`,
  );
  // Groups of fewer than 100 rows are not frozen.
  expect(Object.keys(stored[0]!.frozen).sort()).toEqual(['east', 'large', 'north', 'south', 'thin']);
  for (const [group, { rows: counted }] of Object.entries(stored[0]!.frozen)) {
    expect(counted.reduce((sum, n) => sum + n, 0)).toBe(groups[group]!.reference_rows);
  }

  // Where groups are many, the largest are frozen.
  const choice = { leastRows: 100, most: 2 };
  const largest = await readBinsByLevel(database, scope, region, [-1, 0, 1], choice);
  expect([...largest.keys()]).toEqual(['large', 'north']);
  expect(largest.get('north')!.counts.reduce((sum, n) => sum + n, 0)).toBe(400);

  const policy = { attributes: ['region'], checks: ['D1', 'D2'] };
  const window = { from: '2026-02-01', to: '2026-03-01' };
  const now = await audit(database, policy, { window });
  const ofGroups = now.record.metrics.filter(
    ({ task, attribute }) => task === 'score' && attribute === 'region',
  );
  for (const { group, groupValue, referenceValue, method } of ofGroups) {
    const expected = groups[group]!;
    expect(groupValue, group).toBeCloseTo(expected.current_mean!, 9);
    expect(referenceValue, group).toBeCloseTo(expected.reference_mean!, 9);
    expect(method, group).toMatchObject({
      normedWasserstein: expect.closeTo(expected.normed_wasserstein!, 9),
      kolmogorovSmirnov: {
        statistic: expect.closeTo(expected.ks_statistic!, 12),
        p: expect.closeTo(expected.ks_p!, 9),
      },
    });
  }
  // Six rows are too few, and a second group is hidden so that they do not follow from the sum.
  const hidden = ofGroups.filter((it) => it.hidden !== null).map((it) => [it.group, it.hidden]);
  expect(hidden.sort()).toEqual([
    ['east', 'complementary'],
    ['thin', 'small'],
  ]);
  const { rows: seen } = await database.query<{ group: string; ks: number | null; moved: number | null }>(
    `select group_key as "group", ks_statistic as ks, normed_wasserstein as moved
       from reporting.v_audit_drift_day where audit_id = $1 and attribute = 'region' and column_name = 'score'`,
    [now.auditId],
  );
  for (const { group, ks, moved } of seen) {
    const shown = !['east', 'thin'].includes(group);
    expect(
      [ks, moved].map((it) => it === null),
      group,
    ).toEqual([!shown, !shown]);
    if (shown) expect(ks).toBeCloseTo(groups[group]!.ks_statistic!, 12);
  }
  const [model] = await listModels(database);
  const report = await auditReport(database, now, model!);
  const { metrics } = JSON.parse(auditJson(report)) as typeof report;
  const methods = new Map(
    metrics
      .filter(({ attribute, task }) => attribute === 'region' && task === 'score')
      .map((it) => [it.group, it]),
  );
  expect([methods.get('thin')!.method, methods.get('thin')!.referenceValue]).toEqual([{}, null]);
  expect(methods.get('north')!.method).toHaveProperty('kolmogorovSmirnov.p');
  const html = auditHtml(report);
  expect(html).toContain('0.292 (p &lt; 0.001)');
  expect(html).not.toContain('0.433 (p');

  // A baseline of an earlier version: the index is the same, and the distances are absent for a reason.
  await database.query(
    `update verbatim.audit_baseline set frozen_values = null where column_name = 'score by region'`,
  );
  const before = await audit(database, policy, { window });
  expect(before.record.notes.join(' ')).toContain('no distances of the values of groups');
  const north = (run: typeof now) =>
    run.record.metrics.find(({ task, group }) => task === 'score' && group === 'north')!;
  expect([north(before).status, north(before).value]).toEqual([north(now).status, north(now).value]);
  expect(north(before).method).toMatchObject({
    ...{ kolmogorovSmirnov: null, kolmogorovSmirnovReason: 'not_frozen', normedWasserstein: null },
  });
  expect(auditHtml(await auditReport(database, before, model!))).toContain(
    '<td class="num" title="the baseline was frozen without the values">–</td>',
  );
});
