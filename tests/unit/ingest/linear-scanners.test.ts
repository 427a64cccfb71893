import { describe, expect, test } from 'vitest';
import { languageOf, sourceLanguage } from '../../../src/analysis/language/language.ts';
import { languageCode } from '../../../src/analysis/language/language-name.ts';
import { noAnswerTest } from '../../../src/analysis/no-answer.ts';
import { missingFacts } from '../../../src/analysis/proof/facts.ts';
import { narration } from '../../../src/analysis/summaries/narration.ts';
import { summarise } from '../../../src/analysis/summaries/summary.ts';
import { termCounter } from '../../../src/analysis/themes/naming/keywords.ts';
import { countWords, wordsOf } from '../../../src/analysis/words.ts';
import { parseWindow } from '../../../src/audit/window.ts';
import { codePointLength, documentHash, normaliseText } from '../../../src/domain/document.ts';
import { cleanText } from '../../../src/domain/reading/clean-text.ts';
import { suggestion } from '../../../src/domain/suggestion.ts';
import { codePointSlices } from '../../../src/domain/text/code-point-slices.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { cleanUp } from '../../../src/inference/generation/clean-up.ts';
import { splitClauses } from '../../../src/inference/text/clauses.ts';
import { prepareText } from '../../../src/inference/text/prepare.ts';
import { splitSentences } from '../../../src/inference/text/sentences.ts';
import { printableName } from '../../../src/ingest/bytes/byte-source.ts';
import { makeDecoding } from '../../../src/ingest/bytes/decoding.ts';
import { decideEncoding, EncodingSurvey } from '../../../src/ingest/bytes/encoding-survey.ts';
import { fileKind } from '../../../src/ingest/bytes/file-kind.ts';
import { sourceName } from '../../../src/ingest/bytes/file-name.ts';
import { DamagedInput } from '../../../src/ingest/bytes/unpacking.ts';
import { comparable } from '../../../src/ingest/columns/aliases.ts';
import { ColumnSurvey } from '../../../src/ingest/columns/column-facts.ts';
import { parseColumns, parseMap } from '../../../src/ingest/columns/column-map.ts';
import { columnNames, resolveMapping } from '../../../src/ingest/columns/mapping.ts';
import { decimalVote, parseRating } from '../../../src/ingest/columns/ratings.ts';
import { RowReader } from '../../../src/ingest/columns/rows.ts';
import { parseTimeZone } from '../../../src/ingest/columns/time-format.ts';
import { dateVote, parseTime } from '../../../src/ingest/columns/times.ts';
import { detectDelimiter, parseDelimiter, separatorLine } from '../../../src/ingest/records/delimiter.ts';
import { isNameRow } from '../../../src/ingest/records/header-row.ts';
import { ArrayScanner, LineScanner } from '../../../src/ingest/records/json-records.ts';
import { detectQuotes, parseQuotes } from '../../../src/ingest/records/quotes.ts';
import { RecordScanner } from '../../../src/ingest/records/records.ts';
import { addSamples } from '../../../src/ingest/store/import-summary.ts';
import { guarded, unguarded } from '../../../src/ingest/store/rejects-file.ts';
import { identifierMasker } from '../../../src/privacy/identifiers/masker.ts';
import { escapedMarkdown } from '../../../src/reporting/audit/text.ts';
import { printable } from '../../../src/reporting/formats/cell-text.ts';
import { safeCell } from '../../../src/reporting/formats/render.ts';
import { shortened, xml } from '../../../src/reporting/formats/svg.ts';
import { pad, wrap } from '../../../src/reporting/formats/wrap.ts';
import { parseReportPeriod } from '../../../src/reporting/report-period.ts';
import { kindOf } from '../../../src/uploads/intake/body-kind.ts';
import { fileLabel, readSettings } from '../../../src/uploads/settings.ts';
import { HOSTILE_INPUTS } from '../../support/data/hostile-inputs.ts';
import { maskingOf } from '../../support/data/masking.ts';

const PIECE = 4096;
interface Scanner {
  push(text: string): Iterable<unknown>;
  end(): Iterable<unknown>;
}

/** All of a text through a scanner, in pieces, as a file comes. */
function scanned(scanner: Scanner, text: string, size = PIECE): void {
  const drain = (records: Iterable<unknown>) => {
    for (const _ of records);
  };
  for (let at = 0; at < text.length; at += size) drain(scanner.push(text.slice(at, at + size)));
  drain(scanner.end());
}

