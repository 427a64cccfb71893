import { readable } from '../../domain/reading/clean-text.ts';
import { stopWordTest } from '../language/stop-words.ts';
import type { SourceSegment } from '../source-segment.ts';
import { wordsOf } from '../words.ts';

/** Letters that stand for a word and its inflections, in any language of letters (McNamee & Mayfield 2004). */
const STEM = 5;

/** What comments have in common in words. */
export interface SharedWords {
  /** Stems of each segment, in their order. */
  readonly stems: readonly ReadonlySet<string>[];
  /** Share of comments, 0..1, that use a stem; 0 for those that only one comment uses. */
  weightOf(stem: string): number;
}

/** Which stems, stop words left out, several of the comments use. */
export function sharedWords(segments: readonly SourceSegment[], languages: readonly string[]): SharedWords {
  const isStopWord = stopWordTest(languages);
  const stems = segments.map(
    ({ text }) =>
      new Set(
        wordsOf(readable(text))
          .filter((word) => !isStopWord(word))
          .map((word) => word.slice(0, STEM)),
      ),
  );
  const users = new Map<string, Set<number>>();
  for (const [i, own] of stems.entries()) {
    for (const stem of own) {
      const ids = users.get(stem) ?? new Set();
      users.set(stem, ids.add(segments[i]!.feedbackId));
    }
  }
  const comments = new Set(segments.map(({ feedbackId }) => feedbackId)).size;
  return {
    stems,
    weightOf: (stem) => {
      const count = users.get(stem)?.size ?? 0;
      return count < 2 ? 0 : count / comments;
    },
  };
}
