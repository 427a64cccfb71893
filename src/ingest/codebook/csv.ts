import { stringify } from 'csv-stringify/sync';
import {
  comparableName,
  TOPIC_KINDS,
  type Topic,
  type TopicExample,
  USUAL_THRESHOLD,
} from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { comparable } from '../columns/aliases.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import type { CodebookEntry } from './codebook.ts';
import { languageOf } from './yaml.ts';

const COLUMNS = {
  name: ['name', 'topic', 'code', 'label'],
  key: ['key', 'id'],
  description: ['description', 'definition', 'meaning'],
  parent: ['parent', 'group', 'category', 'above'],
  threshold: ['threshold'],
  kind: ['kind'],
  example: ['example', 'text', 'sentence', 'quote'],
  language: ['language', 'lang', 'locale'],
  counter: ['counter', 'counter example', 'not'],
} as const;
type Column = keyof typeof COLUMNS;
const YES = new Set(['yes', 'y', 'true', '1', 'x']);
const NO = new Set(['', 'no', 'n', 'false', '0']);

/**
 * Topics of a codebook in CSV: a row an example. Rows of one topic have the same name; the description, key and parent
 * need to be in one of them only.
 * @throws VerbatimError CODEBOOK_UNREADABLE
 */
export async function readCsvCodebook(
  header: readonly string[],
  batches: AsyncIterable<readonly ScannedRecord[]>,
  file: string,
): Promise<CodebookEntry[]> {
  const names = header.map(comparable);
  const positions = new Map(
    Object.entries(COLUMNS).map(([column, known]) => [
      column as Column,
      names.findIndex((name) => (known.map(comparable) as string[]).includes(name)),
    ]),
  );
  const unreadable = (detail: string) => new VerbatimError('CODEBOOK_UNREADABLE', { file, detail });
  for (const needed of ['name', 'description'] as const) {
    if (positions.get(needed)! < 0) throw unreadable(`it has no column ${needed}`);
  }
  interface Draft {
    name: string;
    line: number;
    values: Map<Column, string>;
    examples: TopicExample[];
  }
  const drafts = new Map<string, Draft>();
  for await (const batch of batches) {
    for (const { cells, line, flaw } of batch) {
      if (!cells) throw unreadable(`line ${line}: ${flaw!.detail}`);
      const cell = (column: Column) => cells[positions.get(column)!]?.trim() ?? '';
      const name = cell('name');
      const form = comparableName(name) || `line ${line}`;
      const draft: Draft = drafts.get(form) ?? { name, line, values: new Map(), examples: [] };
      drafts.set(form, draft);
      for (const column of ['key', 'description', 'parent', 'threshold', 'kind'] as const) {
        const value = cell(column);
        if (value === '') continue;
        const before = draft.values.get(column);
        // Two topics of one name would otherwise become one.
        if (before !== undefined && before !== value) {
          throw new VerbatimError('TOPIC_INVALID', {
            place: `Topic "${name}" (line ${line} of ${file})`,
            detail: `line ${draft.line} has the same name and another ${column}`,
          });
        }
        draft.values.set(column, value);
      }
      const said = cell('counter').toLowerCase();
      if (!YES.has(said) && !NO.has(said)) throw unreadable(`line ${line}: counter is yes or no`);
      const text = cell('example');
      if (text !== '') {
        draft.examples.push({ text, language: languageOf(cell('language')), counter: YES.has(said) });
      }
    }
  }
  const kindOf = (said: string | undefined, line: number) => {
    const kind = TOPIC_KINDS.find((it) => it === said) ?? null;
    if (said !== undefined && kind === null) {
      throw unreadable(`line ${line}: kind is ${TOPIC_KINDS.join(' or ')}`);
    }
    return kind;
  };
  return [...drafts.values()].map(({ name, line, values, examples }) => {
    const threshold = values.get('threshold');
    return {
      ...{
        name,
        line,
        examples,
        names: null,
        key: values.get('key') ?? null,
        description: values.get('description') ?? '',
      },
      ...{
        parent: values.get('parent') ?? null,
        kind: kindOf(values.get('kind'), line),
        threshold: threshold === undefined ? null : Number(threshold),
      },
    };
  });
}

/** A codebook of topics in use, as {@link readCsvCodebook} reads it. */
export function csvCodebook(topics: readonly Topic[]): string {
  const names = new Map(topics.map(({ id, name }) => [id, name]));
  const rows = topics.flatMap(({ name, key, description, parentId, threshold, kind, examples }) => {
    const own = [name, key, description, parentId === null ? null : names.get(parentId)];
    const level = threshold === USUAL_THRESHOLD ? null : String(threshold);
    const other = kind === 'subject' ? null : kind;
    const [first, ...more] = examples.map(({ text, language, counter }) => [
      text,
      language,
      counter ? 'yes' : null,
    ]);
    return [
      [...own, level, other, ...(first ?? [null, null, null])],
      ...more.map((example) => [name, null, null, null, null, null, ...example]),
    ];
  });
  // A cell that a spreadsheet would run as a formula is text in an import of ours, so it stays as it is.
  return stringify([Object.keys(COLUMNS), ...rows]);
}
