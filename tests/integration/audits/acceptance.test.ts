import { expect, test } from 'vitest';
import { auditAccept } from '../../../src/cli/audits/accept.ts';
import type { Database } from '../../../src/db/client.ts';
import { audit } from '../../support/data/audit.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const app = (database: Database) => ({ database }) as Parameters<typeof auditAccept>[0];
const policy = { attributes: ['region'], checks: ['O4'] };
const UNTIL = { until: '2999-12-31', reason: 'known', whom: 'us' };

/** Two models that make the same mistake in the same group. */
async function twoModels(database: Database): Promise<number[]> {
  const models = [await addModel(database), await addModel(database, false)];
  for (const modelId of models) {
    await addRows(
      database,
      modelId,
      Array.from({ length: 1_200 }, (_, i): ShopRow => {
        const west = i % 3 === 0;
        return {
          ...{ day: '2026-01-05', attributes: { region: west ? 'west' : 'north' }, rating: 1 },
          sentiment: Math.floor(i / 3) % 10 < (west ? 5 : 9) ? 'negative' : 'neutral',
        };
      }),
    );
  }
  return models;
}

const failing = async (database: Database, modelId: number) =>
  (
    await database.query<{ id: number; fingerprint: string }>(
      `select id, fingerprint from verbatim.audit_finding where model_id = $1 and severity = 'fail' order by id`,
      [modelId],
    )
  ).rows;

test('what is accepted for one model stops its successor, until it is accepted for any', async () => {
  const { database } = await testDatabase();
  const [old, next] = (await twoModels(database)) as [number, number];
  expect((await audit(database, policy, { modelId: old })).exitCode).toBe(1);
  expect((await audit(database, policy, { modelId: next })).exitCode).toBe(1);
  const found = await failing(database, old);
  expect(found.length).toBeGreaterThan(0);
  const prints = found.map(({ fingerprint }) => fingerprint);
  expect((await failing(database, next)).map(({ fingerprint }) => fingerprint)).toEqual(prints);

  for (const { id } of found) await auditAccept(app(database), String(id), UNTIL);
  const { rows: states } = await database.query(
    `select model_id as model, state from verbatim.audit_finding where severity = 'fail' group by 1, 2 order by 1`,
  );
  expect(states).toEqual([
    { model: old, state: 'accepted' },
    { model: next, state: 'new' },
  ]);
  expect((await audit(database, policy, { modelId: old })).exitCode).toBe(0);
  expect((await audit(database, policy, { modelId: next })).exitCode).toBe(1);
  const { rows: shown } = await database.query(
    `select m.id as model, v.accepted_by as by from reporting.v_audit_finding_open v
       join verbatim.model m on m.hash = v.model_hash where v.severity = 'fail' group by 1, 2 order by 1`,
  );
  expect(shown).toEqual([
    { model: old, by: 'us' },
    { model: next, by: null },
  ]);

  for (const print of prints) {
    const accepted = await auditAccept(app(database), print, { ...UNTIL, anyModel: true, whom: 'all of us' });
    expect(accepted.json).toMatchObject({ fingerprint: print, model: null });
  }
  expect((await audit(database, policy, { modelId: next })).exitCode).toBe(0);
  const { rows: rest } = await database.query(
    `select count(*) as n, count(distinct finding_id) as findings from reporting.v_audit_finding_open where severity = 'fail'`,
  );
  expect(rest[0]!.n).toBe(rest[0]!.findings);
});

test('a fingerprint that several models have names none of them', async () => {
  const { database } = await testDatabase();
  const models = await twoModels(database);
  for (const modelId of models) await audit(database, policy, { modelId });
  const { fingerprint } = (await failing(database, models[0]!))[0]!;
  await expect(auditAccept(app(database), fingerprint.slice(0, 12), UNTIL)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('--any-model'),
  });
  const { rows } = await database.query('select count(*) as n from verbatim.audit_waiver');
  expect(rows[0]).toEqual({ n: 0 });
});
