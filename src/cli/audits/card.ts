import type { App } from '../../app/open.ts';
import { cardAudits } from '../../db/audits/audit-card.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { cardText } from '../../reporting/audit/card.ts';
import { auditedModel } from '../../runs/audit/choice.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim audit card`: a section for a model card, as Markdown. @throws VerbatimError AUDIT_NOTHING */
export async function auditCard(app: App, flags: { readonly model?: string }): Promise<Outcome> {
  const model = await auditedModel(app, flags.model);
  const audits = await cardAudits(app.database, model.id);
  if (audits.length === 0) {
    throw new VerbatimError('AUDIT_NOTHING', {
      detail: `${model.name} was not audited yet: verbatim audit swaps`,
    });
  }
  const { name, version, hash } = model;
  return done({ model: { name, version, hash }, audits }, cardText({ name, version, hash }, audits));
}
