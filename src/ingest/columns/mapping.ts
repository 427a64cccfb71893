import { FIELD_ATTRIBUTE } from '../../domain/feedback.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printableName } from '../bytes/byte-source.ts';
import { ALIASES, comparable, FIELDS, type Field, isDatedOnly, isTitleName } from './aliases.ts';
import type { ColumnFacts } from './column-facts.ts';
import { fits, proseColumn, proseColumns } from './column-fit.ts';
import { type ColumnMap, textColumns } from './column-map.ts';
import { settingError } from './setting-error.ts';

/** What each column of a file is for. */
export interface Mapping {
  /** Distinct name of every column, in file order: the header as written; `column_N` where it is blank. */
  readonly names: readonly string[];
  /** Positions (from 0) of the columns of the text; one or more. */
  readonly texts: readonly number[];
  /** Position (from 0) of the column of each other mapped field. */
  readonly positions: Readonly<Partial<Record<Exclude<Field, 'text'>, number>>>;
  /** Names of the mapped columns. */
  readonly columns: ColumnMap;
  /** Positions (from 0) of the columns that go to the attributes. */
  readonly attributes: readonly number[];
  /** Positions (from 0) of the columns that are not stored. */
  readonly ignored: readonly number[];
  /** Position (from 0) of the column that holds the question of each row; it is an attribute, too. */
  readonly question: number | null;
  /** Position (from 0) of the column whose cell is the text of a row that has no other; it is an attribute, too. */
  readonly title: number | null;
  /** Fields whose column was found by what it holds, not by its name. */
  readonly byContent: readonly Field[];
}

export interface MappingOptions {
  readonly map?: ColumnMap | undefined;
  /** Columns that are not stored. */
  readonly ignore?: readonly string[] | undefined;
  /** When given, the only columns that become attributes. */
  readonly keep?: readonly string[] | undefined;
  /** By position; blank where a column has none. */
  readonly questions?: readonly string[] | undefined;
  /** By position; without them, names alone decide. */
  readonly facts?: readonly ColumnFacts[] | undefined;
  /** Positions of columns that hold a field only where `map` says so. */
  readonly barred?: ReadonlySet<number> | undefined;
  /** Positions of columns that are not stored, unless they hold a field or are kept. */
  readonly ignored?: ReadonlySet<number> | undefined;
}

/** Attribute that holds it. */
export const ASKS_ATTRIBUTE = 'asks';

/** Attribute that holds the question which a text answers, where its column's heading is one. */
export const QUESTION_ATTRIBUTE = 'question';

/**
 * Decides what each column is for: first what `map` says, then the known column names; of several such, those whose
 * cells look like it. Only the text is found by its cells alone.
 * @param file for messages
 * @throws VerbatimError COLUMN_TEXT_MISSING, COLUMN_UNKNOWN, COLUMN_DUPLICATE, USAGE
 */
