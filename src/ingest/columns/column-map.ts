import { VerbatimError } from '../../errors/verbatim-error.ts';
import { FIELDS, type Field } from './aliases.ts';
import { settingError } from './setting-error.ts';

/** What a question may ask for; an answer that says nothing is no opinion of either. */
export const ASKS = ['faults', 'praise'] as const;
export type Asks = (typeof ASKS)[number];

/**
 * Field → column, as the user names it: a column name or `#N`, counted from 1; empty for no column at all. The text
 * may stand in several columns.
 */
export type ColumnMap = Partial<Record<Exclude<Field, 'text'>, string>> & {
  text?: string | readonly string[];
};

/** The columns of the text in a map, none when it does not name any. */
export function textColumns(map: ColumnMap): readonly string[] {
  if (map.text === undefined || map.text === '') return [];
  return typeof map.text === 'string' ? [map.text] : map.text;
}

/**
 * Reads `text="Review Text",id=#1`; several such options may be joined by commas. A comma inside a column name
 * needs quotes; `""` is a quote inside them. Only `text` may come more than once; `id=` is no column at all.
 * @throws VerbatimError USAGE
 */
export function parseMap(value: string): ColumnMap {
  const map: ColumnMap = {};
  const texts: string[] = [];
  const pair = /\s*(\w+)\s*=(?:\s*"([^"]*(?:""[^"]*)*)"\s*|([^",]*))(?:,|$)/y;
  while (pair.lastIndex < value.length) {
    const from = pair.lastIndex;
    const match = pair.exec(value);
    if (!match) throw wrongMap(`cannot be read from ${JSON.stringify(value.slice(from))} on`);
    const field = FIELDS.find((known) => known === match[1]);
    const column = match[2]?.replaceAll('""', '"') ?? match[3]!.trim();
    if (!field) throw wrongMap(`has no field ${match[1]}`);
    if (column === '' && field === 'text') throw wrongMap('gives text no column');
    if (field === 'text') {
      if (texts.includes(column)) throw wrongMap(`gives text the column ${column} twice`);
      texts.push(column);
      continue;
    }
    if (map[field] !== undefined) throw wrongMap(`gives ${field} twice`);
    map[field] = column;
  }
  if (texts.length > 0) map.text = texts.length === 1 ? texts[0]! : texts;
  if (Object.keys(map).length === 0) throw wrongMap('is empty');
  return map;
}

function wrongMap(detail: string): VerbatimError {
  const example = `for example text="Review Text",id=#1`;
  return settingError(
    'map',
    `${detail}. It takes FIELD=COLUMN, separated by commas, with the fields ${FIELDS.join(', ')}; ${example}.`,
  );
}

/**
 * Reads a list of columns such as `"Internal note",#4`.
 * @throws VerbatimError USAGE
 */
export function parseColumns(value: string): string[] {
  const columns: string[] = [];
  const item = /(?:\s*"([^"]*(?:""[^"]*)*)"\s*|([^",]+))(?:,|$)/y;
  while (item.lastIndex < value.length) {
    const match = item.exec(value);
    const column = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.trim();
    if (!column) {
      throw new VerbatimError('USAGE', { detail: `${JSON.stringify(value)} is no list of columns.` });
    }
    columns.push(column);
  }
  return columns;
}

/**
 * The value of `--asks`.
 * @throws VerbatimError USAGE
 */
export function parseAsks(value: string): Asks {
  const asks = ASKS.find((name) => name === value);
  if (asks) return asks;
  throw settingError('asks', `takes ${ASKS.join(' or ')}, not ${JSON.stringify(value)}.`);
}
