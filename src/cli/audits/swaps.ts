import { storedFolder } from '../../app/model-choice.ts';
import { analyses, withEngine } from '../../app/model-gate.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import type { Policy } from '../../audit/policy.ts';
import type { SwapJudgement } from '../../audit/swaps/terms.ts';
import { VerbatimError } from '../../errors.ts';
import type { Engine } from '../../inference/engines/engine.ts';
import type { ServedModel } from '../../inference/model/served-model.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import { auditedModel, policyFrom } from '../../runs/audit/choice.ts';
import { runSwapAudit, type SwapAudit, suiteLanguagesOf } from '../../runs/audit/swaps.ts';
import { VERSION } from '../../version.ts';
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
    languages: flags.language ?? suiteLanguagesOf(model.languages),
    real: !flags.templatesOnly,
    source: flags.source ?? null,
    trigger: flags.trigger ?? 'manual',
  });
  return auditOutcome(app.database, await auditReport(app.database, audit, model), flags);
}

/**
 * The gate of `verbatim model activate`, and of a nightly run with another model: the counterfactual audit of a sentiment
 * model.
 * @throws VerbatimError MODEL_AUDIT_FAILED
 */
export async function assertAudited(
  app: App,
  model: ServedModel,
  modelId: number,
  flags: Pick<AuditFlags, 'policy' | 'failOn'>,
): Promise<void> {
  const languages = suiteLanguagesOf(model.languages);
  if (model.task !== 'feedback' || languages.length === 0) {
    note(
      'Not audited for swaps of people: the model has no sentiment, or no language that the sentences have.',
    );
    return;
  }
  const policy = await policyFrom(flags);
  const audit = await swapAudit(app, model, modelId, {
    ...{ policy, languages, real: false, source: null, trigger: 'release' },
  });
  if (audit.exitCode === 0) return;
  const { findings } = await auditReport(app.database, audit, model);
  const stops = findings.filter(
    ({ state, severity, lastAudit }) =>
      (state === 'new' || state === 'ongoing') &&
      lastAudit === audit.auditId &&
      (severity === 'fail' || policy.failOn === 'warn'),
  );
  const shown = stops.slice(0, SENTENCES).map(({ id, sentence }) => `finding ${id}: ${sentence}`);
  const more = stops.length > SENTENCES ? [`And ${stops.length - SENTENCES} more.`] : [];
  const detail = [...shown, ...more].join(' ') || 'a required check had not enough data.';
  throw new VerbatimError('MODEL_AUDIT_FAILED', {
    ...{ folder: model.folder, audit: audit.auditId, detail, name: model.hash.slice(0, 12) },
  });
}

/** Findings that the error spells out. */
const SENTENCES = 3;

function swapAudit(
  { database, config }: App,
  model: ServedModel,
  modelId: number,
  how: {
    readonly policy: Policy;
    readonly languages: readonly string[];
    readonly real: boolean;
    readonly source: string | null;
    readonly trigger: 'manual' | 'nightly' | 'release';
  },
): Promise<SwapAudit> {
  if (model.task !== 'feedback') {
    throw new VerbatimError('AUDIT_NOTHING', { detail: `${model.name} has no sentiment` });
  }
  const { id, ...named } = { id: modelId, hash: model.hash, name: model.name, version: model.version };
  const work = (engine: Engine) =>
    runSwapAudit(database, {
      ...how,
      model: { id, ...named },
      judge: (texts) => judgements(engine, texts),
      codeVersion: VERSION,
      now: new Date(),
    });
  return withEngine(model, config.device, work, Number.POSITIVE_INFINITY);
}

async function judgements(engine: Engine, texts: readonly string[]): Promise<SwapJudgement[]> {
  const judged = await analyses(engine, texts);
  const inOrder = judged.toSorted((a, b) => a.documentId - b.documentId);
  return inOrder.map(({ sentiment, toxicity }) => {
    const [negative, , positive] = sentiment!.probabilities;
    return { negative, positive, toxicity, label: sentiment!.label };
  });
}
