import type { ColumnFacts } from '../columns/column-facts.ts';
import { fits, isProse, wordsOf } from '../columns/column-fit.ts';
import type { ColumnMap } from '../columns/column-map.ts';
import type { Header } from '../records/header-block.ts';
import type { ExportKind } from './preset.ts';
import { columnIndex, positionOf, positionsOf, type Recognised, zoneBehind } from './recognised.ts';

/** The header of a file, by position. */
type Columns = Pick<Header, 'questions' | 'importIds' | 'open'> & { readonly header: readonly string[] };

/** What a preset says of the columns of a file. */
export interface PresetColumns {
  /** Position of the column of each field; none of the text. */
  readonly fields: Readonly<Record<string, number>>;
  /** Positions of columns that hold no field but those. */
  readonly barred: ReadonlySet<number>;
  /** Of columns that tell who somebody is. */
  readonly dropped: ReadonlySet<number>;
  /** Of columns that are not stored. */
  readonly ignored: ReadonlySet<number>;
  /** Behind the name of the time column. */
  readonly timeZone: string | null;
}

/** What the header alone tells. */
export function presetColumns({ kind }: Recognised, { header, importIds }: Columns): PresetColumns {
  const index = columnIndex(header, importIds);
  const fields: Record<string, number> = {};
  for (const [field, names] of Object.entries(kind.columns)) {
    const at = positionOf(names, index);
    if (at !== null && !Object.values(fields).includes(at)) fields[field] = at;
  }
  const held = new Set(Object.values(fields));
  const free = (names: readonly string[]) =>
    new Set([...positionsOf(names, index)].filter((at) => !held.has(at)));
  const [dropped, ignored, known] = [free(kind.drop), free(kind.ignore), free(kind.known)];
  return {
    ...{ fields, dropped, ignored, barred: new Set([...known, ...dropped, ...ignored]) },
    timeZone: fields.time === undefined ? null : zoneBehind(header[fields.time]!),
  };
}

/** What the cells tell in addition. */
export interface PresetTexts {
  /** Fields and their columns, by position. */
  readonly map: ColumnMap;
  /** The questions of the file, also where the heading of a text is all there is. */
  readonly questions: readonly string[];
  /** Positions of questions that ask who somebody is. */
  readonly who: ReadonlySet<number>;
  /** Positions of open questions whose answers are single words. */
  readonly short: readonly number[];
}

/** An answer to an open question has at least so many words, on average. */
const FEWEST_WORDS = 1.5;
/** The name or the address of a person has at most so many. */
const MOST_OF_A_PERSON = 4;
const ASKS_WHO =
  /\b(?:your|full|first|last|contact|customer) (?:full |last |first )?name\b|\be-?mail|\b(?:phone|mobile) number|\bcontact (?:details|information)|\bihre?n? (?:vollständige[rn]? |voller |vollen )?(?:vor- und nach|vor|nach)?name|\bwie heißen sie|\btelefonnummer|\b(?:votre|vos) (?:prénom|nom)|\badresse (?:e-?mail|électronique)|\bnuméro de téléphone|\b(?:su|tu) nombre|\bcorreo electrónico|\bnúmero de teléfono/iu;

/** @param said positions of columns for which the user says a field */
export function presetTexts(
  { kind }: Recognised,
  file: Columns,
  { fields, barred }: PresetColumns,
  { facts, said }: { readonly facts: readonly ColumnFacts[]; readonly said: ReadonlySet<number> },
): PresetTexts {
  const filled = (at: number) => facts[at]!.filled > 0 && !said.has(at);
  const held = Object.entries(fields).filter(([, at]) => filled(at));
  const taken = new Set([...barred, ...said, ...Object.values(fields)]);
  const questions = file.questions.map((question) => question.replaceAll(/\s+/g, ' ').trim());
  const asked = (at: number) => questions[at] || file.header[at]!.replaceAll(/\s+/g, ' ').trim();
  const { texts, who, short } =
    kind.texts === 'open questions'
      ? openQuestions(file, taken, facts, asked)
      : { texts: namedTexts(kind, file).filter(filled), who: [], short: [] };
  if (kind.texts === 'open questions') for (const at of texts) questions[at] = asked(at);
  const columns = texts.map((at) => `#${at + 1}`);
  return {
    ...{ questions, short, who: new Set(who) },
    map: {
      ...Object.fromEntries(held.map(([field, at]) => [field, `#${at + 1}`])),
      ...(columns.length === 0 ? {} : { text: columns.length === 1 ? columns[0]! : columns }),
    },
  };
}

/** What the first rows hold that they should not, as sentences. */
export function presetWarnings(
  { kind }: Recognised,
  { header, importIds }: Columns,
  rows: readonly (readonly string[] | null)[],
): string[] {
  const index = columnIndex(header, importIds);
  return kind.warn.flatMap(({ column, values, says }) => {
    const at = positionOf(column, index);
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    const count =
      at === null ? 0 : rows.filter((row) => wanted.has((row?.[at] ?? '').trim().toLowerCase())).length;
    return count === 0 ? [] : [`${count} of the first ${rows.length} rows: ${says}.`];
  });
}

function namedTexts({ texts }: ExportKind, { header, importIds }: Columns): number[] {
  const index = columnIndex(header, importIds);
  const found = (texts as readonly (readonly string[])[]).map((names) => positionOf(names, index));
  return [...new Set(found.filter((at) => at !== null))];
}

/** The columns of a survey with answers in words. Where the header tells open questions, no other column is one. */
function openQuestions(
  { header, importIds, open }: Columns,
  taken: ReadonlySet<number>,
  facts: readonly ColumnFacts[],
  asked: (at: number) => string,
) {
  const texts: number[] = [];
  const who: number[] = [];
  const short: number[] = [];
  for (const at of header.keys()) {
    const of = facts[at]!;
    const beside = /^QID\d+_\d+_TEXT$/.test(importIds[at] ?? '');
    const declared = open.has(at);
    if (taken.has(at) || !fits('text', of) || !(declared || beside || open.size === 0)) continue;
    if (wordsOf(of) < MOST_OF_A_PERSON && ASKS_WHO.test(asked(at))) who.push(at);
    else if (isProse(of) || (declared && wordsOf(of) >= FEWEST_WORDS)) texts.push(at);
    else if (declared) short.push(at);
  }
  return { texts, who, short };
}
