import { expect, test } from 'vitest';
import { type CliffsDelta, cliffsDelta } from '../../../src/audit/observed/cliffs-delta.ts';
import type { Database } from '../../../src/db/client.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { audit } from '../../support/data/audit.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { countsByScore } from '../../support/data/audit-simulation.ts';
import { testDatabase } from '../../support/servers/database.ts';

const REGIONS = ['north', 'north', 'south', 'west', 'isle'] as const;

async function shop(database: Database): Promise<void> {
  const modelId = await addModel(database);
  const generator = generatorOf(11);
  const rows = Array.from({ length: 1_500 }, (_, i): ShopRow => {
    const region = i % 50 === 0 ? `hamlet ${i}` : REGIONS[i % REGIONS.length]!;
    const score =
      Math.round((drawUniform(generator) ** (region === 'west' ? 1.6 : 1) * 1.9 - 0.95) * 1e4) / 1e4;
    return {
      day: '2026-01-05',
      attributes: { region },
      sentiment: score < 0 ? 'negative' : 'positive',
      score,
    };
  });
  await addRows(database, modelId, rows);
}

async function scoresOf(database: Database, where: string): Promise<number[]> {
  const { rows } = await database.query<{ score: number }>(
    `select a.score::float8 as score from verbatim.feedback f join verbatim.analysis a using (document_id)
      where ${where} order by f.id`,
  );
  return rows.map(({ score }) => score);
}

/** Value, interval and p; two orders of summation differ in the last digits. */
const close = ({ bound: _, ...numbers }: Partial<CliffsDelta>) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, expect.closeTo(value, 10)]));

test('the audit of a release ranks the scores themselves; another says how far its buckets may be off', async () => {
  const { database } = await testDatabase();
  await shop(database);
  const policy = { attributes: ['region'], checks: ['O2'] };
  const manual = await audit(database, policy);
  const release = await audit(database, policy, { trigger: 'release' });
  expect(release.auditId).not.toBe(manual.auditId);
  const region = `f.attributes ->> 'region'`;
  const groups = { west: `${region} = 'west'`, '(other)': `${region} like 'hamlet%'` };
  for (const [group, where] of Object.entries(groups)) {
    const exact = cliffsDelta(
      countsByScore(await scoresOf(database, where), await scoresOf(database, `not (${where})`)),
    );
    const of = (run: typeof manual) => run.record.metrics.find((it) => it.group === group)!;
    expect(of(release)).toMatchObject(close(exact as CliffsDelta));
    expect(of(release).method).toMatchObject({ exact: true, bucketBound: 0 });
    const { method, value } = of(manual);
    expect(method.bucketBound).toBeGreaterThan(0);
    expect(Math.abs(value! - of(release).value!)).toBeLessThanOrEqual(method.bucketBound as number);
    expect(value).not.toBe(of(release).value);
  }
  expect((await audit(database, policy, { trigger: 'release' })).auditId).toBe(release.auditId);
});

test('against a named level, and where a window holds no score', async () => {
  const { database } = await testDatabase();
  await shop(database);
  const policy = { attributes: ['region'], checks: ['O2'], references: { region: 'north' } };
  const { record } = await audit(database, policy, { trigger: 'release' });
  const west = record.metrics.find(({ group }) => group === 'west')!;
  const north = await scoresOf(database, `f.attributes ->> 'region' = 'north'`);
  const own = await scoresOf(database, `f.attributes ->> 'region' = 'west'`);
  expect(west).toMatchObject(close(cliffsDelta(countsByScore(own, north)) as CliffsDelta));
  expect(west.reference).toBe('north');
  await database.query('delete from verbatim.analysis');
  await database.query('update verbatim.run set analysed = analysed + 1');
  const none = await audit(database, policy, { trigger: 'release' });
  expect(none.record.metrics.filter(({ status }) => status !== 'insufficient')).toEqual([]);
});
