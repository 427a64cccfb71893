import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Connection, Database } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { JOIN_RATING_SCALE, ratingBand } from '../imports/rating-scales.ts';

/** One attribute, or two that are crossed, and how outcomes are read: what a set of the cube is made by. */
export interface CubeSet {
  readonly sha256: string;
  readonly attributes: readonly AttributeDefinition[];
  readonly outcomes: CubeOutcomes;
}

export interface CubeOutcomes {
  /** A probability from which a comment counts as toxic. */
  readonly toxicity: number;
  /** Below it the model is not sure. */
  readonly lowConfidence: number;
  /** Ratings up to it are low, and from it on high; null: by the scale of the source. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface CubeRefresh {
  /** Ids of the sets asked for, in their order. */
  readonly setIds: readonly number[];
  /** Feedback that was read for it. */
  readonly rowsRead: number;
  /** Days whose sums were made again. */
  readonly days: number;
}

/** Sets that no audit asked for in this time are dropped. */
const UNUSED_DAYS = 30;

/**
 * Brings the cube of a model up to what the tables hold. Counters of imports and runs say what is new since the last
 * time, triggers note the days of what was changed, deleted or set aside; only these days are read, and made again as
 * a whole, so a refresh that died is simply repeated. A set that is asked for the first time is filled from one scan
 * over everything.
 */
export async function refreshCube(
  database: Database,
  modelId: number,
  sets: readonly CubeSet[],
): Promise<CubeRefresh> {
  const connection = await database.connect();
  try {
    await addSets(connection, modelId, sets);
    await connection.query('begin isolation level repeatable read');
    // The lock comes before the snapshot: else a refresh that waited would not see what the other one wrote. LOCK takes
    // no snapshot, as a locking SELECT would.
    await connection.query('lock table verbatim.audit_cube_set in share row exclusive mode');
    const refreshed = await refresh(connection, modelId, sets);
    await connection.query('commit');
    return refreshed;
  } catch (error) {
    await connection.query('rollback').catch(() => {});
    throw error;
  } finally {
    connection.release();
  }
}

/**
 * Stores sets that are new, in a transaction of its own: triggers note changes for models that have one. Writers that
 * began before do not see it, so they are waited for, and what they write is in the snapshot of the fill.
 */
async function addSets(connection: Connection, modelId: number, sets: readonly CubeSet[]): Promise<void> {
  await connection.query('begin');
  await connection.query(
    `delete from verbatim.audit_cube_set where model_id = $1 and used_at < now() - make_interval(days => $2)`,
    [modelId, UNUSED_DAYS],
  );
  let added = false;
  for (const { sha256, attributes, outcomes } of sets) {
    const { rows } = await connection.query<{ added: boolean }>(
      `insert into verbatim.audit_cube_set (model_id, sha256, attributes, definition) values ($1, $2, $3, $4)
           on conflict (model_id, sha256) do update set used_at = now() returning xmax = 0 as added`,
      [modelId, sha256, attributes.map(({ name }) => name), JSON.stringify({ attributes, outcomes })],
    );
    added ||= rows[0]!.added;
  }
  await connection.query('commit');
  if (!added) return;
  await connection.query('begin');
  await connection.query('lock table verbatim.feedback, verbatim.analysis, verbatim.failure in share mode');
  await connection.query('commit');
}

async function refresh(
  connection: Connection,
  modelId: number,
  sets: readonly CubeSet[],
): Promise<CubeRefresh> {
  const stored = await storedSets(connection, modelId);
  const filled = stored.filter((set) => set.filled);
  const fresh = stored.filter((set) => !set.filled);

  const parts = await newParts(connection, modelId);
  const { few } = parts;
  if (few) await useIndexes(connection, true);
  await markNewDays(connection, modelId, parts);
  const days = (await connection.query('select from new_day')).rowCount ?? 0;
  let rowsRead = 0;
  if (filled.length > 0 && days > 0) {
    const ids = filled.map(({ id }) => id);
    await connection.query(
      `delete from verbatim.audit_cube c using new_day d where c.day = d.day and c.set_id = any($1::bigint[])`,
      [ids],
    );
    rowsRead += await fill(connection, modelId, filled, 'new_day');
  }
  if (few) await useIndexes(connection, false);
  if (fresh.length > 0) {
    rowsRead += await fill(connection, modelId, fresh, 'everything');
    await connection.query('update verbatim.audit_cube_set set filled = true where id = any($1::bigint[])', [
      fresh.map(({ id }) => id),
    ]);
  }
  await rememberSeen(connection, modelId);
  const idOf = new Map(stored.map((set) => [set.sha256, set.id]));
  return { setIds: sets.map(({ sha256 }) => idOf.get(sha256)!), rowsRead, days };
}

interface StoredSet {
  readonly id: number;
  readonly sha256: string;
  readonly filled: boolean;
  readonly definition: {
    readonly attributes: readonly AttributeDefinition[];
    readonly outcomes: CubeOutcomes;
  };
}

