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
export function macroF1<Class>(
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
