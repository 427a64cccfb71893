import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { OpenModel } from '../../../src/inference/batching/encoder-batch.ts';
import { runTogether } from '../../../src/inference/session/row-run.ts';
import type { TokenRow } from '../../../src/inference/text/sequence-layout.ts';
import type { Tokens } from '../../../src/inference/text/tokens.ts';

/** What Python transformers 4.57 answers: tests/fixtures/parity/README.md. */
export const PARITY_FIXTURES = join(import.meta.dirname, '../../fixtures/parity');

/** Where the models run: `PARITY_DEVICE=cuda:0 npx vitest run parity batch-invariance` tries a GPU. */
export const PARITY_DEVICE = process.env.PARITY_DEVICE ?? 'cpu';

export const parityFamilies = (prefix: string): string[] =>
  readdirSync(PARITY_FIXTURES).filter((name) => name.startsWith(prefix));

export function parityJson<Json>(...path: string[]): Json {
  return JSON.parse(readFileSync(join(PARITY_FIXTURES, ...path), 'utf8')) as Json;
}

/** The tricky texts by id. */
export const PARITY_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  parityJson<{ texts: { id: string; text: string }[] }>('texts.json').texts.map(({ id, text }) => [id, text]),
);

/** Tensors of one row as the reference has them. */
export interface ExpectedRow {
  readonly input_ids: readonly number[];
  readonly token_type_ids?: readonly number[];
  readonly special_tokens_mask?: readonly number[];
}

/** Offsets in code points, and in UTF-16 units where these differ. */
export interface ExpectedOffsets {
  readonly offsets?: readonly (readonly [number, number])[];
  readonly offsets_utf16?: readonly (readonly [number, number])[];
}

export function expectRow(row: TokenRow, expected: ExpectedRow, about: string): void {
  expect([...row.ids], about).toEqual(expected.input_ids);
  if (expected.token_type_ids) expect([...row.typeIds], about).toEqual(expected.token_type_ids);
  if (expected.special_tokens_mask) expect([...row.special], about).toEqual(expected.special_tokens_mask);
}

/** Offsets of the content tokens `from`..`to` of a text, which stand in a row from `at` on; special tokens have 0, 0. */
export function expectOffsets(
  row: TokenRow,
  parts: readonly { readonly tokens: Tokens; readonly from: number; readonly to: number }[],
  expected: ExpectedOffsets,
  about: string,
): void {
  const wanted = expected.offsets_utf16 ?? expected.offsets;
  if (!wanted) return;
  const found = Array.from(row.ids, () => [0, 0]);
  for (const [part, { tokens, from, to }] of parts.entries()) {
    for (let i = from; i < to; i++) {
      found[row.contentAt[part]! + i - from] = [tokens.start[i]!, tokens.end[i]!];
    }
  }
  expect(found, about).toEqual(wanted);
}

/** Largest difference seen, held to a limit; printed at the end of a family. */
export class Differences {
  readonly #largest = new Map<string, number>();
  readonly #family: string;

  constructor(family: string) {
    this.#family = family;
  }

  expectClose(what: string, found: ArrayLike<number>, wanted: readonly number[], limit: number, about = '') {
    expect(found.length, about).toBe(wanted.length);
    let largest = 0;
    for (const [i, value] of wanted.entries()) largest = Math.max(largest, Math.abs(found[i]! - value));
    this.#largest.set(what, Math.max(largest, this.#largest.get(what) ?? 0));
    expect(largest, `${what} ${about}`).toBeLessThan(limit);
  }

  /** The count reporter repeats the line at the end of the run. */
  print(more = ''): void {
    const all = [...this.#largest].map(([what, largest]) => `${what} ${largest.toExponential(1)}`);
    console.log(`largest differences, ${this.#family}: ${[...all, ...(more ? [more] : [])].join(', ')}`);
  }
}

/** Raw values of rows in one session run, padded to `width`. */
export const rowValues = ({ pool, model }: OpenModel, rows: readonly TokenRow[], width?: number) =>
  runTogether(pool, rows, model.kind === 'token-classification', { width });
