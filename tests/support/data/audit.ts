import { type Policy, policyOf } from '../../../src/audit/policy.ts';
import type { AuditWindow } from '../../../src/audit/window.ts';
import type { Database } from '../../../src/db/client.ts';
import { listModels } from '../../../src/db/results/models.ts';
import { type AuditRun, runAudit } from '../../../src/runs/audit/run.ts';

/** An audit as a test asks for it: of the active model, over everything. */
export async function audit(
  database: Database,
  policy: Partial<Record<keyof Policy, unknown>>,
  options: { now?: Date; window?: AuditWindow; modelId?: number; trigger?: 'release' } = {},
): Promise<AuditRun> {
  const models = await listModels(database);
  const model = models.find(({ id, active }) =>
    options.modelId === undefined ? active : id === options.modelId,
  )!;
  return runAudit(database, {
    policy: policyOf(policy),
    model,
    window: options.window ?? { from: null, to: null },
    source: null,
    trigger: options.trigger ?? 'manual',
    codeVersion: 'test',
    now: options.now ?? new Date('2026-11-23T02:00:00Z'),
  });
}
