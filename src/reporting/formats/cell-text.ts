import { stripVTControlCharacters } from 'node:util';
import type { ReportCell } from '../../db/reports/report-queries.ts';
import type { ReportColumn } from '../reports/columns.ts';
import { whole } from './quantities.ts';

/** Text of cells for people: tables, Markdown and pages. */

// Text from customers must not move the cursor, break a table or reverse a line. Line breaks become a space; other
// controls, bidirectional overrides and marks are removed.
const BREAKS = /[\t-\r\u0085\u2028\u2029]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: removes control characters
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** Text without control characters; ANSI sequences are removed as a whole. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(BREAKS, ' ').replace(UNPRINTABLE, '').trim();
}

/** "23.4 % (20–27)" for a share with its interval. */
export function cellText(column: ReportColumn, row: Readonly<Record<string, ReportCell>>): string {
  const value = row[column.name] ?? null;
  if (value === null) return '–';
  if (column.kind === 'count') return whole(Number(value));
  if (column.kind === 'mean') return Number(value).toFixed(2);
  if (column.kind === 'rating') return String(value);
  if (column.kind === 'score') return signed(Number(value));
  const [low, high] = column.interval?.map((name) => row[name] ?? null) ?? [];
  if (column.kind === 'points') {
    const points = signed(Number(value), 1);
    return low == null || high == null ? points : `${points} (${toWhole(low)} to ${toWhole(high)})`;
  }
  if (column.kind === 'effect') {
    const digits = Math.abs(Number(high) - Number(low)) < 1 ? 2 : 1;
    const [at, from, to] = [value, low, high].map((it) => signed(Number(it ?? value), digits));
    return `${at} (${from} to ${to})`;
  }
  if (column.kind !== 'share') return printable(String(value));
  const share = `${percent(value)} %`;
  return low == null || high == null ? share : `${share} (${wholePercent(low)}–${wholePercent(high)})`;
}

export const isNumeric = (column: ReportColumn): boolean => !['text', 'day', 'quote'].includes(column.kind);

const percent = (share: ReportCell) => (100 * Number(share)).toFixed(1);
// Math.abs: rounding makes the low end of 0 of n slightly negative, which would print "-0".
const wholePercent = (share: ReportCell) => Math.abs(100 * Number(share)).toFixed(0);
const signed = (score: number, digits = 2) => `${score < 0 ? '−' : '+'}${Math.abs(score).toFixed(digits)}`;
const toWhole = (points: ReportCell) => signed(Math.round(Number(points)) + 0, 0);
