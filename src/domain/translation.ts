/** A sentence in the words of a translator, and where its original stands. */
export interface TranslatedSentence {
  readonly text: string;
  /** Offsets into the stored text in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A document in the words of a translator. */
export interface Translation {
  readonly documentId: number;
  /** The model that translated it. */
  readonly translatorId: number;
  /** At least one, in the order of their originals, which do not overlap. */
  readonly sentences: readonly TranslatedSentence[];
  /** True when the model did not read or did not finish a sentence. */
  readonly truncated: boolean;
}

/** What a model reads in place of the document: no sentence goes on over the end of a line. */
export const translatedText = ({ sentences }: Pick<Translation, 'sentences'>): string =>
  sentences.map(({ text }) => text).join('\n');
