import { decodeHalfFloats, encodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection, Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';
import type { theme } from '../schema/themes.ts';
import type { Row } from '../schema/verbatim.ts';

interface StoredTheme extends Row<typeof theme, 'id' | 'segments' | 'current' | 'talk'> {
  /** Generated; '' for none yet. */
  readonly name: (typeof theme.$inferSelect)['name'];
  /** Given by a person. */
  readonly userName: (typeof theme.$inferSelect)['userName'];
  /** Of unit length, rounded to half floats. */
  readonly centroid: Float32Array;
  readonly edited: boolean;
}

/** All themes of a model, by id. */
export async function readThemes(database: Queryable, modelId: number): Promise<StoredTheme[]> {
  const { rows } = await database.query<Omit<StoredTheme, 'centroid'> & { centroid: Buffer }>(
    `select id, name, user_name as "userName", centroid, segments, current, talk,
            edited_at is not null as edited
       from verbatim.theme where model_id = $1 order by id`,
    [modelId],
  );
  return rows.map((row) => ({ ...row, centroid: decodeHalfFloats(row.centroid) }));
}

/** The next free theme id, across all models. */
export async function nextThemeId(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    'select coalesce(max(id), 0) + 1 as id from verbatim.theme',
  );
  return rows[0]!.id;
}

interface NewTheme extends Row<typeof theme, 'id'> {
  readonly centroid: Float32Array;
  /** The theme that it was split from. */
  readonly splitFrom: (typeof theme.$inferSelect)['splitFrom'];
}

