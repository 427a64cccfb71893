import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TuningCheck, tuningCheck } from '../../analysis/tuning/check.ts';
import type { LabelledSpan, Strength } from '../../analysis/tuning/design.ts';
import { corpusDirections } from '../../analysis/tuning/directions.ts';
import { tuneSentiment } from '../../analysis/tuning/tune.ts';
import { endToEnd, type Vectors } from '../../analysis/vectors.ts';
import { graphOptions, storedFolder } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import type { Queryable } from '../../db/client.ts';
import { activeModel, recordModel, type StoredModel } from '../../db/results/models.ts';
import { baseOf, recordTuning } from '../../db/results/tunings.ts';
import { type SentimentLabel, sentimentLabels } from '../../db/review/sentiment-labels.ts';
import { countSentences, sampleSentences } from '../../db/topics/sentences.ts';
import type { PolarityProbabilities, Sentiment } from '../../domain/analysis.ts';
import { baseSentiment, type SentimentHead } from '../../domain/sentiment-head.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { ModelFolder } from '../../inference/model/pooled-folder.ts';
import { modelRecord, readServedModel } from '../../inference/model/served-model.ts';
import { headHash, readTunedHead, writeTunedFolder } from '../../inference/model/tuned-folder.ts';

/** Texts with labels by people, below which cross-validation tells nothing. */
const LEAST_TEXTS = 20;
/** Sentences of the corpus that tell in which directions it varies. */
const SAMPLE = 2_000;
/** The same labels and the same corpus give the same head. */
const SEED = 1;

export interface TuningCounts {
  /** Texts with a label by people that train. */
  readonly texts: number;
  readonly comments: number;
  readonly sentences: number;
  /** Labels of rules, where no person says anything. */
  readonly byRule: number;
  /** People say different things, as many each. */
  readonly divided: number;
  /** Of texts, or sentences, that the model has no results for. */
  readonly unjudged: number;
}

/** What a tuning found and made. */
export interface SentimentTuning {
  readonly base: Pick<StoredModel, 'name' | 'version' | 'hash'>;
  readonly labels: TuningCounts;
  readonly check: TuningCheck;
  /** Null: no head is better beyond chance. */
  readonly strength: Strength | null;
  readonly seconds: number;
  /** Null without a head, and for a trial. */
  readonly model: { id: number; name: string; version: string; hash: string; folder: string } | null;
}

/**
 * Tunes the head for sentiment of the active model on all labels, and records the result beside the other models. It
 * does not become active. A model that is tuned itself is tuned anew, from its base.
 * @throws VerbatimError TUNING_UNREADABLE, TUNING_TOO_FEW_LABELS, TUNING_ONE_LABEL, TUNING_NAME_INVALID
 */