async function storedSets(connection: Connection, modelId: number): Promise<StoredSet[]> {
  const { rows } = await connection.query<StoredSet>(
    `select id, sha256, filled, definition from verbatim.audit_cube_set where model_id = $1 order by id`,
    [modelId],
  );
  return rows;
}

const COUNTERS = `
  select 'import' as kind, id, accepted as version from verbatim.import
   union all
  select 'run', id, analysed from verbatim.run where model_id = $1`;

/** New rows are few where they are less than this share of all. */
const FEW = 0.05;

/** Imports and runs whose counters have moved since the cube looked last. */
interface NewParts {
  readonly imports: readonly number[];
  readonly runs: readonly number[];
  /** Whether they hold few rows of all. */
  readonly few: boolean;
}

async function newParts(connection: Connection, modelId: number): Promise<NewParts> {
  const { rows } = await connection.query<NewParts>(
    `with part as (
       select c.kind, c.id, c.version from (${COUNTERS}) c
         left join verbatim.audit_cube_seen s on s.model_id = $1 and s.kind = c.kind and s.seen_id = c.id
        where c.version > 0 and s.version is distinct from c.version
     )
     select array(select id::float8 from part where kind = 'import' order by id) as imports,
            array(select id::float8 from part where kind = 'run' order by id) as runs,
            coalesce((select sum(version) from part), 0)
              < $2::float8 * coalesce((select sum(accepted) from verbatim.import), 0) as few`,
    [modelId, FEW],
  );
  return rows[0]!;
}

/** Rows are looked up one by one, until the transaction ends or it is told otherwise: that is right for few of them. */
async function useIndexes(connection: Connection, only: boolean): Promise<void> {
  const value = only ? 'off' : 'on';
  for (const way of ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) {
    await connection.query('select set_config($1, $2, true)', [way, value]);
  }
}

/**
 * Days (UTC; -infinity without a time) of feedback that these imports and runs have added to, and that triggers noted.
 * Ids of imports and runs are values and not a table to join: the planner knows how many rows the large ones have, and
 * that these are others.
 */
async function markNewDays(
  connection: Connection,
  modelId: number,
  { imports, runs }: NewParts,
): Promise<void> {
  await connection.query('create temp table new_day (day date primary key) on commit drop');
  const touched = await connection.query<{ days: string[] | null }>(
    `with touched as (delete from verbatim.audit_cube_touched where model_id = $1 returning day)
     select array_agg(distinct day)::text[] as days from touched`,
    [modelId],
  );
  const { rows } = await connection.query<{ filled: boolean }>(
    'select exists (select from verbatim.audit_cube_set where model_id = $1 and filled) as filled',
    [modelId],
  );
  // Nothing is kept yet, so nothing has to be made again.
  if (!rows[0]!.filled) return;
  await connection.query(
    `insert into new_day
     select ${dayOf('f.occurred_at')} from verbatim.feedback f where f.import_id = any($2::bigint[])
      union
     select unnest($4::date[])
      union
     select ${dayOf('f.occurred_at')} from verbatim.analysis a
       join verbatim.feedback f on f.document_id = a.document_id
      where a.run_id = any($3::bigint[]) and a.model_id = $1`,
    [modelId, imports, runs, touched.rows[0]!.days ?? []],
  );
  await connection.query('analyze new_day');
}

async function rememberSeen(connection: Connection, modelId: number): Promise<void> {
  await connection.query(
    `insert into verbatim.audit_cube_seen (model_id, kind, seen_id, version)
     select $1, kind, id, version from (${COUNTERS}) c
         on conflict (model_id, kind, seen_id) do update set version = excluded.version
      where audit_cube_seen.version <> excluded.version`,
    [modelId],
  );
}

const dayOf = (time: string) => `coalesce((${time} at time zone 'UTC')::date, '-infinity'::date)`;

/** Reads feedback once and adds up every set from it; how many rows that were. */
async function fill(
  connection: Connection,
  modelId: number,
  sets: readonly StoredSet[],
  which: 'new_day' | 'everything',
): Promise<number> {
  let rowsRead = 0;
  for (const group of byOutcomes(sets)) {
    const attributes = distinct(group.flatMap(({ definition }) => definition.attributes));
    rowsRead += await readRows(connection, modelId, attributes, group[0]!.definition.outcomes, which);
    for (const set of group) {
      const places = set.definition.attributes.map((wanted) => {
        return 1 + attributes.findIndex((it) => JSON.stringify(it) === JSON.stringify(wanted));
      });
      await connection.query(ADD_UP, [set.id, places[0], places[1] ?? null]);
    }
    await connection.query('drop table audit_row');
  }
  return rowsRead;
}

function byOutcomes(sets: readonly StoredSet[]): StoredSet[][] {
  const groups = new Map<string, StoredSet[]>();
  for (const set of sets) {
    const key = JSON.stringify(set.definition.outcomes);
    const group = groups.get(key);
    if (group) group.push(set);
    else groups.set(key, [set]);
  }
  return [...groups.values()];
}

function distinct(attributes: readonly AttributeDefinition[]): AttributeDefinition[] {
  return [...new Map(attributes.map((it) => [JSON.stringify(it), it])).values()];
}