/** Stores new themes, without names. */
export async function insertThemes(
  connection: Connection,
  modelId: number,
  themes: readonly NewTheme[],
  now: Date,
): Promise<void> {
  if (themes.length === 0) return;
  const dimensions = themes[0]!.centroid.length;
  await connection.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, current, shown_as, split_from, edited_at,
                                 first_seen, last_seen)
     select row.id, $1, '', '{}', substring($4::bytea from ((row.place - 1) * $5::int + 1)::int for $5::int), true,
            row.id, row.split_from, case when row.split_from is not null then $6::timestamptz end, $6, $6
       from unnest($2::bigint[], $3::bigint[]) with ordinality as row (id, split_from, place)`,
    [
      modelId,
      themes.map(({ id }) => id),
      themes.map(({ splitFrom }) => splitFrom),
      encodeHalfFloats(
        themes.map(({ centroid }) => centroid),
        dimensions,
      ),
      dimensions * 2,
      now,
    ],
  );
}

/** Stores the centroids of themes, and which themes of the model are current. */
export async function moveThemes(
  connection: Connection,
  modelId: number,
  themes: readonly { readonly id: number; readonly centroid: Float32Array }[],
): Promise<void> {
  const dimensions = themes[0]?.centroid.length ?? 0;
  const bytes = encodeHalfFloats(
    themes.map(({ centroid }) => centroid),
    dimensions,
  );
  await connection.query(
    `update verbatim.theme t set centroid = row.centroid
       from (select id, substring($2::bytea from ((place - 1) * $3::int + 1)::int for $3::int) as centroid
               from unnest($1::bigint[]) with ordinality as given (id, place)) as row
      where t.id = row.id and t.centroid <> row.centroid`,
    [themes.map(({ id }) => id), bytes, dimensions * 2],
  );
  await connection.query(
    `update verbatim.theme set current = id = any ($2) where model_id = $1 and current <> (id = any ($2))`,
    [modelId, themes.map(({ id }) => id)],
  );
}

/**
 * Stores which themes of a model are talk, and the tree of its themes. Call it after {@link holdEdits}.
 * @param themes with the id of the largest theme of their group; null for that theme
 */
export async function arrangeThemes(
  connection: Connection,
  modelId: number,
  themes: readonly { readonly id: number; readonly talk: boolean; readonly parent: number | null }[],
): Promise<void> {
  await connection.query(
    `update verbatim.theme t set talk = row.talk, parent = row.parent
       from verbatim.theme own
       left join unnest($2::bigint[], $3::boolean[], $4::bigint[]) as given (id, talk, parent) on given.id = own.id
      cross join lateral (select coalesce(given.talk, own.talk) as talk, given.parent) as row
      where own.id = t.id and own.model_id = $1 and (t.talk, t.parent) is distinct from (row.talk, row.parent)`,
    [modelId, themes.map(({ id }) => id), themes.map(({ talk }) => talk), themes.map(({ parent }) => parent)],
  );
  await connection.query('select verbatim.show_merged_themes()');
}

/** Locks theme edits until the transaction ends, so that a theme run and a merge cannot deadlock. */
export async function holdEdits(connection: Connection): Promise<void> {
  await lockMutex(connection, 'theme_edit');
}

/** Counts the segments of every theme of a model. @param seen ids of themes to mark as seen now */
export async function recountThemes(
  connection: Connection,
  modelId: number,
  seen: readonly number[],
  now: Date,
): Promise<void> {
  await connection.query(
    `with counted as (
       select theme_id, count(*) as n from verbatim.theme_segment
        where model_id = $1 and theme_id is not null group by theme_id
     )
     update verbatim.theme t set segments = coalesce(c.n, 0)
       from verbatim.theme all_themes left join counted c on c.theme_id = all_themes.id
      where t.id = all_themes.id and t.model_id = $1 and t.segments <> coalesce(c.n, 0)`,
    [modelId],
  );
  await markSeen(connection, seen, now);
}

/** Adds newcomers to the segment counts of their themes. */
export async function countNewcomers(
  connection: Connection,
  newcomers: ReadonlyMap<number, number>,
  now: Date,
): Promise<void> {
  await connection.query(
    `update verbatim.theme t set segments = t.segments + row.n
       from unnest($1::bigint[], $2::bigint[]) as row (id, n) where t.id = row.id`,
    [[...newcomers.keys()], [...newcomers.values()]],
  );
  await markSeen(connection, [...newcomers.keys()], now);
}

async function markSeen(connection: Connection, ids: readonly number[], now: Date): Promise<void> {
  await connection.query('update verbatim.theme set last_seen = $2 where id = any ($1) and last_seen <> $2', [
    ids,
    now,
  ]);
}

/** Stores keywords, and names of new themes. */
export async function describeThemes(
  connection: Connection,
  themes: readonly {
    readonly id: number;
    readonly keywords: readonly string[];
    readonly name: string | null;
  }[],
): Promise<void> {
  // JSON, because keywords may have any characters.
  await connection.query(
    `update verbatim.theme t set keywords = row.keywords, name = coalesce(row.name, t.name),
            name_asked = t.name_asked and row.name is null,
            name_writer = case when row.name is null then t.name_writer end
       from (select id, name, array(select jsonb_array_elements_text(words)) as keywords
               from unnest($1::bigint[], $2::text[], $3::jsonb[]) as given (id, name, words)) as row
      where t.id = row.id and (t.keywords, t.name) is distinct from (row.keywords, coalesce(row.name, t.name))`,
    [
      themes.map(({ id }) => id),
      themes.map(({ name }) => name),
      themes.map(({ keywords }) => JSON.stringify(keywords)),
    ],
  );
}

/** A theme that is shown, with what is known of it; undefined without one. */
export async function shownTheme(database: Queryable, id: number): Promise<ShownTheme | undefined> {
  const { rows } = await database.query<Omit<ShownTheme, 'centroid'> & { centroid: Buffer }>(
    `select t.id, coalesce(t.user_name, t.name) as name, t.keywords, t.talk, t.centroid,
            (select array_agg(p.id::int order by p.id) from verbatim.theme p where p.shown_as = t.id) as parts
       from verbatim.theme t where t.id = $1 and t.shown_as = t.id and not t.hidden`,
    [id],
  );
  return rows.map((row) => ({ ...row, centroid: decodeHalfFloats(row.centroid) }))[0];
}

interface ShownTheme extends Row<typeof theme, 'id' | 'keywords' | 'talk'> {
  /** That a person gave, else the generated one. */
  readonly name: string;
  readonly centroid: Float32Array;
  /** Ids of the themes that are shown as this one, itself included. */
  readonly parts: readonly number[];
}
