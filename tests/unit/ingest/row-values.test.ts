import { expect, test } from 'vitest';
import { resolveMapping } from '../../../src/ingest/columns/mapping.ts';
import { type RowFormat, RowReader } from '../../../src/ingest/columns/rows.ts';
import { storedAuthor } from '../../../src/privacy/tombstone-macs.ts';
import { KEYRING, maskingOf } from '../../support/data/masking.ts';

const read = (header: string[], cells: string[], more: Partial<RowFormat> = {}, text = header[1]!) => {
  const mapping = resolveMapping(header, { map: { text } }, 'f');
  const masking = maskingOf(mapping);
  const reader = new RowReader({ header, mapping, encoding: 'utf-8', masking, ...more });
  const rows = reader.read({ line: 1, endLine: 1, raw: cells.join(), cells, flaw: null });
  if (!Array.isArray(rows)) throw new Error(rows.detail);
  return { feedback: rows[0]!.feedback, unparsed: reader.unparsed };
};
const HEADER = ['id', 'What should we improve?', 'country', 'author', 'rating'];

test('NULL and \\N are empty in any cell; Null and NA are values', () => {
  const { feedback } = read(HEADER, ['1', 'NULL', 'NA', 'Null', '\\N']);
  expect(feedback).toMatchObject({
    text: null,
    author: storedAuthor(KEYRING, 'Null'),
    rating: null,
    attributes: { country: 'NA' },
  });
  expect(read(HEADER, ['1', 'Late.', 'NULL', '\\N', '3']).feedback).toMatchObject({
    ...{ text: 'Late.', author: null, rating: 3, attributes: {} },
  });
});

test.each(['N/A', 'n/a', 'nan', 'None', '-', '--'])(
  '%j is no rating, and none that is not understood',
  (cell) => {
    const { feedback, unparsed } = read(HEADER, ['1', 'Late.', 'DE', 'c1', cell]);
    expect([feedback.rating, feedback.attributes, unparsed]).toEqual([null, { country: 'DE' }, []]);
  },
);

test('the question is kept with the comment, unless a column is called so', () => {
  const questions = ['', HEADER[1]!, '', '', ''];
  const cells = ['1', 'Late.', 'DE', 'c1', '3'];
  expect(read(HEADER, cells, { questions }).feedback.attributes).toEqual({
    country: 'DE',
    question: HEADER[1],
  });
  expect(read(HEADER, cells, { questions, asks: 'faults' }).feedback.attributes).toEqual({
    ...{ country: 'DE', question: HEADER[1], asks: 'faults' },
  });
  const named = ['id', 'Why?', 'Question', 'author', 'rating'];
  expect(read(named, cells, { questions: ['', 'Why?', '', '', ''] }).feedback.attributes).toEqual({
    Question: 'DE',
  });
  expect(read(['id', 'text'], ['1', 'Late.'], { questions: ['', ''] }).feedback.attributes).toEqual({});
});