export function resolveMapping(header: readonly string[], options: MappingOptions, file: string): Mapping {
  const { map = {}, facts, questions = [] } = options;
  const severalTexts = textColumns(map).length > 1;
  const names = columnNames(header, severalTexts ? [FIELD_ATTRIBUTE] : []);
  const columns = { header, names, compared: header.map(comparable) };
  const only = (column: string, field: string): number => {
    const found = findColumn(column, columns);
    if (found.length === 0)
      throw new VerbatimError('COLUMN_UNKNOWN', { file, column, columns: shown(names) });
    if (found.length > 1) throw duplicate(file, header[found[0]!]!, field);
    return found[0]!;
  };
  const taken = new Set<number>();
  /** Columns that are not looked at: those that are taken, too. */
  const passed = new Set(options.barred);
  const take = (at: number) => {
    taken.add(at);
    passed.add(at);
    return at;
  };
  const texts = textColumns(map).map((column) => take(only(column, 'text')));
  const positions: Partial<Record<Exclude<Field, 'text'>, number>> = {};
  for (const field of FIELDS) {
    if (field !== 'text' && map[field]) positions[field] = take(only(map[field], field));
  }
  const byContent: Field[] = [];
  for (const field of FIELDS) {
    if (field === 'text' ? texts.length > 0 : map[field] !== undefined) continue;
    const look = { field, compared: columns.compared, taken: passed, facts };
    const named = byAlias(look) ?? byAlias({ ...look, compared: questions.map(comparable) });
    if (field === 'text') {
      const prose = facts && !named?.fits ? proseOf(facts, passed, questions) : [];
      if (prose.length > 0) byContent.push(field);
      if (!facts && named && named.at.length > 1) throw duplicate(file, header[named.at[0]!]!, field);
      for (const at of prose.length > 0 ? prose : (named?.at ?? [])) texts.push(take(at));
      continue;
    }
    // A clock is no date, whatever its column is called; and no time without its date.
    if (field === 'time' && facts && named && !named.fits && fits('clock', facts[named.at[0]!]!)) continue;
    if (field === 'clock' && (!facts || !named?.fits || positions.time === undefined)) continue;
    if (named && named.at.length > 1) throw duplicate(file, header[named.at[0]!]!, field);
    const found =
      named?.at[0] ?? (field === 'rating' && facts ? askedRating(header, questions, facts, passed) : null);
    if (found !== null) positions[field] = take(found);
  }
  if (texts.length > 1 && !severalTexts) {
    // The attribute `field` names the column of each text, so no other column may have that name.
    const text = texts.map((at) => `#${at + 1}`);
    return { ...resolveMapping(header, { ...options, map: { ...map, text } }, file), byContent };
  }
  if (texts.length === 0) throw new VerbatimError('COLUMN_TEXT_MISSING', { file, columns: shown(names) });
  const ignored = ignoredColumns(options, columns, taken, only);
  const question = columns.compared.findIndex((name, at) => QUESTION_NAMES.has(name) && !taken.has(at));
  const attributes = names.flatMap((_, at) => (taken.has(at) || ignored.has(at) ? [] : [at]));
  return {
    question: question === -1 ? null : question,
    title: attributes.find((at) => isTitleName(header[at]!)) ?? null,
    ...{ names, texts, positions, byContent, ignored: [...ignored].sort((a, b) => a - b) },
    columns: {
      text: texts.length === 1 ? names[texts[0]!]! : texts.map((at) => names[at]!),
      ...Object.fromEntries(Object.entries(positions).map(([field, at]) => [field, names[at]!])),
    },
    attributes,
  };
}

/** Columns that may hold the field, by `map` or by their names: before anything is known of their cells. */
export function candidates(
  field: Exclude<Field, 'text'>,
  { header, questions }: { readonly header: readonly string[]; readonly questions: readonly string[] },
  map: ColumnMap,
): number[] {
  const columns = { header, names: columnNames(header, []), compared: header.map(comparable) };
  const given = map[field];
  if (given !== undefined) return findColumn(given, columns);
  const aliases = new Set(ALIASES[field]);
  const asked = field === 'rating' ? asksForRating : () => false;
  return columns.compared.flatMap((name, at) => {
    const question = questions[at] ?? '';
    const named = aliases.has(name) || aliases.has(comparable(question));
    return named || asked(header[at]!) || asked(question) ? [at] : [];
  });
}

/** Positions (from 0) of the columns that a map names, as far as the file has them. */
export function mappedColumns(map: ColumnMap, header: readonly string[]): Set<number> {
  const columns = { header, names: columnNames(header, []), compared: header.map(comparable) };
  const named = [...textColumns(map), ...Object.values({ ...map, text: undefined })];
  return new Set(named.flatMap((column) => (column === undefined ? [] : findColumn(column, columns))));
}

/** Names of the column that holds the question of each row. */
const QUESTION_NAMES = new Set(
  [
    'question',
    'question text',
    'question title',
    'frage',
    'fragetext',
    'pregunta',
    'domanda',
    'vraag',
    'pergunta',
  ].map(comparable),
);

/** Questions that are answered by a number, best first. */
const RATING_QUESTIONS = [
  /\brecommend|weiterempfehl|recommand|recomendar|consigli|aanbevelen/i,
  /\bsatisf|zufrieden|satisfait|satisfech|soddisfatt|tevreden/i,
  /\brate\b|\brating\b|bewerten|évaluez|noter|califica|valor[ae]/i,
  /\bhow many stars\b|wie viele sterne|quelle note\b|combien d.étoiles|cuántas estrellas|quante stelle|quantas estrelas|hoeveel sterren/i,
];

const asksForRating = (name: string) => RATING_QUESTIONS.some((asks) => asks.test(name));

