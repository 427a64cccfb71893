import { VerbatimError } from '../../errors/verbatim-error.ts';
import { isTimeZone } from '../columns/time-format.ts';
import type { HeaderChoice } from './header-choice.ts';
import { isKnownName, isNameRow, isQuestion, isTypedValue } from './header-row.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** Where a file names its columns, in records from its start. */
export interface HeaderBlock {
  /** Records above the header: titles, periods, comments. */
  readonly preamble: number;
  /** Records of the header; 0 where the file has none. */
  readonly headerRows: number;
}

/** What the header rows say; by position. */
export interface Header {
  readonly names: readonly string[];
  /** The question of a survey, also beside a short name such as Q1; blank where a column has none. */
  readonly questions: readonly string[];
  /** IANA zone of the times that have none, where the header states it; Qualtrics does. */
  readonly timeZone: string | null;
  /** Ids that the tool gave the columns, by position; blank where a column has none. */
  readonly importIds: readonly string[];
  /** Positions of the columns that the header calls open questions. */
  readonly open: ReadonlySet<number>;
}

const MOST_TITLES = 20;
const MOST_HEADER_ROWS = 3;
/** Share of the cells of a column that must be a number or a date for the column to be typed. */
const TYPED = 0.8;
const TYPED_CELLS = 3;
/** Qualtrics writes a third header row of such cells. */
const IMPORT_ID = /^\{"ImportId":/;
/** Qualtrics' id of a question that is answered in words; `QID3_4_TEXT` is the text beside a choice. */
const OPEN_ID = /^QID\d+_TEXT$/;
/** SurveyMonkey's second header row below an open question. Only the English one is known for certain. */
const OPEN =
  /^(?:open-ended response|offene (?:antwort|beantwortung)|réponse (?:ouverte|libre)|respuesta (?:abierta|de texto abierto)|risposta aperta|open antwoord|resposta aberta)$/iu;
/** The same, where the first row has a question of another kind. */
const ANSWER_KIND =
  /^(?:response|other \(please specify\)|antwort|beantwortung|sonstiges \(bitte angeben\)|réponse|autre \(veuillez préciser\)|respuesta|otro \(especifique\))$/iu;
const CODE = /^[a-z]{1,4}_?\d+(?:[_.]\d+)*$/i;

/**
 * Finds the header below title and comment lines, of up to three rows.
 * @param records the first records of the file
 * @param width fields that most rows have
 * @throws VerbatimError HEADER_UNDECIDED; FILE_HEADER_INVALID when `given` names lines that hold no record
 */
export function findHeader(
  records: readonly ScannedRecord[],
  width: number,
  given: HeaderChoice | undefined,
  file: string,
): HeaderBlock {
  if (given === false) return { preamble: 0, headerRows: 0 };
  if (given === true) return { preamble: 0, headerRows: 1 };
  if (given) return statedBlock(records, given, file);
  const rows = records.map(({ cells }) => cells ?? []);
  const preamble = titleRows(rows, width);
  const below = rows.slice(preamble);
  // Reading it reports the flaw.
  if (records[preamble] && !records[preamble].cells) return { preamble, headerRows: 1 };
  if (isNameRow(below)) return { preamble, headerRows: 1 + continuations(below) };
  if (preamble > 0 || isSparse(below[0] ?? [], width)) {
    const line = records[0]?.line ?? 1;
    throw new VerbatimError('HEADER_UNDECIDED', { file, line, columns: width });
  }
  return { preamble: 0, headerRows: 0 };
}

function statedBlock(
  records: readonly ScannedRecord[],
  { from, to }: { from: number; to: number },
  file: string,
): HeaderBlock {
  const preamble = records.filter(({ endLine }) => endLine < from).length;
  const headerRows = records.filter(({ line, endLine }) => endLine >= from && line <= to).length;
  if (headerRows > 0) return { preamble, headerRows };
  const detail = `no row stands in line ${from === to ? from : `${from} to ${to}`}`;
  throw new VerbatimError('FILE_HEADER_INVALID', { file, detail });
}

/** Rows before the first full one, when each of them is a comment or fills a part of the columns only. */
function titleRows(rows: readonly (readonly string[])[], width: number): number {
  let at = 0;
  while (at < Math.min(rows.length - 1, MOST_TITLES) && isTitle(rows[at]!, width)) at++;
  // Sparse rows down to the data would be data themselves.
  return at === MOST_TITLES ? 0 : at;
}

function isTitle(row: readonly string[], width: number): boolean {
  if (/^#(?!\w)/.test(row[0] ?? '') && filledIn(row) <= Math.max(1, width / 2)) return true;
  if (width < 3) return false;
  const names = row.filter(isKnownName).length;
  if (names > 1 || (names > 0 && row.length === width && filledIn(row) > 1)) return row.some(isTypedValue);
  return isSparse(row, width);
}

function isSparse(row: readonly string[], width: number): boolean {
  return width >= 3 && filledIn(row) <= width / 2;
}

const filledIn = (row: readonly string[]) => row.filter((cell) => cell.trim() !== '').length;

/** How many rows below the first belong to the header: none of them fits the columns that hold numbers and dates. */
function continuations(rows: readonly (readonly string[])[]): number {
  const importIds = rows.slice(1, MOST_HEADER_ROWS).findIndex(isImportIds);
  if (importIds >= 0) return importIds + 1;
  const [first = [], second, ...body] = rows;
  if (!second || body.length < TYPED_CELLS) return 0;
  const typed = first.flatMap((_, at) => (isTyped(body, at) ? [at] : []));
  if (typed.length < 2 || typed.some((at) => isTypedValue(second[at] ?? ''))) return 0;
  const named = typed.some((at) => (second[at] ?? '').trim() !== '');
  const kinds = second.some((cell) => isAnswerKind(cell.trim()));
  const options = first.some((cell, at) => cell.trim() === '' && (second[at] ?? '').trim() !== '');
  return named || kinds || options ? 1 : 0;
}

/** True for Qualtrics' row of import ids. */
export function isImportIds(row: readonly string[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '');
  return filled.length > 0 && filled.every((cell) => IMPORT_ID.test(cell));
}

/** Of a cell of such a row; blank where it has none. */
export const importIdOf = (cell: string): string => /"ImportId":"([^"]+)"/.exec(cell)?.[1] ?? '';

