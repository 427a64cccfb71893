import type { App } from '../../app/open.ts';
import { type Policy, policyHash, policyOf } from '../../audit/policy.ts';
import { parseWindow } from '../../audit/window.ts';
import { isAttribute, rollupAttributes } from '../../db/rollups/rollups.ts';
import { hasFeedback, nightPolicy, setNightPolicy } from '../../db/runs/nightly-policy.ts';
import { VerbatimError } from '../../errors.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import { VERSION } from '../../version.ts';
import { auditedModel, policyFrom } from '../audit/choice.ts';
import { runAudit } from '../audit/run.ts';
import type { NightAudit } from './nightly-run.ts';

/**
 * `--policy FILE` is what nights are audited by from now on, `--no-policy` ends that; without either it stays.
 * @throws VerbatimError AUDIT_POLICY_INVALID, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function nameNightPolicy({ database }: App, file: string | false | undefined): Promise<void> {
  if (file === undefined) return;
  if (file === false) return setNightPolicy(database, null);
  const document = await policyFrom({ policy: file });
  await setNightPolicy(database, { sha256: policyHash(document), document });
}

/**
 * The audit that is a step of a night: of the active model over all feedback, by the policy that was named last. The same
 * feedback as last night is the same audit, written again. Null without a policy, and before the first feedback.
 */
export async function nightAudit(
  { database }: Pick<App, 'database'>,
  now = new Date(),
): Promise<{ audit: NightAudit; idle: boolean } | null> {
  const document = await nightPolicy(database);
  if (document === null || !(await hasFeedback(database))) return null;
  const policy = policyOf(document, 'of the nights');
  const model = await auditedModel({ database }, undefined);
  const run = await runAudit(database, {
    policy: policy.attributes.length > 0 ? policy : { ...policy, attributes: await attributesOf(database) },
    ...{
      model,
      source: null,
      window: parseWindow('all', now),
      trigger: 'nightly',
      codeVersion: VERSION,
      now,
    },
  }).catch((error: unknown) => {
    // Comments without a text are nothing to audit; that is no failed night.
    if (error instanceof VerbatimError && error.code === 'AUDIT_NOTHING') return null;
    throw error;
  });
  if (!run) return null;
  const { findings, counts } = await auditReport(database, run, model);
  const open = findings.filter(({ state }) => state !== 'resolved');
  return {
    audit: {
      ...{ id: run.auditId, verdict: run.verdict, exitCode: run.exitCode, counts },
      findings: open.map(({ id, severity, state, alert, sentence }) => ({
        ...{ id, severity, state, alert, sentence },
      })),
    },
    idle: run.repeated,
  };
}

/** Where the policy names no attributes: those of the roll-ups that feedback has, else those that all feedback has. */
async function attributesOf(database: App['database']): Promise<Policy['attributes']> {
  const found: string[] = [];
  for (const name of await rollupAttributes(database))
    if (await isAttribute(database, name)) found.push(name);
  return found.length > 0 ? found : ['language', 'source'];
}

/** What a reader of a terminal should know of it: the verdict, and findings that nobody has accepted. */
export function nightAuditText({ id, verdict, exitCode, findings }: NightAudit): string {
  const told = findings.filter(({ state }) => state === 'new' || state === 'ongoing');
  const shown = told.slice(0, SHOWN).map(({ id, severity, state, alert, sentence }) => {
    return `  finding ${id}, ${severity}, ${state}${alert ? ', alert' : ''}: ${sentence}`;
  });
  const more = told.length > SHOWN ? [`  and ${told.length - SHOWN} more`] : [];
  const gate =
    exitCode === 0 ? '' : exitCode === 1 ? '; the gate is shut' : '; a required check could not tell';
  const accepted = findings.filter(({ state }) => state === 'accepted').length;
  const known = accepted === 0 ? '' : `, ${accepted} accepted`;
  return [`Audit ${id}: ${verdict}${known}${gate}.`, ...shown, ...more].join('\n');
}

const SHOWN = 5;
