import { readable } from '../../domain/reading/clean-text.ts';
import { stopWordTest } from '../language/stop-words.ts';
import type { SourceSegment } from '../source-segment.ts';
import { termsOf } from '../words.ts';
import { stemOf } from './saying.ts';

/** The words that comments share. */
interface SharedWords {
  /** Stems of each segment, in the order of segments. */
  readonly stems: readonly ReadonlySet<string>[];
  /** Share of comments with a stem, 0..1; 0 if only one comment has it. */
  weightOf(stem: string): number;
}

/** Finds the stems, without stop words, that several comments use. */
export function sharedWords(segments: readonly SourceSegment[], languages: readonly string[]): SharedWords {
  const isStopWord = stopWordTest(languages);
  const stems = segments.map(
    ({ text }) =>
      new Set(
        termsOf(readable(text))
          .filter((word) => !isStopWord(word))
          .map(stemOf),
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
