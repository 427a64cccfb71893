import { expect, test } from 'vitest';
import type { ImportSummary } from '../../../src/ingest/store/import-file.ts';
import { explainImport, outlineImport } from '../../../src/runs/imports/text.ts';

const QUESTION = 'How likely is it that you would recommend this company to a friend or colleague?';

const summary: ImportSummary = {
  ...{ importId: 1, source: 'survey', file: '/home/ana/exports/survey-of-the-spring.csv', format: 'csv' },
  ...{ delimiter: ',', encoding: 'utf-8', quote: 'double', header: true, byContent: ['text'] },
  columns: { text: `${QUESTION} Why?`, id: 'Respondent ID', time: 'End Date', rating: QUESTION },
  ...{ attributes: [QUESTION, 'Shop'], ignored: [], dates: 'month-first', timeZone: 'UTC', decimal: null },
  ...{
    read: 40,
    accepted: 40,
    duplicates: 0,
    changed: 0,
    rejected: 0,
    erased: 0,
    withoutText: 2,
    newDocuments: 38,
  },
  ...{ dropped: [], hashed: [], masked: {} },
  ...{
    unparsed: [],
    titled: 5,
    rejectsByReason: {},
    samples: [],
    scale: null,
    notes: [],
    preset: null,
    asks: null,
  },
  ratingsAside: { outside: 0, firstOutside: null, notRated: 0 },
  skipped: [{ kind: 'title', rows: 3, firstLine: 1, lastLine: 3 }],
};

test('what was understood stands in five lines of 80 columns', () => {
  const lines = outlineImport(summary).split('\n');
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(lines[0]).toBe('File       survey-of-the-spring.csv (utf-8, delimiter ",")');
  expect(lines[1]).toBe('Source     survey');
  expect(lines[2]).toMatch(/^Columns {4}text = .*…, id = .*, time = .*, rating = .*…, \+ 2 attributes$/);
  expect(lines[3]).toBe('Formats    dates month-first, times in UTC, 3 title rows (lines 1 to 3)');
  expect(lines[4]).toMatch(/^Rows {7}40 read = 40 accepted \+ 0 known \+ 0 rejected, 2 without text, 5 by/);
});

test('the long form keeps to 80 columns, too', () => {
  const unparsed = [{ column: QUESTION, count: 12, firstLine: 3, examples: ['soon', 'never'] }];
  for (const line of explainImport({ ...summary, unparsed }).split('\n')) {
    expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

test('a path that leaves no room is whole, on a line of its own', () => {
  for (const folders of [6, 9]) {
    const file = `/home/ana/${'exports/'.repeat(folders)}a, b.csv`;
    const lines = explainImport({ ...summary, file }).split('\n');
    expect(lines.slice(0, 2)).toEqual([`File       ${file}`, '           utf-8, delimiter ","']);
  }
  expect(explainImport({ ...summary, file: 'a.csv' })).toMatch(/^File {7}a\.csv \(utf-8, delimiter ","\)\n/);
});

test('short names of many columns stand whole', () => {
  const columns = { text: ['Q3', 'Q4'], id: 'ID', time: 'FECHA', rating: 'Q2' };
  const lines = outlineImport({ ...summary, columns, byContent: ['text'] }).split('\n');
  expect(lines[2]).toBe('Columns    text = Q3 + Q4, id = ID, time = FECHA, rating = Q2, + 2 attributes');
});
