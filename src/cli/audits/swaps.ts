import { storedFolder } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import { auditedModel, policyFrom } from '../../runs/audit/choice.ts';
import { suiteLanguagesOf } from '../../runs/audit/swaps.ts';
import { swapAudit } from '../../runs/models/swap-gate.ts';
import type { Outcome } from '../output.ts';
import { type AuditFlags, auditOutcome } from './run.ts';

export interface SwapFlags extends AuditFlags {
  readonly language?: readonly string[];
  readonly templatesOnly?: boolean;
}

/** `verbatim audit swaps`: C1 to C4 of a model. @throws VerbatimError AUDIT_NOTHING, AUDIT_LANGUAGE_UNKNOWN */
export async function auditSwaps(app: App, flags: SwapFlags): Promise<Outcome> {
  const stored = await auditedModel(app, flags.model);
  const model = await storedFolder(stored);
  const audit = await swapAudit(app, model, stored.id, {
    policy: await policyFrom(flags),
    languages: flags.language ?? (await suiteLanguagesOf(app.database, model.languages)),
    real: !flags.templatesOnly,
    source: flags.source ?? null,
    trigger: flags.trigger ?? 'manual',
  });
  return auditOutcome(app.database, await auditReport(app.database, audit, model), flags);
}
