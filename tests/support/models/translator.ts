import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../cli.ts';

const MARIAN = join(ROOT, 'tests/fixtures/parity/seq2seq-marian');

interface Expected {
  readonly prefix: string;
  readonly texts: readonly { readonly id: string; readonly text: string }[];
  readonly cases: readonly {
    readonly id: string;
    readonly generate_kwargs: object;
    readonly results: readonly { readonly text_id: string; readonly text: string }[];
  }[];
}

/**
 * A tiny Marian model as a translator that does not go round in circles, and what Python transformers says that it
 * answers.
 */
export function tinyTranslator(): { folder: string; answers: ReadonlyMap<string, string> } {
  const expected = JSON.parse(readFileSync(join(MARIAN, 'expected.json'), 'utf8')) as Expected;
  const { generate_kwargs: parameters, results } = expected.cases.find(
    ({ id }) => id === 'greedy_ngram_rep_min',
  )!;
  const folder = copy();
  edit(folder, 'generation_config.json', { ...parameters, max_length: null });
  edit(folder, 'config.json', { prefix: expected.prefix });
  const texts = new Map(expected.texts.map(({ id, text }) => [id, text]));
  return { folder, answers: new Map(results.map(({ text_id, text }) => [texts.get(text_id)!, text])) };
}

/** The same model as it is: it answers most texts with one word again and again. */
export const loopingTranslator = copy;

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'translator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(MARIAN, folder, { recursive: true });
  return folder;
}

function edit(folder: string, file: string, values: object): void {
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...values }));
}
