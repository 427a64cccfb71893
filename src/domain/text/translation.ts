/** A translated sentence with the offsets of its original. */
export interface TranslatedSentence {
  readonly text: string;
  /** Offsets into the stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A translated document. */
export interface Translation {
  readonly documentId: number;
  /** The model that translated it. */
  readonly translatorId: number;
  /** At least one, in the order of the originals, which do not overlap. */
  readonly sentences: readonly TranslatedSentence[];
  /** Whether the model did not read a sentence to its end, or did not finish its translation. */
  readonly truncated: boolean;
}

/** The text to analyse instead of the document, with one sentence per line so that none run together. */
export const translatedText = ({ sentences }: Pick<Translation, 'sentences'>): string =>
  sentences.map(({ text }) => text).join('\n');