const FROM = {
  everything: 'verbatim.feedback f',
  new_day: `new_day d join verbatim.feedback f
      on f.occurred_at >= (d.day::timestamp at time zone 'UTC')
     and f.occurred_at < ((d.day + 1)::timestamp at time zone 'UTC')`,
} as const;

async function readRows(
  connection: Connection,
  modelId: number,
  attributes: readonly AttributeDefinition[],
  outcomes: CubeOutcomes,
  which: 'new_day' | 'everything',
): Promise<number> {
  await connection.query(
    `create temp table audit_row (
       day date, source text, levels text[], rating_band smallint, unknown_language boolean, failed boolean,
       sentiment text, score double precision, unsure boolean, toxic boolean, truncated boolean, emotions text[]
     ) on commit drop`,
  );
  const levels = levelsSql(attributes, 6);
  const select = (from: string, where: string) =>
    connection.query(
      `insert into audit_row
       select ${dayOf('f.occurred_at')}, f.source, ${levels.sql},
              ${ratingBand('$2', '$3')},
              coalesce(nullif(btrim(f.language), ''), 'und') = 'und',
              a.document_id is null and x.document_id is not null,
              a.sentiment, a.score, a.confidence < $4::float8, a.toxicity >= $5::float8, a.truncated,
              a.emotions
         from ${from}
         ${JOIN_RATING_SCALE}
         left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
         left join verbatim.failure x on x.document_id = f.document_id and x.model_id = $1
        where f.document_id is not null and (a.document_id is not null or x.code is distinct from 'NO_ANSWER')
          and ${where}`,
      [modelId, outcomes.low, outcomes.high, outcomes.lowConfidence, outcomes.toxicity, ...levels.values],
    );
  const dated = await select(FROM[which], 'true');
  let rows = dated.rowCount ?? 0;
  if (which === 'new_day') {
    const undated = await select(
      'verbatim.feedback f',
      `f.occurred_at is null and exists (select from new_day where day = '-infinity')`,
    );
    rows += undated.rowCount ?? 0;
  }
  await connection.query('analyze audit_row');
  return rows;
}

/** Sums of one set over the rows that were read. A judged row has a truncated flag; one without has no analysis. */
const ADD_UP = `
  with keyed as (
    select day, source, case when $3::int is null then array[levels[$2::int]]
                             else array[levels[$2::int], levels[$3::int]] end as levels,
           rating_band, unknown_language, failed, sentiment, score, unsure, toxic, truncated, emotions,
           case when score is not null then least(99, floor((score + 1) * 50))::integer end as bucket
      from audit_row
  ), cell as (
    select day, source, levels, count(*) as rows,
           count(*) filter (where sentiment is not null) as analysed,
           count(*) filter (where failed) as failed,
           count(*) filter (where truncated) as truncated,
           count(*) filter (where unknown_language) as unknown_language,
           count(*) filter (where unsure) as low_confidence,
           count(*) filter (where sentiment = 'negative') as negative,
           count(*) filter (where sentiment = 'positive') as positive,
           count(toxic) as toxicity_judged,
           count(*) filter (where toxic) as toxic,
           count(*) filter (where sentiment is not null and rating_band = -1) as low_rated,
           count(*) filter (where sentiment = 'negative' and rating_band = -1) as low_rated_negative,
           count(*) filter (where sentiment is not null and rating_band = 1) as high_rated,
           count(*) filter (where sentiment = 'positive' and rating_band = 1) as high_rated_positive,
           coalesce(sum(round(score * 1e6)::bigint), 0)::bigint as score_millionths
      from keyed group by day, source, levels
  ), histogram as (
    select day, source, levels, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts
      from (select day, source, levels, bucket, count(*)::integer as n
              from keyed where bucket is not null group by day, source, levels, bucket) b
     group by day, source, levels
  ), felt as (
    select day, source, levels, array_agg(emotion order by emotion) as emotions,
           array_agg(n order by emotion) as counts
      from (select day, source, levels, emotion, count(*)::integer as n
              from keyed cross join lateral unnest(emotions) as e (emotion)
             group by day, source, levels, emotion) e
     group by day, source, levels
  )
  insert into verbatim.audit_cube (set_id, day, source, levels, rows, analysed, failed, truncated, unknown_language,
         low_confidence, negative, positive, toxicity_judged, toxic, low_rated, low_rated_negative, high_rated,
         high_rated_positive, score_millionths, score_buckets, score_counts, emotions, emotion_counts)
  select $1, c.day, c.source, c.levels, c.rows, c.analysed, c.failed, c.truncated, c.unknown_language,
         c.low_confidence, c.negative, c.positive, c.toxicity_judged, c.toxic, c.low_rated, c.low_rated_negative,
         c.high_rated, c.high_rated_positive, c.score_millionths, coalesce(h.buckets, '{}'),
         coalesce(h.counts, '{}'), coalesce(e.emotions, '{}'), coalesce(e.counts, '{}')
    from cell c left join histogram h using (day, source, levels) left join felt e using (day, source, levels)`;
