import { comparable, isTitleName } from '../columns/aliases.ts';
import { isTimeZone } from '../columns/time-format.ts';
import { dateVote } from '../columns/times.ts';
import { type HeaderBlock, importIdOf, isImportIds } from '../records/header-block.ts';
import { isKnownName, isQuestion } from '../records/header-row.ts';
import type { PresetChoice } from './known-presets.ts';
import type { ExportKind, HeaderRowKind, Names, Preset } from './preset.ts';

/** A file and the export of a tool that it is, or may be. */
export interface Recognised {
  readonly preset: Preset;
  readonly kind: ExportKind;
  /** Whether the user says so. */
  readonly said: boolean;
  /** Columns of such an export that the file has not, each by its first name. */
  readonly missing: readonly string[];
}

/** Names by which columns may be known, comparable, and the positions of their columns. */
export type ColumnIndex = ReadonlyMap<string, readonly number[]>;

/** Longer ones are no names but texts. */
const LONGEST_NAME = 500;
/** A heading may be that of a question from this many words on. */
const ASKING_WORDS = 4;
/** Titles above a header, and cells that are looked at for one. */
const MOST = { titles: 20, cells: 5_000 };
/** A file that has this share of an export's telling columns, and so many of them, nearly is one; or all but one. */
const NEARLY = { share: 0.6, columns: 2, allButOne: 4 };

/** Which export of which tool a file is, by its header; null: none. It prefers the one with the most columns. */
export function recognise(
  header: { readonly names: readonly string[]; readonly importIds: readonly string[] },
  { presets, said }: PresetChoice,
): Recognised | null {
  const index = columnIndex(header.names, header.importIds);
  const all = presets.flatMap((preset) =>
    preset.exports.map((kind) => ({ preset, kind, ...match(kind, index, header.names) })),
  );
  const fitting = best(all.filter(({ fits }) => fits));
  if (fitting) return { ...fitting, said };
  // What the user says goes, as far as anything of it is there.
  const near = best(said ? all.filter(({ found }) => found > 0) : all.filter(({ nearly }) => nearly));
  return near && { ...near, said };
}

/** Whether a file is taken for the export: what only may be one is read like any other file. */
export const isTaken = ({ said, missing }: Recognised): boolean => said || missing.length === 0;

/**
 * Where the header of such a file stands, also below titles; null where no preset fits.
 * @param rows the first rows of the file
 */
export function presetHeader(rows: readonly (readonly string[])[], choice: PresetChoice): HeaderBlock | null {
  let cells = 0;
  for (const [preamble, names] of rows.slice(0, MOST.titles + 1).entries()) {
    if (cells >= MOST.cells) break;
    cells += names.length;
    const below = rows.slice(preamble + 1, preamble + 4);
    const importIds = (below.find(isImportIds) ?? []).map(importIdOf);
    const found = recognise({ names, importIds }, choice);
    if (found && isTaken(found)) {
      return { preamble, headerRows: 1 + headerRows(names, below, found.kind).length };
    }
  }
  return null;
}

/** Kinds of the header rows below the names, as far as the file has them. */
function headerRows(
  names: readonly string[],
  below: readonly (readonly string[])[],
  kind: ExportKind,
): HeaderRowKind[] {
  const found: HeaderRowKind[] = [];
  for (const row of kind.header) {
    const cells = below[found.length] ?? [];
    if (isHeaderRow(row, cells, names, kind)) found.push(row);
  }
  return found;
}

function isHeaderRow(
  row: HeaderRowKind,
  cells: readonly string[],
  names: readonly string[],
  { columns }: ExportKind,
): boolean {
  if (!cells.some((cell) => cell.trim() !== '')) return false;
  if (row === 'import ids') return isImportIds(cells);
  if (isImportIds(cells)) return false;
  const index = columnIndex(names);
  // A person has an id and a time; a question has neither.
  const [id, time] = [positionOf(columns.id, index), positionOf(columns.time, index)];
  const cell = (at: number | null) => (at === null ? '' : (cells[at] ?? '').trim());
  if (row === 'options') return (id ?? time) !== null && cell(id) === '' && cell(time) === '';
  return cell(time) !== '' && dateVote(cell(time)) === null;
}

/** Position of the column that has one of these names, of the first name first; null: there is none. */
export function positionOf(names: Names | undefined, index: ColumnIndex): number | null {
  for (const name of names ?? []) {
    const found = positions(name, index);
    if (found.length > 0) return Math.min(...found);
  }
  return null;
}

/** Positions of all columns that have one of these names. */
export const positionsOf = (names: Names, index: ColumnIndex): Set<number> =>
  new Set(names.flatMap((name) => positions(name, index)));

function positions(name: string, index: ColumnIndex): readonly number[] {
  if (!name.endsWith('*')) return index.get(labelOf(name)) ?? [];
  const start = labelOf(name.slice(0, -1));
  return [...index].flatMap(([label, found]) => (label.startsWith(start) ? found : []));
}

/** Each column by its name, that name without the zone behind it, and the id that the tool gave it. */
export function columnIndex(names: readonly string[], importIds: readonly string[] = []): ColumnIndex {
  const index = new Map<string, number[]>();
  for (const [at, name] of names.entries()) {
    if (name.length > LONGEST_NAME) continue;
    const bare = zoneBehind(name) === null ? '' : name.slice(0, name.lastIndexOf('('));
    for (const label of new Set([name, bare, importIds[at] ?? ''].map(labelOf))) {
      if (label === '') continue;
      const found = index.get(label);
      if (found) found.push(at);
      else index.set(label, [at]);
    }
  }
  return index;
}

/** The time zone behind the name of a column, such as `Started at (Europe/Berlin)`. */
export function zoneBehind(name: string): string | null {
  const zone = /\(([A-Za-z_]+(?:\/[A-Za-z0-9_+/-]+)?)\)\s*$/.exec(name)?.[1];
  return zone !== undefined && (zone === 'UTC' || zone.includes('/')) && isTimeZone(zone) ? zone : null;
}

/** Signs alone, such as #, are names, too. */
const labelOf = (name: string): string => comparable(name) || name.trim();

function match(kind: ExportKind, index: ColumnIndex, names: readonly string[]) {
  const { has, first, asks } = kind;
  const lacks = has.filter((column) => positionOf(column, index) === null);
  const begins = first.length === 0 || positionsOf(first, index).has(0);
  const asking = asks === 0 || names.filter(isAsking).length >= asks;
  const missing = [...(begins ? [] : [first[0]!]), ...lacks.map((column) => column[0]!)];
  const found = has.length - lacks.length + (begins && first.length > 0 ? 1 : 0);
  // Names that other files have, too, tell nothing.
  const telling = has.filter((column) => !column.some((name) => isKnownName(name) || isTitleName(name)));
  const told = telling.filter((column) => !lacks.includes(column)).length;
  const most =
    told >= NEARLY.columns && told >= telling.length * NEARLY.share && found >= has.length * NEARLY.share;
  const allButOne = told > 0 && missing.length === 1 && has.length >= NEARLY.allButOne;
  return {
    missing,
    found,
    fits: missing.length === 0 && asking,
    nearly: missing.length > 0 && (most || allButOne),
  };
}

const isAsking = (name: string) => isQuestion(name) || name.trim().split(/\s+/).length >= ASKING_WORDS;

const best = <T extends { readonly found: number }>(all: readonly T[]): T | null =>
  all.reduce<T | null>((most, one) => (most === null || one.found > most.found ? one : most), null);
