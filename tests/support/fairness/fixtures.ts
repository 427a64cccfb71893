import { readFileSync } from 'node:fs';
import { isInsufficient } from '../../../src/statistics/insufficient.ts';

/** One reference value: what a named library computes from a file of the fixtures (see their README). */
export interface ReferenceValue {
  readonly id: string;
  readonly metric: string;
  readonly attribute?: string;
  readonly group?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly status: 'ok' | 'undefined';
  readonly tolerance: number;
  readonly p_relative_tolerance?: number;
}

const FOLDER = new URL('../../fixtures/fairness/', import.meta.url);

export function referenceValues(dataset: string): ReferenceValue[] {
  return JSON.parse(readFileSync(new URL(`${dataset}.json`, FOLDER), 'utf8')).values;
}

/** Rows of a file whose cells hold no comma and no quote. */
export function fixtureRows(dataset: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(new URL(`${dataset}.csv`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

/** For a value that no code of the product computes. */
export const NOT_RUN = Symbol('not run');

/** Why a computed value does not agree with its reference, or null where it does. */
export function disagreement(reference: ReferenceValue, computed: unknown): string | null {
  if (reference.status === 'undefined') {
    return isInsufficient(computed) ? null : `is undefined, computed ${JSON.stringify(computed)}`;
  }
  return compare(reference.expected, computed, reference, '');
}

function compare(
  expected: unknown,
  computed: unknown,
  reference: ReferenceValue,
  name: string,
): string | null {
  const differs = `${name} ${JSON.stringify(expected)}, computed ${JSON.stringify(computed)}`;
  if (expected === 'Infinity') return computed === Infinity ? null : differs;
  if (typeof expected === 'number') {
    if (typeof computed !== 'number') return differs;
    // The library's own rounding is the least that a tolerance of 0 for whole numbers can mean.
    const absolute = Math.max(reference.tolerance, Number.isInteger(expected) ? 0 : 1e-15);
    if (!(Math.abs(computed - expected) <= absolute)) return differs;
    const isP = name === 'p' || name === 'p_adjusted' || reference.metric === 'mcnemar_exact';
    const relative = isP ? reference.p_relative_tolerance : undefined;
    if (relative === undefined || expected < 1e-300) return null;
    return Math.abs(computed - expected) <= relative * expected ? null : differs;
  }
  if (typeof expected !== 'object' || expected === null) return computed === expected ? null : differs;
  if (typeof computed !== 'object' || computed === null) return differs;
  if (Object.keys(expected).length !== Object.keys(computed).length) return differs;
  for (const [key, part] of Object.entries(expected)) {
    const inner = Array.isArray(expected) ? name : key;
    const why = compare(part, (computed as Record<string, unknown>)[key], reference, inner);
    if (why !== null) return why;
  }
  return null;
}