/** Of an attempt that may be refused, as long as it is refused on purpose. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof VerbatimError) && !(error instanceof DamagedInput)) throw error;
  }
}

const now = new Date('2026-01-01');
const masker = identifierMasker({ identifiers: true, patterns: {} });
const ownMasker = identifierMasker({ identifiers: false, patterns: { order: '(\\w+-?)+\\d$' } });
const rowReader = () => {
  const header = ['id', 'text', 'date', 'rating'];
  const mapping = resolveMapping(header, {}, 'f');
  return new RowReader({ header, mapping, encoding: 'utf-8', masking: maskingOf(mapping) });
};
const csv = (style: string, delimiter: string) => (text: string) =>
  scanned(new RecordScanner(delimiter, { quotes: parseQuotes(style) }), text);

/** Everything that looks at what customers or callers send, character by character. */
const SCANNERS: Readonly<Record<string, (text: string) => unknown>> = {
  detectQuotes,
  detectDelimiter: (text) => detectDelimiter(text),
  separatorLine,
  isNameRow: (text) => isNameRow([[text, 'x'], [text]]),
  fileKind: (text) => fileKind(Buffer.from(text), true),
  parseRating: (text) => [parseRating(text), parseRating(text, 'comma'), decimalVote(text)],
  parseTime: (text) => [dateVote(text), parseTime(text, { order: 'day-first', zone: 'UTC', serial: true })],
  parseTimeZone: (text) => attempt(() => parseTimeZone(text)),
  parseMap: (text) => attempt(() => parseMap(text)),
  parseColumns: (text) => attempt(() => parseColumns(text)),
  parseDelimiter: (text) => attempt(() => parseDelimiter(text)),
  comparable,
  columnNames: (text) => columnNames(text.match(/.{1,20}/gsu) ?? [], []),
  ColumnSurvey: (text) => {
    const survey = new ColumnSurvey(3, { times: [0], ratings: [1] });
    for (let row = 0; row < 3; row++) survey.add([text, text, text], row);
  },
  RowReader: (text) => {
    const cells = [text, text, text, text];
    rowReader().read({ line: 1, endLine: 1, raw: text, cells, flaw: null });
  },
  'records, double quotes': csv('double', ','),
  'records, single quotes': csv('single', ';'),
  'records, backslashes': csv('backslash', '\t'),
  'records, no quotes': csv('none', '|'),
  'records in one piece': (text) => scanned(new RecordScanner(','), text, text.length),
  LineScanner: (text) => scanned(new LineScanner(), text),
  'LineScanner, a string': (text) => scanned(new LineScanner(), `{"a":${JSON.stringify(text)}}`),
  'LineScanner, a name': (text) => scanned(new LineScanner(), `{${JSON.stringify(text)}:{"a":1,"b":2}}`),
  ArrayScanner: (text) => attempt(() => scanned(new ArrayScanner(), `[${text}]`)),
  'ArrayScanner, a string': (text) => scanned(new ArrayScanner(), `[{"a":${JSON.stringify(text)}}]`),
  EncodingSurvey: (text) => {
    const survey = new EncodingSurvey();
    const bytes = Buffer.from(text, 'utf16le');
    for (let at = 0; at < bytes.length; at += PIECE) survey.add(bytes.subarray(at, at + PIECE));
    attempt(() => decideEncoding(survey.end(), 'f'));
  },
  'decoding, invalid UTF-8': (text) => {
    const decoding = makeDecoding('utf-8');
    decoding.decode(Buffer.from(`é${text}`, 'latin1'));
    decoding.end();
  },
  'decoding, UTF-16': (text) => makeDecoding('utf-16be').decode(Buffer.from(text, 'utf16le')),
  printableName,
  sourceName,
  guarded: (text) => unguarded(guarded(text)),
  samples: (text) => {
    const made = rowReader().read({ line: 1, endLine: 1, raw: '', cells: ['', text, '', ''], flaw: null });
    if (Array.isArray(made)) addSamples([], made);
  },
  readSettings: (text) => attempt(() => readSettings({ map: text, ignore: text, source: text })),
  fileLabel,
  kindOf: (text) => attempt(() => kindOf(text, text)),
  normaliseText: (text) => documentHash(normaliseText(text)),
  codePointLength,
  codePointSlices: (text) =>
    codePointSlices(
      text,
      Array.from({ length: 100 }, (_, at) => ({ start: at * 10, end: at * 10 + 20 })),
    ),
  identifiers: (text) => masker.find(text),
  'identifiers, between numbers': (text) => masker.find(`call 030 1 ${text}@a.b, born 1.1.2001`),
  'identifiers, of single digits': (text) => masker.find(text.replaceAll(/[^\d\n]/g, '1 ')),
  'identifiers, of words and digits': (text) => masker.find(text.replaceAll(/\W/g, ' DE12 at b dot ')),
  "identifiers, a user's pattern": (text) => ownMasker.find(text),
  splitSentences,
  splitClauses,
  prepareText,
  cleanUp,
  languageOf: (text) => languageOf(text, ['en']),
  sourceLanguage: (text) =>
    sourceLanguage(
      Array.from({ length: 10 }, () => text),
      ['en'],
    ),
  languageCode,
  noAnswer: noAnswerTest(),
  cleanText,
  'cleanText, of mails': (text) => cleanText(`Hi\n${text}\n> ${text}\nOn 1 May 2024 ${text} wrote:\n${text}`),
  'cleanText, of pages': (text) => cleanText(`<p>${text}<blockquote>${text}</p>&amp;${text}`),
  wordsOf,
  countWords,
  keywords: (text) => {
    const terms = termCounter(['en', 'constructor']);
    terms.add(1, text);
    terms.keywords(1, 10);
  },
  'missingFacts, no source': (text) => missingFacts(text, []),
  missingFacts: (text) => missingFacts(text, [text]),
  narration: (text) => narration(text, ['en', '__proto__']),
  summarise: (text) => {
    const sentence = { start: 0, end: [...text].length, text, embedding: new Float32Array([1, 0]) };
    const segment = { feedbackId: 1, sentiment: [0, 1, 0] as const, ...sentence };
    summarise([segment], { mostWords: 20, languages: ['en'] });
  },
  wrap: (text) => wrap(text, 80),
  pad: (text) => pad(text, 80, 'left'),
  printable,
  xml: (text) => shortened(xml(text), 60),
  escapedMarkdown,
  safeCell,
  suggestion: (text) => suggestion(text, ['themes', 'overview']),
  parseReportPeriod: (text) => attempt(() => parseReportPeriod(text, now)),
  parseWindow: (text) => attempt(() => parseWindow(text, now)),
};

