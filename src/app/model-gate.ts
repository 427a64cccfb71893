import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HeadAgreement, headAgreement } from '../analysis/agreement.ts';
import { analysisOf } from '../analysis/judge.ts';
import type { DocumentAnalysis } from '../domain/analysis.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Engine } from '../inference/engines/engine.ts';
import { openEngine } from '../inference/engines/open-engine.ts';
import { precisionGraphs } from '../inference/model/precisions.ts';
import { readServedModel, type ServedModel } from '../inference/model/served-model.ts';
import { type SmokeCheck, smokeCheck } from '../inference/model/smoke-check.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { defaultLayout } from './config.ts';

/** Share of texts on which a precision must agree with fp32, on every head. */
export const LEAST_AGREEMENT = 0.99;

/** The checks that a model must pass before its activation. */
interface ModelChecks {
  readonly smoke: SmokeCheck;
  /** With the fp32 graph of the same folder; null for fp32 itself, and without an fp32 graph. */
  readonly agreement: readonly HeadAgreement[] | null;
}

const GOLDEN = join(PACKAGE_ROOT, 'models/golden.jsonl');

/** Texts to compare precisions on: JSON lines with a `text`, or one text per line. Default: ours. */
export function goldenTexts(file = GOLDEN): string[] {
  const lines = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  return lines.map((line) =>
    line.startsWith('{') ? String((JSON.parse(line) as { text: unknown }).text) : line,
  );
}

const RECORDED = join(PACKAGE_ROOT, 'models/checks.json');

/**
 * The checks of a shipped model, recorded when it was built (`models/check.ts`), by the hash of its folder. Null for any
 * other model, and for another device.
 */
export function recordedChecks({ hash }: Pick<ServedModel, 'hash'>, device: string): ModelChecks | null {
  if (device !== 'cpu') return null;
  const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, ModelChecks>;
  return recorded[hash] ?? null;
}

/**
 * Runs the smoke check and, for a precision other than fp32, compares it with fp32.
 * @throws VerbatimError MODEL_SMOKE_FAILED, MODEL_PRECISION_REFUSED, and those of `openEngine`
 */
export async function checkModel(model: ServedModel, device: string): Promise<ModelChecks> {
  return withEngine(model, device, async (engine) => {
    const smoke = await smokeCheck(engine);
    const reference = await fullPrecision(model);
    if (!reference) return { smoke, agreement: null };
    const texts = goldenTexts();
    const found = headAgreement(
      await withEngine(reference, device, (it) => analyses(it, texts)),
      await analyses(engine, texts),
      toxicityThresholdOf(model),
    );
    const low = found.filter(({ share }) => share < LEAST_AGREEMENT);
    if (low.length > 0) {
      const detail = low.map(
        ({ head, share }) => `${head} agrees on ${percent(share)} of ${texts.length} texts`,
      );
      const { precision, folder } = model;
      throw new VerbatimError('MODEL_PRECISION_REFUSED', { precision, folder, detail: detail.join(', ') });
    }
    return { smoke, agreement: found };
  });
}

/** Probability from which the model calls a text toxic. */
export const toxicityThresholdOf = (model: ServedModel): number | undefined =>
  model.kind === 'pooled' ? model.labels.toxicityThreshold : undefined;

/** The smallest share of all heads. */
export const leastAgreement = (found: readonly HeadAgreement[]): number =>
  Math.min(1, ...found.map(({ share }) => share));

/** The fp32 graph of the same folder; null for fp32 itself, and if there is none. */
async function fullPrecision(model: ServedModel): Promise<ServedModel | null> {
  const graphs = precisionGraphs(model.folder, model.graph);
  const full = graphs.find(({ precision }) => precision === 'fp32');
  if (!full || join(model.folder, full.file) === model.graph) return null;
  return readServedModel(model.folder, { precision: 'fp32' });
}

/**
 * Opens a model with the default layout for the duration of `work`.
 * @param most sessions; for a few texts two are as fast as more, and start sooner
 */
export async function withEngine<Result>(
  model: ServedModel,
  device: string,
  work: (engine: Engine) => Promise<Result>,
  most = 2,
): Promise<Result> {
  const { sessions, tokenBudget } = defaultLayout(device);
  const engine = await openEngine(model, { device, sessions: Math.min(most, sessions), tokenBudget });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** The judged texts, in their order. @throws VerbatimError MODEL_SMOKE_FAILED when one gets no result */
export async function analyses(engine: Engine, texts: readonly string[]): Promise<DocumentAnalysis[]> {
  const { scores, failures } = await engine.analyse(texts.map((text, id) => ({ id, text })));
  const broken = failures[0];
  if (broken) {
    const detail = `text ${broken.documentId + 1} got no result: ${broken.message}`;
    throw new VerbatimError('MODEL_SMOKE_FAILED', { folder: engine.model.folder, detail });
  }
  return scores.map(analysisOf);
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
