import { printableName } from '../bytes/byte-source.ts';
import { type Layout, namesColumns } from '../records/file-layout.ts';
import { isTaken, type Recognised } from './recognised.ts';

/** The preset of one file, for the user. */
export interface PresetSaid {
  /** Null: the file may be such an export and is read like any other. */
  readonly name: string | null;
  /** Of the tool. */
  readonly title: string;
  readonly sentences: readonly string[];
}

const KINDS = { questions: 'question texts', 'import ids': 'import ids', options: 'answer options' } as const;
const SHOWN = { questions: 5, characters: 80 };

/** What was recognised, in plain sentences. */
export function presetSentences(
  recognised: Recognised,
  layout: Layout,
  {
    texts,
    short,
    usualOrder,
    warnings,
  }: {
    /** Open questions that are read as texts; null: the preset names its texts, or the user does. */
    readonly texts: readonly string[] | null;
    /** Open questions with answers of single words. */
    readonly short: readonly string[];
    /** The order of dates that the preset decided; null: the file did, or the user. */
    readonly usualOrder: 'day-first' | 'month-first' | null;
    /** Sentences about rows. */
    readonly warnings: readonly string[];
  },
): PresetSaid {
  const { preset, kind, said, missing } = recognised;
  const { name, title } = preset;
  const what = `${title} export${kind.called === '' ? '' : ` (${kind.called})`}`;
  if (!isTaken(recognised)) {
    const sentence = `This may be ${article(what)} ${what}, but it has no column ${listed(missing)}. It is read like any other file; if it is one, say --preset ${name}.`;
    return { name: null, title, sentences: [sentence] };
  }
  const header = headerSentence(layout, kind.header);
  const begins = said ? 'It is read as' : 'This looks like';
  return {
    ...{ name, title },
    sentences: [
      `${begins} ${article(what)} ${what}${header}.`,
      ...(missing.length > 0 ? [`Such an export has a column ${listed(missing)}, which is not there.`] : []),
      ...(texts === null ? [] : [textSentence(texts.length)]),
      ...(short.length > 0
        ? [
            `Answered in single words, so not read as comments: ${listed(
              short.map((question) => `"${question}"`),
              SHOWN.questions,
            )}.`,
          ]
        : []),
      ...(usualOrder === null
        ? []
        : [`Dates such as 03/04/2024 are read ${usualOrder.replace('-', ' ')}, as ${title} writes them.`]),
      ...warnings,
      ...kind.notes,
    ],
  };
}

/** Which rows are its question texts, and so on; rows are those of the file, from 1. */
function headerSentence(layout: Layout, kinds: Recognised['kind']['header']): string {
  if (layout.format !== 'csv' || !namesColumns(layout) || kinds.length === 0) return '';
  const { preamble, headerRows } = layout;
  const first = preamble + 2;
  const here = headerRows - 1 < kinds.length ? kinds.slice(0, headerRows - 1) : kinds;
  if (here.length === 0) return `, without its rows of ${kinds.map((kind) => KINDS[kind]).join(' and ')}`;
  const rows = here.length === 1 ? `row ${first} has` : `rows ${first} and ${first + here.length - 1} are`;
  return `: ${rows} its ${here.map((kind) => KINDS[kind]).join(' and ')}`;
}

const textSentence = (texts: number): string =>
  texts === 0
    ? 'None of its questions has answers in words.'
    : texts === 1
      ? 'Its open question is read as comments.'
      : `Its ${texts} open questions are read as comments of their own, with the attribute question.`;

const article = (what: string) => (/^[aeiou]/i.test(what) ? 'an' : 'a');

function listed(names: readonly string[], most = names.length): string {
  const shown = names.slice(0, most).map((name) => {
    const plain = printableName(name);
    return plain.length > SHOWN.characters ? `${plain.slice(0, SHOWN.characters).toWellFormed()}…` : plain;
  });
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
