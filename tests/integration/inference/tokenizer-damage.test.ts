import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { loadTokenizer } from '../../../src/inference/text/tokenizer.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CHILD = join(import.meta.dirname, '../../support/models/load-damaged.ts');
const run = promisify(execFile);

// One of each model and post-processor: WordPiece with a template, BPE, Unigram with SentencePiece's rules.
const FAMILIES = ['tiny-classifier', 'parity/cls-roberta-multilabel', 'parity/seq2seq-t5'];
const SEEDS = [1, Math.floor(Math.random() * 2 ** 31)];

test.each(FAMILIES.flatMap((family) => SEEDS.map((seed) => [family, seed] as const)))(
  'no damage to the tokenizer.json of %s ends the process (seed %i)',
  async (family, seed) => {
    const args = [CHILD, join(FIXTURES, family), String(seed), '100'];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 24 }).catch((error) => error);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('alive');
  },
  120_000,
);

/** A tokenizer.json, changed. */
function changed(family: string, change: (json: never) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-tokenizer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(FIXTURES, family), folder, { recursive: true });
  const json = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
  change(json as never);
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(json));
  return folder;
}

// Found by random damage: each but the last ended the process, by a panic of the library; the last failed whole batches.
test.each<[string, string, (json: never) => void, RegExp]>([
  [
    'a special token that the template does not declare',
    'tiny-classifier',
    (json: { post_processor: { special_tokens: Record<string, unknown> } }) =>
      void delete json.post_processor.special_tokens['[SEP]'],
    /uses the special token \[SEP\], which special_tokens does not declare/,
  ],
  [
    'a template under another name',
    'tiny-classifier',
    (json: { post_processor: { type: string; single: unknown[] } }) => {
      json.post_processor.type = 'x';
      json.post_processor.single.push({ SpecialToken: { id: 'toString', type_id: 0 } });
    },
    /the special token toString/,
  ],
  [
    'more ids than spellings',
    'tiny-classifier',
    (json: { post_processor: { special_tokens: Record<string, { ids: number[] }> } }) =>
      void json.post_processor.special_tokens['[CLS]']!.ids.push(1),
    /\[CLS\] of its post_processor has different numbers of ids and tokens/,
  ],
  [
    'merges without the prefix',
    'parity/cls-roberta-multilabel',
    (json: { model: { continuing_subword_prefix: string } }) =>
      void Object.assign(json.model, { continuing_subword_prefix: '[XX]' }),
    /do not use its continuing_subword_prefix \[XX\]/,
  ],
  [
    'damaged rules of SentencePiece',
    'parity/seq2seq-t5',
    ({ normalizer }: { normalizer: { precompiled_charsmap: string } }) => {
      normalizer.precompiled_charsmap = normalizer.precompiled_charsmap.slice(1);
    },
    /precompiled_charsmap of its normalizer is missing or damaged/,
  ],
  [
    'an added token that normalization removes',
    'tiny-classifier',
    ({ added_tokens: [token] }: { added_tokens: [object] }) =>
      void Object.assign(token, { content: '\0', normalized: true }),
    /the added token "\\u0000" is empty after normalization/,
  ],
  [
    'a vocabulary without the token for the unknown',
    'tiny-classifier',
    ({ model }: { model: { unk_token: string } }) => void Object.assign(model, { unk_token: 'x' }),
    /it cannot read every text \(.*Missing \[UNK\] token/,
  ],
])('%s is told', async (_, family, change, says) => {
  const folder = changed(family, change);
  await expect(loadTokenizer(folder, join(folder, 'tokenizer.json'), '[PAD]')).rejects.toMatchObject({
    code: 'MODEL_FILE_INVALID',
    message: expect.stringMatching(says),
  });
});
