import {
  type AccuracyRow,
  accuracyOfSample,
  type SampledItem,
} from '../../audit/labelled/sampled-accuracy.ts';
import type { Database } from '../../db/client.ts';
import { definedAttributes } from '../../db/imports/attributes.ts';
import { type StoredSampledItem, sampledItems, storeAccuracy } from '../../db/review/accuracy.ts';
import { rollupAttributes } from '../../db/rollups/rollups.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import { TOXIC } from '../../domain/label.ts';

export interface MeasuredAccuracy {
  /** Comments of samples that the model has judged. */
  readonly sampled: number;
  /** Of them with a label of a person. */
  readonly labelled: number;
  readonly rows: readonly AccuracyRow[];
  /** Whether that differs from what was stored. */
  readonly changed: boolean;
}

/**
 * Measures on the random rows that people have labelled how often a model is right, by source, language, sample and
 * attribute, and stores it.
 * @param also further attributes to slice by, which are not stored
 */
export async function measureAccuracy(
  database: Database,
  modelId: number,
  also: readonly string[] = [],
): Promise<MeasuredAccuracy> {
  const defined = await definedAttributes(database);
  const known = new Set(['all', 'source', 'language', 'sample', ...defined.map(({ name }) => name)]);
  const counted = (await rollupAttributes(database)).filter((name) => !known.has(name));
  const asked = also.filter((name) => !known.has(name) && !counted.includes(name));
  const attributes: AttributeDefinition[] = [
    ...defined,
    ...[...counted, ...asked].map((name) => ({ name, from: name, cuts: null })),
  ];
  const stored = await sampledItems(database, modelId, attributes);
  const slices = ['source', 'language', 'sample', ...attributes.map(({ name }) => name)];
  const items = stored.map(itemOf);
  const rows = accuracyOfSample(items, slices);
  return {
    sampled: items.length,
    labelled: items.filter(({ labels }) => labels.length > 0).length,
    rows,
    changed: await storeAccuracy(
      database,
      modelId,
      rows.filter(({ slice }) => !asked.includes(slice)),
    ),
  };
}

function itemOf(stored: StoredSampledItem): SampledItem {
  const { range, stratum, stratumSize, labels, source, language, day, levels, people } = stored;
  const answers = new Map<string, { value: string; score: number | null }>();
  const yesNo = (task: string, is: boolean, score: number | null) =>
    answers.set(task, { value: is ? 'yes' : 'no', score });
  const { sentiment, confidence, toxicity } = stored;
  if (sentiment !== null) answers.set('sentiment', { value: sentiment, score: confidence });
  if (toxicity !== null) yesNo('toxicity', toxicity >= TOXIC, Math.max(toxicity, 1 - toxicity));
  for (const { task } of labels) {
    const [kind, name] = [task.slice(0, task.indexOf(' ')), task.slice(task.indexOf(' ') + 1)];
    if (kind === 'emotion') yesNo(task, stored.emotions.includes(name), null);
    if (kind === 'topic' && stored.topics) yesNo(task, stored.topics.includes(name), null);
  }
  return {
    range,
    stratum,
    stratumSize,
    ...{ labels, people },
    levels: [source, language || '(unknown)', day, ...levels],
    answers,
  };
}
