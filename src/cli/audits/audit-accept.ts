import type { App } from '../../app/open.ts';
import { acceptFinding, findFindings } from '../../db/audits/audit-history.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { done, type Outcome } from '../output.ts';

export interface AcceptFlags {
  readonly until: string;
  readonly reason: string;
  readonly whom?: string;
  readonly anyModel?: boolean;
}

/**
 * `verbatim audit accept FINDING --until DATE --reason TEXT`: the finding is printed on, and stops nothing until then. It
 * is accepted for the model that has it: what is tolerable in one may be reason to refuse its successor.
 */
export async function auditAccept({ database }: App, wanted: string, flags: AcceptFlags): Promise<Outcome> {
  const found = await findFindings(database, wanted);
  const prints = new Set(found.map(({ fingerprint }) => fingerprint));
  const finding = found[0];
  if (!finding || prints.size !== 1) throw new VerbatimError('AUDIT_FINDING_UNKNOWN', { finding: wanted });
  const models = new Set(found.map(({ modelHash }) => modelHash));
  if (models.size > 1 && !flags.anyModel) {
    const detail = `${models.size} models have this finding: give its number (${found.map(({ id, modelName }) => `${id} of ${modelName}`).join(', ')}), or --any-model.`;
    throw new VerbatimError('USAGE', { detail });
  }
  const until = endOf(flags.until);
  if (flags.reason.trim() === '')
    throw new VerbatimError('USAGE', { detail: 'Give a reason: --reason "…".' });
  const byWhom = flags.whom ?? process.env.USER ?? 'unnamed';
  const { fingerprint } = finding;
  const modelHash = flags.anyModel ? null : finding.modelHash;
  await acceptFinding(database, { fingerprint, modelHash, reason: flags.reason, byWhom, until });
  const json = {
    finding: finding.id,
    fingerprint,
    model: modelHash,
    until: until.toISOString(),
    reason: flags.reason,
    by: byWhom,
  };
  const whose = flags.anyModel ? 'any model' : `${finding.modelName} ${finding.modelHash.slice(0, 12)}`;
  return done(
    json,
    `Finding ${finding.id} is accepted for ${whose} until ${until.toISOString().slice(0, 10)}: ${finding.sentence}`,
  );
}

/** The last moment of a day, UTC; a day that is over accepts nothing. */
function endOf(day: string): Date {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T23:59:59.999Z`) : Number.NaN;
  const valid = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (!valid)
    throw new VerbatimError('USAGE', { detail: `--until ${day.slice(0, 40)} is no day: give 2026-12-31.` });
  if (time < Date.now()) throw new VerbatimError('USAGE', { detail: `--until ${day} is over.` });
  return new Date(time);
}
