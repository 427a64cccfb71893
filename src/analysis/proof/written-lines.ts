/** A line or sentence of what a writer wrote, with places of sources that it names; null: it names none. */
export interface WrittenLine {
  readonly text: string;
  readonly named: readonly number[] | null;
}

/**
 * The lines of a writer's answer with the numbers of sources that they name: `- Sizes run small. [2] [7]`. Numbers are
 * from 1 there, places from 0 here. Lines without a number name no source.
 */
export function namedLines(answer: string): WrittenLine[] {
  return answer.split('\n').flatMap((line) => {
    const named = [...line.matchAll(/\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]/g)].flatMap(([, numbers]) =>
      numbers!.split(',').map((it) => Number(it) - 1),
    );
    const text = line
      .replace(/\[\d{1,4}(?:\s*,\s*\d{1,4})*\]/g, '')
      .replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, '')
      .replace(/\s+([.!?,])/g, '$1')
      .trim();
    return text === '' ? [] : [{ text, named: [...new Set(named)] }];
  });
}

const SENTENCES = new Intl.Segmenter('und', { granularity: 'sentence' });

/** The sentences of a writer that names no sources, such as a model that summarises. */
export const plainSentences = (text: string): WrittenLine[] =>
  [...SENTENCES.segment(text)].flatMap(({ segment }) => {
    const sentence = segment.trim();
    return sentence === '' ? [] : [{ text: sentence, named: null }];
  });