const isAnswerKind = (cell: string) => OPEN.test(cell) || ANSWER_KIND.test(cell);

function isTyped(rows: readonly (readonly string[])[], at: number): boolean {
  const filled = rows.map((row) => row[at] ?? '').filter((cell) => cell.trim() !== '');
  return filled.length >= TYPED_CELLS && filled.filter(isTypedValue).length >= filled.length * TYPED;
}

/**
 * Makes one header of its rows. Above a row of questions, short names stay the names. Above a row of
 * options, a question makes the column `question: option`.
 */
export function mergeHeader(rows: readonly (readonly string[])[]): Header {
  const named = rows.filter((row) => !isImportIds(row));
  const ids = rows.filter(isImportIds);
  const importIds = (ids[0] ?? []).map(importIdOf);
  const open = [
    ...importIds.flatMap((id, at) => (OPEN_ID.test(id) ? [at] : [])),
    ...(named[1] ?? []).flatMap((cell, at) => (OPEN.test(cell.trim()) ? [at] : [])),
  ];
  return { ...mergeNames(named), timeZone: statedZone(ids), importIds, open: new Set(open) };
}

function statedZone(rows: readonly (readonly string[])[]): string | null {
  const zones = rows.flat().flatMap((cell) => /"timeZone":"([^"]+)"/.exec(cell)?.[1] ?? []);
  return new Set(zones).size === 1 && isTimeZone(zones[0]!) ? zones[0]! : null;
}

function mergeNames([upper = [], lower]: readonly (readonly string[])[]): Pick<
  Header,
  'names' | 'questions'
> {
  if (!lower) return { names: [...upper], questions: upper.map((name) => (isQuestion(name) ? name : '')) };
  const coded = upper.filter((cell) => cell.trim() !== '').every((cell) => CODE.test(cell.trim()));
  if (coded && filledIn(lower) >= filledIn(upper)) return mergeNames([lower]);
  const names: string[] = [];
  const questions: string[] = [];
  let group = '';
  for (let at = 0; at < Math.max(upper.length, lower.length); at++) {
    const [own, below] = [(upper[at] ?? '').trim(), (lower[at] ?? '').trim()];
    if (own !== '') group = own;
    // Below a blank name, the kind of the answer is all there is.
    const option = below !== '' && (own === '' || !isAnswerKind(below));
    const opensGroup = option && (upper[at + 1] ?? 'x').trim() === '' && (lower[at + 1] ?? '').trim() !== '';
    const name = option && (own === '' || opensGroup) ? [group, below].filter(Boolean).join(': ') : own;
    names.push(name);
    questions.push(option && own !== '' && !opensGroup ? below : isQuestion(name) ? name : '');
  }
  return { names, questions };
}
