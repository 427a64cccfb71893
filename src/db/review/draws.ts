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
  /** Comments of the stratum. */
  readonly size: number;
}

interface DrawnRow {
  readonly feedbackId: number;
  readonly stratum: number;
}

/** All hashes, as a number of their first 32 bits. */
const EVERY = 2 ** 32;

/**
 * Draws comments at random within strata, in the order drawn: those with the lowest hash of the seed and of what their
 * source knows them by. So the same comments give the same draw in any database, and comments that were drawn before
 * leave a random sample of the rest.
 */
export async function drawRandom(
  connection: Connection,
  modelId: number,
  range: FeedbackRange,
  seed: number,
  members: readonly StratumMember[],
): Promise<DrawnRow[]> {
  const draw = (limitOf: (member: StratumMember) => number) =>
    lowestHashes(connection, modelId, range, seed, members, members.map(limitOf));
  // Sorting the few lowest hashes is ten times as fast. If most comments were drawn before, they may be too few.
  const low = await draw(({ rows, size }) => Math.min(EVERY, Math.ceil((EVERY * (4 * rows + 50)) / size)));
  const wanted = new Map(members.map(({ stratum, rows }) => [stratum, rows]));
  const isWhole = [...wanted].every(
    ([stratum, rows]) => low.filter((row) => row.stratum === stratum).length === rows,
  );
  return isWhole ? low : draw(() => EVERY);
}

async function lowestHashes(
  connection: Connection,
  modelId: number,
  { from, to }: FeedbackRange,
  seed: number,
  members: readonly StratumMember[],
  limits: readonly number[],
): Promise<DrawnRow[]> {
  const { rows } = await connection.query<DrawnRow>(
    `with member as materialized (
       select * from unnest($5::text[], $6::text[], $7::int[], $8::int[], $9::bigint[])
                       as m (source, language, stratum, rows, below)
     ), place as (
       select f.id, m.stratum, m.rows,
              row_number() over (partition by m.stratum order by f.hash collate "C", f.source collate "C") as place
         from (select f.id, f.source, md5($4 || ' ' || f.identity) as hash, ${LANGUAGE} as language
                 from ${POPULATION} offset 0) f
         join member m on m.source = f.source and m.language = f.language
        where ('x' || left(f.hash, 8))::bit(32)::bigint < m.below
          and not exists (select from verbatim.review_item i where i.feedback_id = f.id and i.random)
     )
     select id as "feedbackId", stratum from place where place.place <= rows order by stratum, place.place`,
    [
      ...[modelId, from, to, String(seed)],
      members.map(({ source }) => source),
      members.map(({ language }) => language),
      members.map(({ stratum }) => stratum),
      members.map(({ rows }) => rows),
      limits,
    ],
  );
  return rows;
}
