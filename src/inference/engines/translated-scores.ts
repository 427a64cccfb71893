import type { ModelScores, SegmentScores } from '../../domain/analysis.ts';
import { codePointLength } from '../../domain/document.ts';
import type { Translation } from '../../domain/text/translation.ts';
import { mergeWindows } from './merge.ts';

/**
 * Turns the scores of a translation into scores of the original: each segment gets the offsets of the sentences that it
 * translates. If a sentence became several, they become one segment, merged as windows are; if several became one, it
 * has the offsets of all of them. Drops entities: they are words of the translation, not of the original.
 * @param scores of `translatedText(translation)`
 */
export function scoresOfOriginal(scores: ModelScores, translation: Translation): ModelScores {
  const truncated = scores.truncated || translation.truncated;
  if (!('segments' in scores)) return { ...scores, truncated, entities: [] };
  const { sentences } = translation;
  let end = -1;
  const ends = sentences.map(({ text }) => {
    end += 1 + codePointLength(text);
    return end;
  });
  const groups: { first: number; last: number; pieces: SegmentScores[] }[] = [];
  let at = 0;
  const sentenceAt = (point: number) => {
    while (at < ends.length - 1 && ends[at]! <= point) at++;
    return at;
  };
  for (const piece of scores.segments) {
    const first = sentenceAt(piece.start);
    const last = sentenceAt(piece.end - 1);
    const before = groups.at(-1);
    if (before && before.last >= first) {
      before.pieces.push(piece);
      before.last = last;
    } else groups.push({ first, last, pieces: [piece] });
  }
  const segments = groups.map(({ first, last, pieces }) => ({
    ...joined(pieces),
    start: sentences[first]!.start,
    end: sentences[last]!.end,
  }));
  return { ...scores, truncated, segments };
}

function joined(pieces: readonly SegmentScores[]): SegmentScores {
  if (pieces.length === 1) return pieces[0]!;
  const windows = pieces.map((piece) => ({
    whole: { ...piece, emotion: [] },
    segments: [],
    tokens: piece.tokens,
  }));
  const { sentiment, toxicity, embedding, tokens } = mergeWindows(windows, '');
  return { ...pieces[0]!, sentiment, toxicity, embedding, tokens };
}
