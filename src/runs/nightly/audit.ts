import type { App } from '../../app/open.ts';
import { type Policy, policyHash, policyOf } from '../../audit/policy.ts';
import { parseWindow } from '../../audit/window.ts';
import { sourceHasFeedback } from '../../db/reports/report-queries.ts';
import { isAttribute, rollupAttributes } from '../../db/rollups/rollups.ts';
import { nightPolicy, setNightPolicy } from '../../db/runs/nightly-policy.ts';
import type { AuditStatus } from '../../domain/audit-record.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import { VERSION } from '../../version.ts';
import { auditedModel, policyFrom } from '../audit/choice.ts';
import { runAudit } from '../audit/run.ts';

/** The audit of a nightly run. */
export interface NightlyAudit {
  readonly id: number;
  readonly verdict: AuditStatus;
  /** Of its gate: 0 passed, 1 a failure that nobody accepted, 3 a required check without enough data. */
  readonly exitCode: number;
  readonly counts: Readonly<Record<AuditStatus, number>>;
  /** Findings that are not resolved, failures first. */
  readonly findings: readonly {
    readonly id: number;
    readonly severity: string;
    readonly state: string;
    /** Found by two of the latest three audits. */
    readonly alert: boolean;
    readonly sentence: string;
  }[];
}

/**
 * Stores the policy that nightly runs audit by from now on.
 * @param file path of a policy; false: stop auditing; undefined: change nothing
 * @throws VerbatimError AUDIT_POLICY_INVALID, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function storeNightlyPolicy({ database }: App, file: string | false | undefined): Promise<void> {
  if (file === undefined) return;
  if (file === false) return setNightPolicy(database, null);
  const document = await policyFrom({ policy: file });
  await setNightPolicy(database, { sha256: policyHash(document), document });
}

/**
 * Audits the active model over all feedback, by the stored policy. The same feedback as in the last nightly run is the
 * same audit, written again. Null without a policy, and before the first feedback.
 */
export async function nightlyAudit(
  { database }: Pick<App, 'database'>,
  now = new Date(),
): Promise<{ audit: NightlyAudit; idle: boolean } | null> {
  const document = await nightPolicy(database);
  if (document === null || !(await sourceHasFeedback(database, null))) return null;
  const policy = policyOf(document, 'of the nightly runs');
  const model = await auditedModel({ database }, undefined);
  const run = await runAudit(database, {
    policy: policy.attributes.length > 0 ? policy : { ...policy, attributes: await attributesOf(database) },
    ...{ model, source: null, window: parseWindow('all', now), trigger: 'nightly' },
    ...{ codeVersion: VERSION, now },
  }).catch((error: unknown) => {
    // Comments without a text are nothing to audit. The run has not failed.
    if (error instanceof VerbatimError && error.code === 'AUDIT_NOTHING') return null;
    throw error;
  });
  if (!run) return null;
  const { auditId: id, verdict, exitCode } = run;
  const { findings, counts } = await auditReport(database, run, model);
  const open = findings
    .filter(({ state }) => state !== 'resolved')
    .map(({ id, severity, state, alert, sentence }) => ({ id, severity, state, alert, sentence }));
  return { audit: { id, verdict, exitCode, counts, findings: open }, idle: run.repeated };
}

/** For a policy without attributes: those of the roll-ups that feedback has, else language and source. */
async function attributesOf(database: App['database']): Promise<Policy['attributes']> {
  const found: string[] = [];
  for (const name of await rollupAttributes(database))
    if (await isAttribute(database, name)) found.push(name);
  return found.length > 0 ? found : ['language', 'source'];
}