/** The first column of numbers whose name or question asks for a rating. */
function askedRating(
  header: readonly string[],
  questions: readonly string[],
  facts: readonly ColumnFacts[],
  taken: ReadonlySet<number>,
): number | null {
  for (const asks of RATING_QUESTIONS) {
    const found = header.findIndex(
      (name, at) =>
        !taken.has(at) && fits('rating', facts[at]!) && (asks.test(name) || asks.test(questions[at] ?? '')),
    );
    if (found >= 0) return found;
  }
  return null;
}

/** The column of prose; or the several open questions of a survey. */
function proseOf(
  facts: readonly ColumnFacts[],
  taken: ReadonlySet<number>,
  questions: readonly string[],
): readonly number[] {
  const open = proseColumns(facts, taken).filter((at) => (questions[at] ?? '') !== '');
  if (open.length > 1) return open;
  const only = proseColumn(facts, taken);
  return only === null ? [] : [only];
}

interface Columns {
  readonly header: readonly string[];
  readonly names: readonly string[];
  readonly compared: readonly string[];
}

/**
 * The column with the best known name whose cells look like the field; without such, the one with the best known
 * name. Several where columns share that name; of texts, those that hold prose.
 */
function byAlias({
  field,
  compared,
  taken,
  facts,
}: {
  readonly field: Field;
  readonly compared: readonly string[];
  readonly taken: ReadonlySet<number>;
  readonly facts: readonly ColumnFacts[] | undefined;
}): { at: readonly number[]; fits: boolean } | null {
  let first: readonly number[] = [];
  for (const alias of ALIASES[field]) {
    const dated = (at: number) => facts !== undefined && facts[at]!.dated >= facts[at]!.filled * 0.5;
    const says = (at: number) => field !== 'time' || !isDatedOnly(alias) || dated(at);
    const found = compared.flatMap((name, at) => (name === alias && !taken.has(at) && says(at) ? [at] : []));
    if (found.length === 0) continue;
    if (first.length === 0) first = found;
    const fitting = facts ? found.filter((at) => fits(field, facts[at]!)) : found;
    if (fitting.length > 0) return { at: fitting, fits: true };
  }
  return first.length > 0 ? { at: first, fits: false } : null;
}

/** What the user ignores, what is not kept, and columns without a name and without a value. */
function ignoredColumns(
  { ignore = [], keep, facts, ignored: others = new Set() }: MappingOptions,
  { header }: Columns,
  taken: ReadonlySet<number>,
  only: (column: string, field: string) => number,
): Set<number> {
  const ignored = new Set(ignore.map((column) => only(column, 'ignored')));
  const mapped = [...ignored].find((at) => taken.has(at));
  if (mapped !== undefined) {
    throw settingError('ignore', `names column ${mapped + 1}, which holds a field.`);
  }
  const kept = keep && new Set(keep.map((column) => only(column, 'kept')));
  for (const [at, name] of header.entries()) {
    if (taken.has(at)) continue;
    if (kept ? !kept.has(at) : others.has(at)) ignored.add(at);
    if (name.trim() === '' && facts && facts[at]!.filled === 0) ignored.add(at);
  }
  return ignored;
}

function duplicate(file: string, column: string, field: string): VerbatimError {
  return new VerbatimError('COLUMN_DUPLICATE', { file, column: shown([column]), field });
}

function findColumn(column: string, { header, names, compared }: Columns): number[] {
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

/** A distinct name for every column: as written, or `column_N`. */
export function columnNames(header: readonly string[], reserved: readonly string[]): string[] {
  const used = new Set<string>(reserved);
  // `next` keeps a thousand equal names from being tried a million times.
  const next = new Map<string, number>();
  return header.map((written, at) => {
    // `__proto__` would vanish as the key of an object.
    const base = written.trim() === '' || written === '__proto__' ? `column_${at + 1}` : written;
    let name = base;
    let n = next.get(base) ?? 2;
    for (; used.has(name); n++) name = `${base} (${n})`;
    next.set(base, n);
    used.add(name);
    return name;
  });
}

const SHOWN_COLUMNS = 40;
const SHOWN_CHARACTERS = 40;

/** Column names for a message; cut, since in a file without a header row they are feedback. */
export function shown(names: readonly string[]): string {
  const cut = names.slice(0, SHOWN_COLUMNS).map((name) => {
    const plain = printableName(name);
    return plain.length > SHOWN_CHARACTERS ? `${plain.slice(0, SHOWN_CHARACTERS)}…` : plain;
  });
  const more = names.length - cut.length;
  return cut.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
