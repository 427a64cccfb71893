import { requireSameLength } from '../input.ts';
import { insufficient, type Measured } from '../insufficient.ts';
import { type Estimate, scoreInterval } from '../intervals/intervals.ts';
import { chance, effectiveRows, type SampledRow } from './sampled-share.ts';

/**
 * Mean F1 of some classes, 0..1, as it is in the population. Its variance is that of its linear part (Takahashi et al.
 * 2022); the 95 % interval is the score interval of as many rows as have this variance.
 * @param labels class of each row
 * @param predictions class of each row
 * @param classes that it is the mean of, each of which has a label
 */
export function sampledMacroF1<Class>(
  rows: readonly SampledRow[],
  labels: readonly Class[],
  predictions: readonly Class[],
  classes: readonly Class[],
): Measured<Estimate> {
  requireSameLength('macro F1', rows, labels);
  requireSameLength('macro F1', rows, predictions);
  if (rows.length < 2 || classes.length === 0) return insufficient('too_few_rows');
  const slopes = new Float64Array(rows.length);
  let value = 0;
  for (const one of classes) {
    let [hits, named] = [0, 0];
    for (const [i, { weight }] of rows.entries()) {
      if (labels[i] === one && predictions[i] === one) hits += weight;
      named += weight * (Number(labels[i] === one) + Number(predictions[i] === one));
    }
    const f1 = (2 * hits) / named;
    value += f1 / classes.length;
    for (let i = 0; i < rows.length; i++) {
      const isHit = labels[i] === one && predictions[i] === one;
      const times = Number(labels[i] === one) + Number(predictions[i] === one);
      slopes[i]! += (2 * Number(isHit) - f1 * times) / (named * classes.length);
    }
  }
  value = Math.min(1, value);
  let variance = 0;
  for (const [i, { weight }] of rows.entries()) variance += chance(weight) * slopes[i]! ** 2;
  variance *= rows.length / (rows.length - 1);
  const most = effectiveRows(rows);
  if (most === Number.POSITIVE_INFINITY) return { value, low: value, high: value };
  // Without a mistake, or without a hit, there is no variance: as many rows as the sample is worth.
  const worth = variance === 0 ? most : Math.min(most, (value * (1 - value)) / variance);
  return { value, ...scoreInterval(value, worth) };
}

/** Rows with the class that is true and the class that was found, as 0 to `classes` − 1. */
export interface ClassifiedRows {
  readonly truth: ArrayLike<number>;
  readonly found: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly classes: number;
}

/**
 * Macro F1, 0..1: the mean of F1 = 2·TP / (2·TP + FP + FN) over the classes that are true of a row (van Rijsbergen
 * 1979). A class that only a model finds costs the recall of others, and has no F1 of its own.
 * @param rows indices of the rows that count; may repeat. Default: each once
 */
export function macroF1({ truth, found, weights, classes }: ClassifiedRows, rows?: Int32Array): Measured {
  requireSameLength('macro F1', truth, found);
  requireSameLength('macro F1', truth, weights);
  const right = new Float64Array(classes);
  const isTrue = new Float64Array(classes);
  const isFound = new Float64Array(classes);
  const count = rows?.length ?? truth.length;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const [own, other, weight] = [truth[row]!, found[row]!, weights[row]!];
    isTrue[own]! += weight;
    isFound[other]! += weight;
    if (own === other) right[own]! += weight;
  }
  let sum = 0;
  let present = 0;
  for (let k = 0; k < classes; k++) {
    if (isTrue[k] === 0) continue;
    sum += (2 * right[k]!) / (isTrue[k]! + isFound[k]!);
    present++;
  }
  return present === 0 ? insufficient('no_rows') : sum / present;
}
