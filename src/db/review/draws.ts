import type { Connection, Queryable } from '../client.ts';
import type { reviewDraw } from '../schema/review.ts';
import type { Row } from '../schema/verbatim.ts';

/** SQL of the language that strata are by, of feedback `f` and its document `d`: as given, else as detected; '' unknown. */
export const LANGUAGE = "coalesce(nullif(btrim(f.language), ''), d.language, '')";

/** Comments by their numbers, both included. */
export interface FeedbackRange {
  readonly from: number;
  readonly to: number;
}

type StoredDraw = Row<typeof reviewDraw, 'id' | 'fromDay' | 'toDay'> & FeedbackRange;

/** No other draw begins before this transaction ends. */
export async function lockDraws(connection: Connection): Promise<void> {
  await connection.query('lock table verbatim.review_draw in share row exclusive mode');
}

/** The latest sample, and how many draws there are of any kind. */
export async function latestSample(
  database: Queryable,
): Promise<{ readonly sample: StoredDraw | null; readonly draws: number }> {
  const { rows } = await database.query<StoredDraw & { draws: number }>(
    `select s.id, to_char(s.from_day, 'YYYY-MM-DD') as "fromDay", to_char(s.to_day, 'YYYY-MM-DD') as "toDay", s.from_feedback as from, s.to_feedback as to, n.draws
       from (select count(*) as draws from verbatim.review_draw) n
       left join lateral (select * from verbatim.review_draw where kind = 'sample' order by id desc limit 1) s on true`,
  );
  const { draws, ...sample } = rows[0]!;
  return { sample: sample.id === null ? null : sample, draws };
}

/** The largest number of a comment; 0: there is none. */
export async function lastFeedback(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    'select coalesce(max(id), 0) as id from verbatim.feedback',
  );
  return rows[0]!.id;
}

/** Whether the analyses of a model have a sentiment. */
export async function judgesSentiment(database: Queryable, modelId: number): Promise<boolean> {
  const { rows } = await database.query<{ judges: boolean }>(
    `select coalesce((select sentiment is not null from verbatim.analysis where model_id = $1 limit 1), false) as judges`,
    [modelId],
  );
  return rows[0]!.judges;
}

// The table of analyses is wide: its index says which documents have one.
const POPULATION = `
  verbatim.feedback f
  join verbatim.document d on d.id = f.document_id
 where f.id between $2 and $3
   and exists (select from verbatim.analysis a where a.document_id = f.document_id and a.model_id = $1)`;

/** Analysed comments by source and language. Language '' is unknown. */
export async function populationSizes(
  database: Queryable,
  modelId: number,
  { from, to }: FeedbackRange,
): Promise<{ readonly source: string; readonly language: string; readonly size: number }[]> {
  const { rows } = await database.query<{ source: string; language: string; size: number }>(
    `select f.source, ${LANGUAGE} as language, count(*) as size from ${POPULATION}
      group by 1, 2 order by f.source collate "C", ${LANGUAGE} collate "C"`,
    [modelId, from, to],
  );
  return rows;
}

/** Rows to draw of a source and language, and the number of their stratum. */
export interface StratumMember {
  readonly source: string;
  readonly language: string;
  readonly stratum: number;
  readonly rows: number;
}

/**
 * Draws comments at random within strata, in the order drawn: those with the lowest hash of the seed and of what their
 * source knows them by. So the same comments give the same draw in any database, and comments that were drawn before
 * leave a random sample of the rest.
 */
export async function drawRandom(
  connection: Connection,
  modelId: number,
  { from, to }: FeedbackRange,
  seed: number,
  members: readonly StratumMember[],
): Promise<{ readonly feedbackId: number; readonly stratum: number }[]> {
  const { rows } = await connection.query<{ feedbackId: number; stratum: number }>(
    `with member as materialized (
       select * from unnest($5::text[], $6::text[], $7::int[], $8::int[]) as m (source, language, stratum, rows)
     ), place as (
       select f.id, m.stratum, m.rows,
              row_number() over (partition by m.stratum
                                     order by md5($4 || ' ' || f.identity) collate "C", f.source collate "C") as place
         from (select f.id, f.source, f.identity, ${LANGUAGE} as language from ${POPULATION}) f
         join member m on m.source = f.source and m.language = f.language
        where not exists (select from verbatim.review_item i where i.feedback_id = f.id and i.random)
     )
     select id as "feedbackId", stratum from place where place.place <= rows order by stratum, place.place`,
    [
      ...[modelId, from, to, String(seed)],
      members.map(({ source }) => source),
      members.map(({ language }) => language),
      members.map(({ stratum }) => stratum),
      members.map(({ rows }) => rows),
    ],
  );
  return rows;
}

export type NewDraw = Pick<typeof reviewDraw.$inferInsert, 'modelId' | 'fromDay' | 'toDay'> & {
  readonly kind: 'sample' | 'queue';
  readonly range: FeedbackRange;
  readonly seed: number;
  readonly population: number;
};

/** A comment of a draw, in the order in which people see them. */
export interface NewItem {
  readonly feedbackId: number;
  readonly stratum: string;
  readonly stratumSize: number;
  /** Null: chosen, not drawn at random. */
  readonly inclusion: number | null;
  readonly reasons: readonly string[];
  readonly people: number;
}

/** Stores a draw. @returns its number */
export async function storeDraw(
  connection: Connection,
  draw: NewDraw,
  items: readonly NewItem[],
): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(
    `insert into verbatim.review_draw (kind, model_id, from_day, to_day, from_feedback, to_feedback, seed, population)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      ...[draw.kind, draw.modelId, draw.fromDay, draw.toDay, draw.range.from, draw.range.to],
      ...[draw.seed, draw.population],
    ],
  );
  const { id } = rows[0]!;
  // A comment that waits in a queue becomes one of the sample: it is in one open item. Whoever holds it keeps it.
  await connection.query(
    `with item as materialized (
       select ordinality as rank, feedback_id, stratum, stratum_size, inclusion, people,
              array(select jsonb_array_elements_text(reasons)) as reasons,
              (select count(distinct l.labeller) >= people from verbatim.label l
                where l.feedback_id = given.feedback_id and l.task = 'sentiment' and l.start_offset is null
                  and l.imported_from not like 'rule %') as done
         from unnest($2::bigint[], $3::text[], $4::bigint[], $5::float8[], $6::int[], $7::jsonb[]) with ordinality
              as given (feedback_id, stratum, stratum_size, inclusion, people, reasons)
     ), moved as (
       update verbatim.review_item q
          set draw_id = $1, rank = i.rank, stratum = i.stratum, stratum_size = i.stratum_size,
              inclusion = i.inclusion, random = i.inclusion is not null, reasons = i.reasons, people = i.people,
              done_at = case when i.done then now() end
         from item i where q.feedback_id = i.feedback_id and q.done_at is null
       returning q.feedback_id
     )
     insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random, reasons,
                                       people, done_at)
     select $1, feedback_id, rank, stratum, stratum_size, inclusion, inclusion is not null, reasons, people,
            case when done then now() end
       from item where feedback_id not in (select feedback_id from moved)`,
    [
      id,
      items.map(({ feedbackId }) => feedbackId),
      items.map(({ stratum }) => stratum),
      items.map(({ stratumSize }) => stratumSize),
      items.map(({ inclusion }) => inclusion),
      items.map(({ people }) => people),
      items.map(({ reasons }) => JSON.stringify(reasons)),
    ],
  );
  return id;
}
