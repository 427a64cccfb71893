import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';

/** A middle and words of fewer sentences tell of single comments. */
const LEAST_SENTENCES = 10;

interface WordedTheme {
  readonly id: number;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly left: number;
}

export interface WithdrawnThemes {
  /** Themes without enough sentences of others. */
  readonly withdrawn: number;
  readonly renamed: number;
  /** Words that only erased comments had. */
  readonly lostWords: readonly string[];
}

/** Words of a text, in lower case, as they are compared with names of themes. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** All words of names and keywords of themes: words of erased texts that matter to themes are among these. */
export async function themeWords(database: Queryable): Promise<Set<string>> {
  const { rows } = await database.query<Pick<WordedTheme, 'name' | 'keywords'>>(
    'select name, keywords from verbatim.theme',
  );
  return new Set(rows.flatMap(({ name, keywords }) => [name, ...keywords].flatMap(wordsOf)));
}

/**
 * Takes out of themes what only erased comments brought. A theme with fewer than ten sentences left is withdrawn: the
 * next run finds another theme for them. A word that only erased comments of a theme had goes from its name and keywords.
 * @param themes ids of those that lost sentences
 * @param erased those of {@link themeWords} that erased texts had
 */
export function withdrawThemes(
  database: Database,
  themes: readonly number[],
  erased: ReadonlySet<string>,
): Promise<WithdrawnThemes> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'theme_edit');
    const { rows } = await connection.query<WordedTheme>(
      `select t.id, t.name, t.keywords,
              (select count(*) from verbatim.theme_segment s where s.theme_id = t.id) as left
         from verbatim.theme t where t.id = any($1::bigint[]) order by t.id for update`,
      [themes],
    );
    const small = rows.filter(({ left }) => left < LEAST_SENTENCES);
    await withdraw(connection, small);
    const lost = new Set<string>(
      small
        .flatMap(({ name, keywords }) => [name, ...keywords].flatMap(wordsOf))
        .filter((it) => erased.has(it)),
    );
    let renamed = 0;
    for (const theme of rows) {
      if (small.includes(theme)) continue;
      const own = await unsaidWords(connection, theme, erased);
      if (own.size === 0) continue;
      for (const word of own) lost.add(word);
      await rename(connection, theme, own);
      renamed++;
    }
    const lostWords = [...lost];
    // Digests list names and keywords of themes; these are made again.
    await connection.query(
      `delete from verbatim.digest d
        where exists (select from unnest($1::text[]) as w where strpos(lower(d.content::text), w) > 0)`,
      [lostWords],
    );
    return { withdrawn: small.length, renamed, lostWords };
  });
}

async function withdraw(connection: Connection, themes: readonly WordedTheme[]): Promise<void> {
  const ids = [themes.map(({ id }) => id)];
  if (themes.length === 0) return;
  await connection.query('delete from verbatim.theme_segment where theme_id = any($1::bigint[])', ids);
  await connection.query('delete from verbatim.theme_quote where theme_id = any($1::bigint[])', ids);
  // A middle of zeros is similar to nothing, so no clustering finds it again.
  await connection.query(
    `update verbatim.theme
        set name = 'Withdrawn ' || id, keywords = '{}', current = false, segments = 0,
            centroid = decode(repeat('00', octet_length(centroid)), 'hex')
      where id = any($1::bigint[])`,
    ids,
  );
}

/** Words of a theme that erased texts had and no text of the theme has. */
async function unsaidWords(
  connection: Connection,
  { id, name, keywords }: WordedTheme,
  erased: ReadonlySet<string>,
): Promise<Set<string>> {
  const words = [...new Set([name, ...keywords].flatMap(wordsOf))].filter((word) => erased.has(word));
  const { rows } = await connection.query<{ word: string }>(
    `select w as word from unnest($2::text[]) as w
      where not exists (
        select from verbatim.theme_segment s join verbatim.document d on d.id = s.document_id
         where s.theme_id = $1 and strpos(lower(d.text), w) > 0)`,
    [id, words],
  );
  return new Set(rows.map(({ word }) => word));
}

async function rename(
  connection: Connection,
  { id, name, keywords }: WordedTheme,
  lost: ReadonlySet<string>,
): Promise<void> {
  const stays = (text: string) => !wordsOf(text).some((word) => lost.has(word));
  const kept = keywords.filter(stays);
  const made = kept.length > 0 ? kept.slice(0, 2).join(', ') : `theme ${id}`;
  await connection.query('update verbatim.theme set name = $2, keywords = $3 where id = $1', [
    id,
    stays(name) ? name : made.charAt(0).toUpperCase() + made.slice(1),
    kept,
  ]);
}