export async function tuneActiveSentiment(
  app: App,
  { name, dryRun = false }: { readonly name?: string | undefined; readonly dryRun?: boolean | undefined },
): Promise<SentimentTuning> {
  if (name !== undefined && !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u.test(name)) {
    throw new VerbatimError('TUNING_NAME_INVALID', { name });
  }
  const started = performance.now();
  const { database, config } = app;
  const { base, folder, labels } = await labelsOfActive(database);
  const { spans, counts, places } = spansOf(labels);
  assertEnough(spans, counts);
  const sample = await sampleOf(database, base.id, spans);
  const tuned = tuneSentiment(spans, corpusDirections(sample), SEED);
  const check = tuningCheck(spans, tuned.heldOut!, SEED)!;
  const found = {
    ...{ base: { name: base.name, version: base.version, hash: base.hash }, labels: counts, check },
    strength: tuned.strength,
  };
  const seconds = () => (performance.now() - started) / 1000;
  if (tuned.head === null || dryRun) return { ...found, seconds: seconds(), model: null };
  const place = join(config.home, 'models');
  await mkdir(place, { recursive: true });
  const card = `It was learnt from labels of ${counts.comments} comments and ${counts.sentences} sentences by people, and ${counts.byRule} by rules. In cross-validation it was right about ${percent(check.after.value)} of ${check.n} labels, the base about ${percent(check.before.value)}.`;
  const made = { head: tuned.head, name: name ?? `${base.name}-tuned`, card };
  const written = await writeTunedFolder(folder, made, place);
  const model = await readServedModel(written, graphOptions(config));
  const id = await recordModel(database, modelRecord(model));
  await recordTuning(database, id, base.id, {
    ...{ task: 'sentiment', labels: counts, check, strength: tuned.strength, head: headHash(tuned.head) },
    // A comparison on labels that the head has seen would flatter it: these stand in for its own results.
    heldOut: places.map(({ feedbackId, start }, i) => [feedbackId, start, ...tuned.heldOut![i]!]),
  });
  const { version, hash } = model;
  return { ...found, seconds: seconds(), model: { id, name: model.name, version, hash, folder: written } };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Labels with the results of the base of the active model: stored ones, or those of the active model without its head. */
async function labelsOfActive(
  database: Queryable,
): Promise<{ base: StoredModel; folder: ModelFolder; labels: SentimentLabel[] }> {
  const active = await activeModel(database, 'feedback');
  if (!active) throw new VerbatimError('TUNING_UNREADABLE', { detail: 'nothing is analysed' });
  const base = await baseOf(database, active);
  const folder = await storedFolder(base);
  if (folder.kind !== 'pooled' || !folder.manifest.heads.embedding) {
    const detail = `${base.name} has no heads for both sentiment and embedding`;
    throw new VerbatimError('TUNING_UNREADABLE', { detail });
  }
  if (base.id === active.id) return { base, folder, labels: await sentimentLabels(database, [base.id]) };
  const head = readTunedHead((await storedFolder(active)).folder);
  const labels = await sentimentLabels(database, [base.id, active.id]);
  return { base, folder, labels: labels.map((label) => ofBase(label, active.id, head)) };
}

function ofBase(label: SentimentLabel, tunedId: number, head: SentimentHead): SentimentLabel {
  const { judged } = label;
  if (judged?.modelId !== tunedId) return label;
  const { embedding } = judged;
  return {
    ...label,
    judged: { ...judged, probabilities: baseSentiment(head, judged.probabilities, embedding) },
  };
}

const TARGETS: Readonly<Record<Sentiment, PolarityProbabilities>> = {
  negative: [1, 0, 0],
  neutral: [0, 1, 0],
  positive: [0, 0, 1],
  mixed: [0.5, 0, 0.5],
};

function spansOf(labels: readonly SentimentLabel[]) {
  const usable = labels.flatMap(({ value, judged, ...label }) =>
    value === null || judged === null ? [] : [{ ...label, value, judged }],
  );
  const spans = usable.map(
    ({ documentId, value, byRule, judged: { probabilities, embedding } }): LabelledSpan => ({
      ...{ documentId, byRule, probabilities, embedding, target: TARGETS[value] },
    }),
  );
  const people = usable.filter(({ byRule }) => !byRule);
  const counts: TuningCounts = {
    texts: new Set(people.map(({ documentId }) => documentId)).size,
    comments: people.filter(({ start }) => start === null).length,
    sentences: people.filter(({ start }) => start !== null).length,
    byRule: usable.length - people.length,
    divided: labels.filter(({ value }) => value === null).length,
    unjudged: labels.filter(({ value, judged }) => value !== null && judged === null).length,
  };
  return { spans, counts, places: usable };
}

function assertEnough(spans: readonly LabelledSpan[], { texts, divided, unjudged }: TuningCounts): void {
  if (texts < LEAST_TEXTS) {
    const left = [
      ...(unjudged > 0 ? [`${unjudged} labels are of texts that the model has not judged`] : []),
      ...(divided > 0 ? [`on ${divided} people are divided`] : []),
    ];
    const detail = left.length > 0 ? ` (${left.join(', ')})` : '';
    throw new VerbatimError('TUNING_TOO_FEW_LABELS', { least: LEAST_TEXTS, texts, detail });
  }
  const values = new Set(spans.filter(({ byRule }) => !byRule).map(({ target }) => target));
  if (values.size > 1) return;
  const value = Object.entries(TARGETS).find(([, target]) => values.has(target))![0];
  throw new VerbatimError('TUNING_ONE_LABEL', { texts, value });
}

async function sampleOf(
  database: Queryable,
  modelId: number,
  spans: readonly LabelledSpan[],
): Promise<Vectors> {
  const dimensions = spans[0]!.embedding.length;
  const of = await countSentences(database, modelId);
  const sentences = await sampleSentences(database, modelId, { dimensions, of, most: SAMPLE });
  const own = endToEnd(
    spans.map(({ embedding }) => embedding),
    dimensions,
  );
  const values = new Float32Array(own.values.length + sentences.length);
  values.set(own.values);
  values.set(sentences, own.values.length);
  return { values, dimensions };
}
