import type { AnalysedComment } from '../../db/reports/analysed-comments.ts';

/** Types of Comprehend by the labels of models of named entities, without their case. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ per: 'PERSON', person: 'PERSON', org: 'ORGANIZATION', organization: 'ORGANIZATION' },
  ...{ loc: 'LOCATION', location: 'LOCATION', gpe: 'LOCATION', fac: 'LOCATION', date: 'DATE', time: 'DATE' },
  ...{ event: 'EVENT', product: 'COMMERCIAL_ITEM', work_of_art: 'TITLE' },
  ...{
    quantity: 'QUANTITY',
    percent: 'QUANTITY',
    money: 'QUANTITY',
    cardinal: 'QUANTITY',
    ordinal: 'QUANTITY',
  },
};

/**
 * A comment as a line of the output of Amazon Comprehend's jobs for sentiment, dominant language and entities, with their
 * fields (docs/from-comprehend.md). What the model does not tell is left out: the score of `Mixed`, further languages.
 */
export function comprehendLine(comment: AnalysedComment): string {
  const { file, line, sentiment, negative, neutral, positive, language, languageConfidence, entities } =
    comment;
  const made = {
    File: file,
    Line: line - 1,
    Sentiment: sentiment.toUpperCase(),
    SentimentScore: { Negative: negative, Neutral: neutral, Positive: positive },
    ...(language !== null &&
      languageConfidence !== null && { Languages: [{ LanguageCode: language, Score: languageConfidence }] }),
    ...(entities && {
      Entities: entities.map(({ start, end, score, text, label }) => ({
        ...{ BeginOffset: start, EndOffset: end, Score: score, Text: text },
        Type: TYPES[label.toLowerCase()] ?? 'OTHER',
      })),
    }),
  };
  return `${JSON.stringify(made)}\n`;
}
