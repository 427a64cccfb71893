import type { Queryable } from '../client.ts';
import { isToxic } from '../reports/toxic-sentences.ts';
import type { theme } from '../schema/themes.ts';
import type { Row } from '../schema/verbatim.ts';

/** A theme that a writer may name. */
export type NamelessTheme = Row<typeof theme, 'id' | 'name'>;

/**
 * Themes with a generated name that no writer was asked for, those of most sentences first. Edited ones, and those with the
 * name of a topic, are left alone: people gave it.
 */
export async function themesToName(
  database: Queryable,
  modelId: number,
  most: number,
): Promise<NamelessTheme[]> {
  const { rows } = await database.query<NamelessTheme>(
    `select id, name from verbatim.theme t
      where model_id = $1 and current and not talk and not hidden and not name_asked
        and user_name is null and edited_at is null and shown_as = id
        and not exists (select from verbatim.topic p
                         where p.name = t.name or t.name in (select value from jsonb_each_text(p.names)))
      order by segments desc, id limit $2`,
    [modelId, most],
  );
  return rows;
}

/** Names in use among the themes of a model, and among topics. */
export async function themeNames(database: Queryable, modelId: number): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select distinct n.name from verbatim.theme t cross join lateral (values (t.name), (t.user_name)) n (name)
      where t.model_id = $1 and n.name <> ''
     union select name from verbatim.topic where retired_at is null`,
    [modelId],
  );
  return rows.map(({ name }) => name);
}

/** Words of names of people in texts, in lower case, and places of their toxic sentences. */
export async function unnameable(
  database: Queryable,
  modelId: number,
  documentIds: readonly number[],
): Promise<{ readonly people: string[]; readonly toxic: ReadonlySet<string> }> {
  const { rows } = await database.query<{ people: string[]; toxic: string[] }>(
    `select array(select distinct lower(word)
                    from verbatim.entity e join verbatim.document d on d.id = e.document_id
                   cross join lateral regexp_split_to_table(
                     substring(d.text from e.start_offset + 1 for e.end_offset - e.start_offset), '[^[:alpha:]]+') word
                   where e.document_id = any ($2) and upper(e.label) like '%PER%' and word <> '') as people,
            array(select s.document_id || '/' || s.ordinal from verbatim.segment s
                   where s.document_id = any ($2) and s.model_id = $1 and ${isToxic('s', '$1')}) as toxic`,
    [modelId, documentIds],
  );
  const { people, toxic } = rows[0]!;
  return { people, toxic: new Set(toxic) };
}

/** Stores that a writer was asked, and the name that it gave; null: the theme keeps its own. Edits of people stay. */
export async function storeWrittenName(
  database: Queryable,
  { id, name }: NamelessTheme,
  written: string | null,
  writer: string,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update verbatim.theme set name_asked = true, name = coalesce($3, name),
            name_writer = case when $3::text is not null then $4 end
      where id = $1 and name = $2 and user_name is null and edited_at is null`,
    [id, name, written, writer],
  );
  return rowCount === 1;
}
