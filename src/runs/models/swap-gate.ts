import { analyses, withEngine } from '../../app/model-gate.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import type { Policy } from '../../audit/policy.ts';
import type { SwapJudgement } from '../../audit/swaps/terms.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Engine } from '../../inference/engines/engine.ts';
import type { ServedModel } from '../../inference/model/served-model.ts';
import { auditReport } from '../../reporting/audit/report.ts';
import { VERSION } from '../../version.ts';
import { policyFrom } from '../audit/choice.ts';
import { runSwapAudit, type SwapAudit, suiteLanguagesOf } from '../audit/swaps.ts';

/** The limits of the gate: a policy file, or the default policy, and what stops a model. */
export interface GateChoice {
  readonly policy?: string;
  readonly failOn?: 'fail' | 'warn';
}

/** Findings that a refusal quotes. */
const FINDINGS_QUOTED = 3;

/**
 * The gate of `verbatim model activate` and `promote`, and of a nightly run with another model: the counterfactual audit (C1 to C4)
 * of a sentiment model. A model of any other task, or in languages without sentences, passes with a note.
 * @param onAudit gets the number of the audit, also of one that the model does not pass
 * @throws VerbatimError MODEL_AUDIT_FAILED, AUDIT_POLICY_INVALID
 */
export async function assertAudited(
  app: App,
  model: ServedModel,
  modelId: number,
  choice: GateChoice,
  onAudit?: (auditId: number) => Promise<void>,
): Promise<void> {
  const languages = await suiteLanguagesOf(app.database, model.languages);
  if (model.task !== 'feedback' || languages.length === 0) {
    note('Not audited for swaps of people: no sentiment, or no language with audit sentences.');
    return;
  }
  const policy = await policyFrom(choice);
  const audit = await swapAudit(app, model, modelId, {
    ...{ policy, languages, real: false, source: null, trigger: 'release' },
  });
  await onAudit?.(audit.auditId);
  if (audit.exitCode === 0) return;
  const { findings } = await auditReport(app.database, audit, model);
  const stops = findings.filter(
    ({ state, severity, lastAudit }) =>
      (state === 'new' || state === 'ongoing') &&
      lastAudit === audit.auditId &&
      (severity === 'fail' || policy.failOn === 'warn'),
  );
  const quoted = stops.slice(0, FINDINGS_QUOTED).map(({ id, sentence }) => `finding ${id}: ${sentence}`);
  const more = stops.length > FINDINGS_QUOTED ? [`And ${stops.length - FINDINGS_QUOTED} more.`] : [];
  const detail = [...quoted, ...more].join(' ') || 'a required check could not tell.';
  throw new VerbatimError('MODEL_AUDIT_FAILED', {
    ...{ folder: model.folder, audit: audit.auditId, detail, name: model.hash.slice(0, 12) },
  });
}

/** The counterfactual audit of a model, which is loaded for it. @throws VerbatimError AUDIT_NOTHING */
export function swapAudit(
  { database, config }: App,
  model: ServedModel,
  modelId: number,
  how: {
    readonly policy: Policy;
    /** ISO 639-1. */
    readonly languages: readonly string[];
    /** Swap people in stored feedback, too (C4). */
    readonly real: boolean;
    readonly source: string | null;
    readonly trigger: 'manual' | 'nightly' | 'release';
  },
): Promise<SwapAudit> {
  const { task, hash, name, version } = model;
  if (task !== 'feedback') {
    throw new VerbatimError('AUDIT_NOTHING', { detail: `${name} tells no sentiment` });
  }
  const work = (engine: Engine) =>
    runSwapAudit(database, {
      ...how,
      model: { id: modelId, hash, name, version },
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
