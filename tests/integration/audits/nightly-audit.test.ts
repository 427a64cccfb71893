import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { App } from '../../../src/app/open.ts';
import { acceptFinding } from '../../../src/db/audits/audit-history.ts';
import { setRollupAttributes } from '../../../src/db/rollups/rollups.ts';
import { nightlyAudit, storeNightlyPolicy } from '../../../src/runs/nightly/audit.ts';
import { nightlyAuditText } from '../../../src/runs/nightly/text.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-night-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const policy = (document: object): string => {
  const file = join(folder, 'policy.json');
  writeFileSync(file, JSON.stringify(document));
  return file;
};

/** Angry customers of the west who are called happy: what they rated themselves says that the model is wrong. */
const ROWS = Array.from({ length: 160 }, (_, i): ShopRow => {
  const west = i % 2 === 0;
  return {
    ...{ day: '2026-01-05', rating: 1, sentiment: west ? 'positive' : 'negative' },
    attributes: { region: west ? 'west' : 'north' },
  };
});

test('nightly runs audit by the policy that was stored last; same feedback, same audit; what is accepted stops nothing', async () => {
  const { database } = await testDatabase();
  const app = { database } as App;
  const modelId = await addModel(database);
  expect(await nightlyAudit(app)).toBeNull();
  await storeNightlyPolicy(app, policy({ attributes: ['region'], checks: ['O4'] }));
  // Before there is any feedback nobody knows the attribute.
  expect(await nightlyAudit(app)).toBeNull();
  await addRows(database, modelId, ROWS);

  const first = (await nightlyAudit(app))!;
  expect(first).toMatchObject({ idle: false, audit: { verdict: 'fail', exitCode: 1 } });
  // Either region, among low ratings and pooled; there are no high ones.
  expect(first.audit.counts).toEqual({ fail: 4, warn: 0, pass: 0, insufficient: 0 });
  expect(first.audit.findings.map(({ state, severity, alert }) => [state, severity, alert])).toEqual(
    Array(4).fill(['new', 'fail', false]),
  );
  expect(nightlyAuditText(first.audit)).toMatch(
    /^Audit \d+: fail; the gate is shut\.\n {2}finding \d+, fail, new: /,
  );
  const again = (await nightlyAudit(app))!;
  expect(again).toEqual({ ...first, idle: true });

  // A file that is wrong changes nothing.
  for (const wrong of [{ checks: ['O9'] }, { limits: { O4: { warn: 0.2, fail: 0.1 } } }]) {
    await expect(storeNightlyPolicy(app, policy(wrong))).rejects.toMatchObject({
      code: 'AUDIT_POLICY_INVALID',
    });
  }
  expect((await nightlyAudit(app))!.audit).toEqual(first.audit);

  const { rows } = await database.query<{ fingerprint: string }>(
    'select fingerprint from verbatim.audit_finding',
  );
  for (const { fingerprint } of rows) {
    const until = new Date('2999-12-31');
    await acceptFinding(database, { fingerprint, modelHash: null, reason: 'known', byWhom: 'us', until });
  }
  const waived = (await nightlyAudit(app))!.audit;
  expect([waived.verdict, waived.exitCode, waived.findings[0]!.state]).toEqual(['fail', 0, 'accepted']);
});

test('without attributes in the policy, those of the roll-ups; a required check that cannot tell shuts the gate', async () => {
  const { database } = await testDatabase();
  const app = { database } as App;
  const modelId = await addModel(database);
  await addRows(database, modelId, ROWS);
  // C1 is for the audits of swaps: their gate asks for it.
  await storeNightlyPolicy(app, policy({ checks: ['O5', 'L1', 'C1'], require: ['L1', 'C1'] }));
  const attributes = async () =>
    (await database.query('select distinct attribute from verbatim.audit_group order by 1')).rows.map(
      ({ attribute }) => attribute,
    );
  expect((await nightlyAudit(app))!.audit.exitCode).toBe(3);
  expect(await attributes()).toEqual(['language', 'source']);
  await setRollupAttributes(database, ['nowhere', 'region']);
  const second = (await nightlyAudit(app))!.audit;
  expect(second.exitCode).toBe(3);
  expect(nightlyAuditText(second)).toContain('a required check could not tell');
  expect(await attributes()).toEqual(['language', 'region', 'source']);

  await storeNightlyPolicy(app, undefined);
  expect(await nightlyAudit(app)).not.toBeNull();
  await storeNightlyPolicy(app, false);
  expect(await nightlyAudit(app)).toBeNull();
});
