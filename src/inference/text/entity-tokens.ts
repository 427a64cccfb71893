import { softmax } from '../model/activations.ts';
import type { TokenRow } from './sequence-layout.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';
import type { TokenRange } from './truncation.ts';

/** A token with the model's scores. */
export interface EntityToken {
  /** Spelling in the vocabulary; for an unknown token the source text. */
  readonly word: string;
  /** One probability per label. */
  readonly scores: readonly number[];
  /** UTF-16 offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Place in the sequence, special tokens included. */
  readonly index: number;
  /** Whether the token continues the word of the token before it. */
  readonly inWord: boolean;
}

interface TokenSpeller {
  readonly tokenizer: Tokenizer;
  readonly unknownId: number | null;
}

/**
 * The tokens of one window, as in `TokenClassificationPipeline.gather_pre_entities` of transformers. A token continues
 * a word when its spelling is longer than its source text (tokenizers with a subword mark such as '##'), or when no
 * blank is before it or at its start (all others). An unknown token always begins a word.
 *
 * @param logits [tokens of the row, labels]
 */
export function entityTokens(
  { tokenizer, unknownId }: TokenSpeller,
  text: string,
  tokens: Tokens,
  range: TokenRange,
  row: TokenRow,
  logits: Float32Array,
): EntityToken[] {
  const labels = logits.length / row.ids.length;
  const first = row.contentAt[0]!;
  return Array.from(tokens.ids.subarray(range.from, range.to), (id, i) => {
    const start = tokens.start[range.from + i]!;
    const end = tokens.end[range.from + i]!;
    const source = text.slice(start, end);
    const spelling = tokenizer.tokenOf(id);
    const known = id !== unknownId;
    const continues =
      tokenizer.subwordMark === null
        ? start > 0 && !text.slice(start - 1, start + 1).includes(' ')
        : codePoints(spelling) !== codePoints(source);
    return {
      word: known ? spelling : source,
      scores: softmax(logits, (first + i) * labels, labels, 1),
      start,
      end,
      index: first + range.from + i,
      inWord: known && continues,
    };
  });
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
