import { type Numbers, numberKey } from '../../db/privacy/numbers.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { unnumbered, withNumbers } from './numbered-masks.ts';

/** Rows with the numbers of their masked values. @param numbersOf the numbers of these values, as far as they have one */
export async function numberedRows(
  rows: readonly FeedbackRow[],
  numbersOf: (values: { kind: string; mac: string }[]) => Promise<Numbers>,
): Promise<FeedbackRow[]> {
  const values = unnumbered(rows.flatMap(({ feedback, touched }) => (touched ? textsOf(feedback) : [])));
  const numbers = values.length > 0 ? await numbersOf(values) : new Map<string, number>();
  const replaced = (text: string) => withNumbers(text, (value) => numbers.get(numberKey(value)));
  return rows.map((row) => {
    if (!row.touched) return row;
    const { feedback } = row;
    const { text, question, attributes } = feedback;
    const written = Object.entries(attributes).map(([name, value]) => [name, replaced(value)] as const);
    return {
      ...row,
      feedback: {
        ...feedback,
        text: text && replaced(text),
        question: question && replaced(question),
        attributes: Object.fromEntries(written),
      },
    };
  });
}

const textsOf = ({ text, question, attributes }: FeedbackRow['feedback']): string[] => [
  ...(text === null ? [] : [text]),
  ...(question === null ? [] : [question]),
  ...Object.values(attributes),
];
