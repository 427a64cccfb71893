import type { Connection, Queryable } from '../client.ts';
import { cursorPages } from '../cursor.ts';

/** A document with its segments that belong to a theme, as lists of equal length. */
interface ThemedDocument {
  readonly text: string;
  readonly themeIds: readonly number[];
  /** Offsets in Unicode code points, ascending, end exclusive. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Sentiment scores, −1..1. */
  readonly scores: readonly number[];
}

/** Every document of a model that has a segment in a theme. */
export async function* themedDocuments(
  connection: Connection,
  modelId: number,
): AsyncGenerator<ThemedDocument[]> {
  // JSON, because pg returns arrays of bigint as text.
  const sql = `
    select d.text, g.theme_ids as "themeIds", g.starts, g.ends, g.scores
      from (select t.document_id, json_agg(t.theme_id order by t.ordinal) as theme_ids,
                   json_agg(s.start_offset order by t.ordinal) as starts,
                   json_agg(s.end_offset order by t.ordinal) as ends,
                   json_agg(s.score order by t.ordinal) as scores
              from verbatim.theme_segment t join verbatim.segment s using (document_id, model_id, ordinal)
             where t.model_id = $1 and t.theme_id is not null
             group by t.document_id) g
      join verbatim.document d on d.id = g.document_id
     order by g.document_id`;
  yield* cursorPages<ThemedDocument>(connection, sql, [modelId], 200);
}

/** Names of attributes with the name of a member of staff. */
const STAFF =
  '^(agent|staff|employee|representative|rep|advis[eo]r|consultant|assignee|operator|waiter|server|driver|stylist|mitarbeiter|mitarbeiterin|bearbeiter|berater|conseill[eè]re?|agente|empleado|operatore|medewerker)([ _-]?name)?$';

/** Words of staff names in the attributes of the newest comments, in lower case. */
export async function staffNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `with latest as (select attributes from verbatim.feedback order by id desc limit 20000),
          named as (select distinct left(value, 60) as value
                      from latest cross join lateral jsonb_each_text(attributes) as own (key, value)
                     where key ~* $1 and value ~ '^[[:upper:]]')
     select distinct lower(word) as name
       from named cross join lateral regexp_split_to_table(value, '[^[:alpha:]]+') as word
      where length(word) > 1`,
    [STAFF],
  );
  return rows.map(({ name }) => name);
}

/** Of the newest comments, the languages of one in a hundred or more, detected or as stated; the most frequent first. */
export async function feedbackLanguages(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ language: string }>(
    `with latest as (select document_id, language from verbatim.feedback
                      where document_id is not null order by id desc limit 20000),
          spoken as (select coalesce(d.language, l.language) as language
                       from latest l join verbatim.document d on d.id = l.document_id)
     select language from spoken where language is not null group by language
     having count(*) * 100 >= (select count(*) from spoken)
      order by count(*) desc, language limit 20`,
  );
  return rows.map(({ language }) => language);
}

/** Names of sources, those of the newest imports first. */
export async function feedbackSourceNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ source: string }>(
    'select source from verbatim.import group by source order by max(id) desc limit 100',
  );
  return rows.map(({ source }) => source);
}
