import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeInPieces } from '../../../src/inference/text/long-texts.ts';
import { loadTokenizer, type Tokenizer } from '../../../src/inference/text/tokenizer.ts';
import type { Tokens } from '../../../src/inference/text/tokens.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { PARITY_FIXTURES, PARITY_TEXTS, parityFamilies } from '../../support/models/parity.ts';

const FAMILIES = ['cls-', 'embed-', 'ner-', 'nli-', 'seq2seq-'].flatMap(parityFamilies);
const plain = ({ ids, start, end }: Tokens) => ({ ids: [...ids], start: [...start], end: [...end] });

/** Words, blanks of several kinds, marks, emoji, right-to-left, and texts that are tricky on purpose. */
const words = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'the parcel was late and Broken refund 42 ok.'.split(' ')) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.values(PARITY_TEXTS)) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\n\n', '  ', '\t', '😀😀', '👩‍👩‍👧', 'aaaaaaaaaaaaaaaaaaaa', '[SEP]', '</s>'),
  },
);
const texts = fc.array(words, { minLength: 300, maxLength: 900 }).map((parts) => parts.join(' '));

describe.each(FAMILIES)('%s', (family) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    const folder = join(PARITY_FIXTURES, family);
    tokenizer = await loadTokenizer(folder, join(folder, 'tokenizer.json'), '[PAD]');
  });

  test('a text read in pieces has the tokens of the whole, at their places', async () => {
    const encode = async (piece: string) => (await tokenizer.encode([piece]))[0]!;
    const inPieces = (text: string) => encodeInPieces(text, encode, 1_500, 400);
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const found = await inPieces(text);
        if (found !== null) expect(plain(found)).toEqual(plain(await encode(text)));
      }),
      { numRuns: 8 },
    );
    // Null is the honest answer where pieces do not meet; it must not be the usual one.
    let read = 0;
    for (const text of fc.sample(texts, { numRuns: 8, seed: 5 })) if (await inPieces(text)) read++;
    expect(read).toBeGreaterThan(4);
  });
});

describe('a text of megabytes', () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(MODEL_FOLDER, join(MODEL_FOLDER, 'tokenizer.json'), '<pad>');
  });

  test.each([
    ['words', 'The parcel was late. 😀 '.repeat(20_000)],
    ['no blank anywhere', 'abcdefghij'.repeat(30_000)],
    ['nothing but marks', '!'.repeat(250_000)],
    ['nothing but blanks', ' '.repeat(250_000)],
  ])('%s: every token, in order', async (_, text) => {
    const [tokens, short] = await tokenizer.encode([text, 'Short.']);
    expect(short!.ids.length).toBe(2);
    const { start, end } = tokens!;
    expect(start.every((at, i) => i === 0 || at >= end[i - 1]!)).toBe(true);
    // A blank at the end may be a token of its own.
    if (text.trim() !== '') expect([text.trimEnd().length, text.length]).toContain(end.at(-1));
  });
});