/** Below this time, in ms of CPU, growth is that of the machine and not of the work. */
const FLOOR = 12;
// Work that is linear takes 4 times as long for 4 times as much, with the square 16 times.
const GROWTH = 8;
const SIZES = [1_000, 4_000, 16_000, 64_000];

/** CPU time of this process, not time of the wall: other processes take none of it. */
function timeOf(scan: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  scan(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** One flat string: pieces that are put together are copied once by whoever reads them first. */
const flat = (text: string) => Buffer.from(text, 'utf16le').toString('utf16le');

/** Null, or how the time grew from one size to the next. */
function growth(scan: (text: string) => unknown, make: (length: number) => string): string | null {
  let before = timeOf(scan, flat(make(250)));
  for (const size of SIZES) {
    const text = flat(make(size));
    const most = GROWTH * Math.max(before, FLOOR);
    let time = timeOf(scan, text);
    // A collection of garbage, or compiling: the best of some counts.
    for (let again = 0; time > most && time < 20_000 && again < 4; again++) {
      time = Math.min(time, timeOf(scan, text));
    }
    if (time > most) return `${before.toFixed(1)} ms, then ${time.toFixed(1)} ms at ${size}`;
    before = time;
  }
  return null;
}

test('there are many kinds', () => {
  expect(Object.keys(HOSTILE_INPUTS).length).toBeGreaterThanOrEqual(45);
});

describe.each(Object.entries(SCANNERS))('%s', (_, scan) => {
  test('takes time in proportion to the text, whatever it holds', () => {
    const slow = Object.entries(HOSTILE_INPUTS).flatMap(([kind, make]) => {
      const found = growth(scan, make);
      return found ? [`${kind}: ${found}`] : [];
    });
    expect(slow).toEqual([]);
  });
});
