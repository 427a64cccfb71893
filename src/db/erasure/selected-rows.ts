import type { ErasedWords } from '../../privacy/erased-words.ts';
import { isSearched } from '../../privacy/erased-words.ts';
import type { Connection, Queryable } from '../client.ts';

/** Which comments are meant; values that are many come in several selectors. */
export type Selector =
  | { readonly by: 'author'; readonly values: readonly string[] }
  | { readonly by: 'id'; readonly values: readonly string[]; readonly source: string | null }
  /** SHA-256 of normalised texts, hexadecimal. */
  | { readonly by: 'text'; readonly values: readonly string[]; readonly source: string | null }
  | { readonly by: 'source'; readonly source: string };

/** Of a comment in the order in which those of a selector are deleted. */
export interface Place {
  /** Empty where they are in the order of their ids alone. */
  readonly author: string;
  readonly id: number;
}

export const FIRST_PLACE: Place = { author: '', id: 0 };

/** SQL condition on `feedback f`, with its two parameters $1 and $2. */
export function conditionOf(selector: Selector): { sql: string; parameters: readonly unknown[] } {
  switch (selector.by) {
    case 'author':
      return { sql: 'f.author = any($1::text[]) and $2::text is null', parameters: [selector.values, null] };
    case 'id':
      return {
        sql: 'f.external_id = any($1::text[]) and ($2::text is null or f.source = $2)',
        parameters: [selector.values, selector.source],
      };
    case 'text':
      return {
        sql: `f.document_id = any(array(select d.id from verbatim.document d
                where d.hash = any(array(select decode(h, 'hex') from unnest($1::text[]) as h))))
              and ($2::text is null or f.source = $2)`,
        parameters: [selector.values, selector.source],
      };
    case 'source':
      return { sql: '$1::text[] is null and f.source = $2', parameters: [null, selector.source] };
  }
}

/** A comment that is to go. */
export interface SelectedRow {
  readonly source: string;
  readonly externalId: string | null;
  readonly author: string | null;
  readonly fingerprints: readonly string[];
}

const ROWS_AT_ONCE = 2_000;
/** Of their texts, so that memory stays flat whatever the comments are. */
const CHARACTERS_AT_ONCE = 10_000_000;

/**
 * Ids of the next comments of a selector after a place, locked until the transaction ends; null: there are no more. The
 * order is that of an index, so that no chunk reads the comments of the others.
 */
export async function nextSelected(
  connection: Connection,
  selector: Selector,
  last: Place,
): Promise<{ readonly ids: readonly number[]; readonly last: Place } | null> {
  const { sql, parameters } = conditionOf(selector);
  const byAuthor = selector.by === 'author';
  const { rows } = await connection.query<Place & { characters: number }>(
    `select ${byAuthor ? 'f.author' : `'' as author`}, f.id, coalesce((select d.characters from verbatim.document d where d.id = f.document_id), 0) as characters
       from verbatim.feedback f
      where ${sql} and ${byAuthor ? '(f.author, f.id) > ($4, $3)' : `f.id > $3 and $4 = ''`}
      order by ${byAuthor ? 'f.author, f.id' : 'f.id'} limit $5 for update`,
    [...parameters, last.id, last.author, ROWS_AT_ONCE],
  );
  const taken: Place[] = [];
  let characters = 0;
  for (const { characters: more, ...place } of rows) {
    characters += more;
    if (taken.length > 0 && characters > CHARACTERS_AT_ONCE) break;
    taken.push(place);
  }
  const end = taken.at(-1);
  return end ? { ids: taken.map(({ id }) => id), last: end } : null;
}

interface StoredWords {
  readonly id: number;
  readonly source: string;
  readonly externalId: string | null;
  readonly author: string | null;
  readonly fingerprint: string;
  readonly raw: string | null;
  readonly text: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface ChangedWords {
  readonly id: number;
  readonly fingerprint: string | null;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly oldText: string | null;
  readonly newText: string | null;
}

/**
 * Comments that are to go, and all words that are stored for them.
 * @param person whether the authors are erased, not only these comments of theirs
 */
export async function readSelected(
  database: Queryable,
  ids: readonly number[],
  person: boolean,
): Promise<{ readonly rows: readonly SelectedRow[]; readonly words: ErasedWords }> {
  const { rows } = await database.query<StoredWords>(
    `select f.id, f.source, f.external_id as "externalId", f.author, f.fingerprint, f.raw_text as raw, d.text,
            f.attributes
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where f.id = any($1::bigint[]) order by f.id`,
    [ids],
  );
  const changed = await database.query<ChangedWords>(
    `select c.feedback_id as id, c.old_fingerprint as fingerprint, c.old_values as before, c.new_values as after,
            o.text as "oldText", n.text as "newText"
       from verbatim.feedback_change c
       left join verbatim.document o on o.id = c.old_document_id
       left join verbatim.document n on n.id = c.new_document_id
      where c.feedback_id = any($1::bigint[])`,
    [ids],
  );
  // Sets of the whole chunk: lists for each row would be most of the memory of an erasure.
  const [texts, names, externalIds] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const add = (to: Set<string>, ...values: readonly unknown[]) => {
    for (const value of values) if (isText(value)) to.add(value);
  };
  const fingerprints = new Map<number, string[]>();
  for (const { id, fingerprint, before, after, oldText, newText } of changed.rows) {
    add(texts, oldText, newText, before.raw_text, after.raw_text);
    add(texts, ...textsOf(before.attributes), ...textsOf(after.attributes));
    if (person) add(names, before.author, after.author);
    if (fingerprint !== null) fingerprints.set(id, [...(fingerprints.get(id) ?? []), fingerprint]);
  }
  const selected = rows.map(({ id, source, externalId, author, fingerprint, raw, text, attributes }) => {
    add(texts, text, raw, ...textsOf(attributes));
    add(externalIds, externalId);
    if (person) add(names, author);
    return {
      ...{ source, externalId, author },
      fingerprints: [fingerprint, ...(fingerprints.get(id) ?? [])],
    };
  });
  return { rows: selected, words: { texts: [...texts], names: [...names], ids: [...externalIds] } };
}

const textsOf = (attributes: unknown): unknown[] =>
  Object.values(attributes ?? {}).filter((value) => isText(value) && isSearched(value));

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
