import { Option } from 'commander';
import { ASKS, type Asks, type ColumnMap, parseColumns, parseMap } from '../../ingest/columns/column-map.ts';
import { parseScale, type ScaleChoice } from '../../ingest/columns/rating-scale.ts';
import { DECIMAL_SIGNS, type DecimalSign } from '../../ingest/columns/ratings.ts';
import { DATE_ORDERS, type DateOrder, parseTimeZone } from '../../ingest/columns/time-format.ts';
import { type HeaderChoice, parseHeaderChoice } from '../../ingest/records/header-choice.ts';
import { parseQuotes, QUOTE_STYLES, type Quotes } from '../../ingest/records/quotes.ts';
import { parseTreatments } from '../../privacy/rule-settings.ts';
import {
  COLUMN_TREATMENTS,
  type ColumnTreatment,
  NAME_TREATMENTS,
  type NameTreatment,
} from '../../privacy/rules.ts';
import type { RuleChanges } from '../../privacy/source-rules.ts';
import { parsedBy } from './values.ts';

/** Flags that say how a file is read. */
export interface ImportFlags {
  source?: string;
  map?: ColumnMap;
  ignore?: string[];
  keep?: string[];
  joinText?: boolean;
  asks?: Asks;
  preset?: string;
  mapping?: string;
  saveMapping?: string;
  delimiter?: string;
  quote?: Quotes;
  header?: HeaderChoice;
  encoding?: string;
  dates?: DateOrder | 'iso';
  timeZone?: string;
  decimal?: DecimalSign;
  scale?: ScaleChoice;
  nps?: boolean;
  allowUnread?: boolean;
  update?: boolean;
  rejects?: string;
  column?: Record<string, ColumnTreatment>;
  identifiers?: 'on' | 'off';
  names?: NameTreatment;
  number?: boolean;
  keepOriginal?: boolean;
}

export const importFlagOptions = (): Option[] => [
  new Option('--source <name>', 'name of where the feedback comes from (default: the file name)'),
  ...readingOptions(),
  new Option('--save-mapping <name>', 'save columns and formats under this name'),
  ...maskingOptions(),
  new Option('--rejects <file>', 'write rejected rows to this CSV file, to be corrected and imported'),
];

/** Flags that say how rows become comments. */
export const readingOptions = (): Option[] => [
  new Option('--map <pairs>', 'columns by name or position: text="Review Text",id=#1').argParser(
    parsedBy(parseMap),
  ),
  new Option('--join-text', 'make one text of several text columns (default: feedback of their own)'),
  new Option('--asks <for>', 'what the question of the texts asks for').choices([...ASKS]),
  new Option('--ignore <columns>', 'columns that are not stored').argParser(parsedBy(parseColumns)),
  new Option('--keep <columns>', 'the only further columns that are stored').argParser(
    parsedBy(parseColumns),
  ),
  new Option('--preset <name>', 'export of a tool: a preset, a YAML file, or none (default: detected)'),
  new Option('--mapping <name>', 'columns and formats as saved under this name'),
  new Option('--delimiter <char>', 'field separator (default: detected)'),
  new Option('--quote <style>', `${QUOTE_STYLES.join(', ')} (default: detected)`).argParser(
    parsedBy(parseQuotes),
  ),
  new Option('--header <lines>', 'yes, no, or its lines such as 4 or 1-3 (default: detected)').argParser(
    parsedBy(parseHeaderChoice),
  ),
  new Option('--encoding <name>', 'such as windows-1252 (default: detected over the whole file)'),
  new Option('--dates <order>', 'how 03/04/2024 is read (default: by the whole file)').choices([
    ...[...DATE_ORDERS, 'iso'],
  ]),
  new Option('--time-zone <name>', 'of times that have none, such as Europe/Berlin (default: UTC)').argParser(
    parsedBy(parseTimeZone),
  ),
  new Option('--decimal <sign>', 'decimal sign (default: by the whole file)').choices([...DECIMAL_SIGNS]),
  new Option(
    '--scale <range>',
    'of the rating: 1-5, 0-10, 6-1 where 1 is best, none (default: by the file)',
  ).argParser(parsedBy(parseScale)),
  new Option('--nps', 'the rating asks to recommend, on 0 to 10'),
  new Option('--allow-unread', 'go on though over 20 % of the time column is no time'),
  new Option('--update', 'let the file change the text of most ids that are stored'),
];

/** Flags that are rules of the source from then on, as `source set` takes them. */
export const maskingOptions = (): Option[] => [
  new Option('--column <header=what>', `${COLUMN_TREATMENTS.join(', ')} a column; may be repeated`).argParser(
    (text: string, before: Record<string, ColumnTreatment> | undefined) => ({
      ...before,
      ...parsedBy(parseTreatments)(text),
    }),
  ),
  new Option(
    '--identifiers <on|off>',
    'mask e-mail addresses, phone numbers and the like (default: on)',
  ).choices(['on', 'off']),
  new Option('--names <what>', 'names of persons (default: mask)').choices([...NAME_TREATMENTS]),
  new Option('--number', 'give equal values the same number: [email 3]'),
  new Option('--no-number', 'masks without numbers (default)'),
  new Option('--keep-original', 'keep what is masked, encrypted'),
  new Option('--no-keep-original', 'keep nothing of what is masked (default)'),
];

/** The flags as settings of an import. */
export const importSettings = ({ header, quote, ...flags }: ImportFlags) => {
  const { source, map, ignore, keep, joinText, asks, preset, mapping, saveMapping } = flags;
  const { delimiter, encoding, dates, timeZone, decimal, update } = flags;
  const { scale, nps, allowUnread } = flags;
  const { column, identifiers, names, number, keepOriginal } = flags;
  const rules: RuleChanges = {
    identifiers: identifiers && identifiers === 'on',
    ...{ names, numbered: number, keepOriginal, columns: column },
  };
  return {
    ...{ source, map, ignore, keep, joinText, asks, preset, mapping, saveMapping },
    ...{ delimiter, encoding, dates, timeZone, decimal, update, header, quotes: quote },
    ...{ scale, nps, allowUnread, rules },
  };
};
