import { VerbatimError } from '../errors.ts';
import { ALIASES, comparable, FIELDS, type Field } from './aliases.ts';

/** Field → column, as the user names it: a column name or `#N`, counted from 1; '' for no column at all. */
export type ColumnMap = Partial<Record<Field, string>>;

/** What each column of a file is for. */
export interface Mapping {
  /** Distinct name of every column, in file order: the header as written; `column_N` where it is blank. */
  readonly names: readonly string[];
  /** Position (from 0) of the column of each mapped field. */
  readonly positions: Readonly<Partial<Record<Field, number>>>;
  /** Names of the mapped columns. */
  readonly columns: ColumnMap;
  /** Positions (from 0) of the columns that go to the attributes. */
  readonly attributes: readonly number[];
}

/**
 * Reads `text="Review Text",id=#1`; several such options may be joined by commas. A comma inside a column name
 * needs quotes; `""` is a quote inside them.
 * @throws VerbatimError USAGE
 */
export function parseMap(value: string): ColumnMap {
  const map: ColumnMap = {};
  const pair = /\s*(\w+)\s*=\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(?:,|$)/y;
  while (pair.lastIndex < value.length) {
    const from = pair.lastIndex;
    const match = pair.exec(value);
    if (!match) throw wrongMap(`cannot be read from ${JSON.stringify(value.slice(from))} on`);
    const field = FIELDS.find((known) => known === match[1]);
    const column = match[2]?.replaceAll('""', '"') ?? match[3]!.trim();
    if (!field) throw wrongMap(`has no field ${match[1]}`);
    if (column === '') throw wrongMap(`gives ${field} no column`);
    if (map[field] !== undefined) throw wrongMap(`gives ${field} twice`);
    map[field] = column;
  }
  if (Object.keys(map).length === 0) throw wrongMap('is empty');
  return map;
}

function wrongMap(detail: string): VerbatimError {
  return new VerbatimError('USAGE', {
    detail: `--map ${detail}. It takes FIELD=COLUMN, separated by commas, with the fields ${FIELDS.join(', ')}; for example --map text="Review Text",id=#1.`,
  });
}

/**
 * Decides what each column is for: first what `map` says, then the known column names.
 * @param file for messages
 * @throws VerbatimError COLUMN_TEXT_MISSING, COLUMN_UNKNOWN, COLUMN_DUPLICATE
 */
export function resolveMapping(header: readonly string[], map: ColumnMap, file: string): Mapping {
  const names = columnNames(header);
  const compared = header.map(comparable);
  const positions: Partial<Record<Field, number>> = {};
  const taken = new Set<number>();
  const take = (field: Field, found: readonly number[]) => {
    if (found.length > 1) {
      throw new VerbatimError('COLUMN_DUPLICATE', { file, column: shown([header[found[0]!]!]), field });
    }
    positions[field] = found[0]!;
    taken.add(found[0]!);
  };
  for (const field of FIELDS) {
    const column = map[field];
    if (column === undefined || column === '') continue;
    const found = findColumn(column, header, names, compared);
    if (found.length === 0)
      throw new VerbatimError('COLUMN_UNKNOWN', { file, column, columns: shown(names) });
    take(field, found);
  }
  for (const field of FIELDS) {
    if (map[field] !== undefined) continue;
    for (const alias of ALIASES[field]) {
      const found = compared.flatMap((name, at) => (name === alias && !taken.has(at) ? [at] : []));
      if (found.length === 0) continue;
      take(field, found);
      break;
    }
  }
  if (positions.text === undefined) {
    throw new VerbatimError('COLUMN_TEXT_MISSING', { file, columns: shown(names) });
  }
  const mapped = Object.entries(positions) as [Field, number][];
  return {
    names,
    positions,
    columns: Object.fromEntries(mapped.map(([field, at]) => [field, names[at]!])),
    attributes: names.flatMap((_, at) => (taken.has(at) ? [] : [at])),
  };
}

function findColumn(
  column: string,
  header: readonly string[],
  names: readonly string[],
  compared: readonly string[],
): number[] {
  const position = /^#(\d+)$/.exec(column);
  if (position) {
    const at = Number(position[1]) - 1;
    return at >= 0 && at < header.length ? [at] : [];
  }
  const where = (matches: (at: number) => boolean) => header.flatMap((_, at) => (matches(at) ? [at] : []));
  const exact = where((at) => header[at] === column);
  if (exact.length > 0) return exact;
  const named = where((at) => names[at] === column);
  if (named.length > 0) return named;
  const wanted = comparable(column);
  return wanted === '' ? [] : where((at) => compared[at] === wanted);
}

function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((written, at) => {
    // `__proto__` would vanish as the key of an object.
    const base = written.trim() === '' || written === '__proto__' ? `column_${at + 1}` : written;
    let name = base;
    for (let n = 2; used.has(name); n++) name = `${base} (${n})`;
    used.add(name);
    return name;
  });
}

const SHOWN_COLUMNS = 40;
const SHOWN_CHARACTERS = 40;

/** Column names for a message; cut, since in a file without a header row they are feedback. */
function shown(names: readonly string[]): string {
  const cut = names.slice(0, SHOWN_COLUMNS).map((name) => {
    return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name;
  });
  const more = names.length - cut.length;
  return cut.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
