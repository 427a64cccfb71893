import type { App } from '../../app/open.ts';
import { parseWindow } from '../../audit/window.ts';
import { readBaselines } from '../../db/audits/audit-baselines.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { joinedAttributes } from '../../reporting/known-attributes.ts';
import { resolveAttributes } from '../../runs/audit/audit-attributes.ts';
import { setBaseline } from '../../runs/audit/audit-baseline.ts';
import { auditedModel, policyFrom } from '../../runs/audit/audit-choice.ts';
import { done, type Outcome } from '../output.ts';

export interface BaselineFlags {
  readonly by?: string[];
  readonly window?: string;
  readonly policy?: string;
  readonly source?: string;
  readonly model?: string;
  readonly replace?: boolean;
}

/** `verbatim audit baseline set`: what drift is measured from, until it is set again with --replace. */
export async function baselineSet(app: App, flags: BaselineFlags): Promise<Outcome> {
  const by = flags.by && (await joinedAttributes(app.database, flags.by));
  const policy = await policyFrom({ ...flags, ...(by && { by }) });
  const model = await auditedModel(app, flags.model);
  const source = flags.source ?? null;
  const before = await readBaselines(app.database, model.id, source);
  if (before.length > 0 && !flags.replace) {
    const at = before[0]!.createdAt.toISOString().slice(0, 10);
    throw new VerbatimError('BASELINE_EXISTS', { model: model.name, at });
  }
  const names = policy.attributes;
  const attributes = names.length > 0 ? [...(await resolveAttributes(app.database, names)).values()] : [];
  const scope = { modelId: model.id, window: parseWindow(flags.window ?? 'all', new Date()), source };
  const columns = await setBaseline(app.database, scope, attributes, policy);
  if (columns.length === 0)
    throw new VerbatimError('AUDIT_NOTHING', { detail: 'no feedback lies in the window' });
  const json = columns.map(({ columnName, kind, rows }) => ({ column: columnName, kind, rows }));
  return done(
    json,
    `${count(columns.length, 'column')} frozen: ${columns.map(({ columnName }) => columnName).join(', ')}.`,
  );
}

/** `verbatim audit baseline list`. */
export async function baselineList(app: App, flags: BaselineFlags): Promise<Outcome> {
  const model = await auditedModel(app, flags.model);
  const columns = await readBaselines(app.database, model.id, flags.source ?? null);
  const lines = columns.map(({ columnName, kind, rows, createdAt }) => {
    return `${columnName.padEnd(28)} ${kind.padEnd(11)} ${String(rows).padStart(9)} rows, frozen ${createdAt.toISOString().slice(0, 10)}`;
  });
  const json = columns.map(({ columnName, kind, rows, createdAt, windowFrom, windowTo }) => ({
    ...{ column: columnName, kind, rows, windowFrom, windowTo, createdAt },
  }));
  return done(json, lines.join('\n') || 'No baseline is frozen: verbatim audit baseline set.');
}
