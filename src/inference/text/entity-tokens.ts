import { softmax } from '../model/activations.ts';
import type { TokenRow } from './sequence-layout.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';
import type { TokenRange } from './truncation.ts';

/** A token with what the model says about it. */
export interface EntityToken {
  /** As the vocabulary spells it; of an unknown token the text itself. */
  readonly word: string;
  /** One probability per label. */
  readonly scores: readonly number[];
  /** UTF-16 offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly index: number;
  /** It goes on with the word of the token before it. */
  readonly inWord: boolean;
}

/** Spells tokens and knows where words begin. */
export interface TokenSpeller {
  readonly tokenizer: Tokenizer;
  readonly unknownId: number | null;
}

/**
 * The tokens of one window, as `TokenClassificationPipeline.gather_pre_entities` of transformers has them. Whether
 * a token goes on with a word: with a tokenizer that marks such tokens ('##'), when its spelling is longer than
 * the text it stands for; with any other, when there is no blank just before it or at its start. An unknown token
 * always begins a word.
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
    const goesOn =
      tokenizer.subwordMark === null
        ? start > 0 && !text.slice(start - 1, start + 1).includes(' ')
        : codePoints(spelling) !== codePoints(source);
    return {
      word: known ? spelling : source,
      scores: softmax(logits, (first + i) * labels, labels, 1),
      start,
      end,
      index: first + range.from + i,
      inWord: known && goesOn,
    };
  });
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
