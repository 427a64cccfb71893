import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { type Lease, takeLease } from '../leases.ts';
import { isKept } from '../rollups/kept-days.ts';

/** Steps of a night, in their order. */
export const NIGHT_STEPS = [
  ...([
    'pull',
    'analyse',
    'words',
    'rollups',
    'themes',
    'topics',
    'theme-rollups',
    'retention',
    'review',
    'digest',
    'audit',
    'alerts',
    'checks',
  ] as const),
] as const;
export type NightStep = (typeof NIGHT_STEPS)[number];

/**
 * Runs `work` as the only nightly run of the database. `stillAlone` rejects once the lease or its connection is lost:
 * another run may have begun, and this one must not write over what it made.
 * @throws VerbatimError NIGHT_BUSY
 */
export async function asOnlyNight<T>(
  database: Database,
  work: (stillAlone: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const connection = await database.connect();
  // Idle for as long as the run: without a listener its loss would end the process.
  const ignored = () => {};
  connection.on('error', ignored);
  let broken = true;
  let lease: Lease | null = null;
  try {
    lease = await takeLease(database, connection, 'nightly');
    if (!lease) throw new VerbatimError('NIGHT_BUSY');
    const result = await work(lease.held);
    broken = false;
    return result;
  } finally {
    connection.off('error', ignored);
    connection.release(broken);
    await lease?.release();
  }
}

/** A new night: a run that began now. Steps that earlier nights left running are closed. */
export async function startNight(
  database: Database,
  night: { readonly trigger: string; readonly modelId: number; readonly device: string },
): Promise<{ runId: number; asOf: Date }> {
  return inTransaction(database, async (connection) => {
    await closeSteps(connection);
    const { rows } = await connection.query<{ id: number; asOf: Date }>(
      `insert into verbatim.run (trigger, model_id, device, runtime) values ($1, $2, $3, 'night')
       returning id, started_at as "asOf"`,
      [night.trigger, night.modelId, night.device],
    );
    return { runId: rows[0]!.id, asOf: rows[0]!.asOf };
  });
}

async function closeSteps(connection: Connection): Promise<void> {
  await connection.query(
    `update verbatim.run_step set status = 'interrupted', error_code = 'PROCESS_LOST', finished_at = now()
      where status = 'running'`,
  );
}

export async function startStep(database: Queryable, runId: number, step: NightStep): Promise<void> {
  await database.query('insert into verbatim.run_step (run_id, step) values ($1, $2)', [runId, step]);
}

export async function finishStep(
  database: Queryable,
  runId: number,
  step: NightStep,
  end: { status: 'done' | 'failed' | 'interrupted'; counts?: object; errorCode?: string | null },
): Promise<void> {
  await database.query(
    `update verbatim.run_step set status = $3, counts = $4, error_code = $5, finished_at = now()
      where run_id = $1 and step = $2`,
    [runId, step, end.status, JSON.stringify(end.counts ?? {}), end.errorCode ?? null],
  );
}

/** Now, by the clock of the database. */
export async function moment(database: Queryable): Promise<Date> {
  const { rows } = await database.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]!.now;
}

/** The night is done: what was stored before `asOf` is in its tables. Its counts are those of its analysis. */
export async function finishNight(
  database: Queryable,
  runId: number,
  analysisRunId: number | null,
  asOf: Date,
): Promise<void> {
  await database.query(
    `update verbatim.run n set status = 'done', finished_at = now(), as_of = $3,
            documents = coalesce(a.documents, 0), analysed = coalesce(a.analysed, 0),
            failed = coalesce(a.failed, 0), no_answer = coalesce(a.no_answer, 0),
            mended = coalesce(a.mended, 0), masked = coalesce(a.masked, '{}'), reading = a.reading, tokens = coalesce(a.tokens, 0),
            padded_tokens = coalesce(a.padded_tokens, 0), runtime = coalesce(a.runtime, n.runtime)
       from (select 1) one left join verbatim.run a on a.id = $2
      where n.id = $1`,
    [runId, analysisRunId, asOf],
  );
}

/** How old what analysts see is. */
export interface Freshness {
  /** Of the last night that was done; null before the first. */
  readonly asOf: Date | null;
  /** Since then. */
  readonly ageSeconds: number | null;
  /** Feedback that was stored since. */
  readonly newer: number;
  /** When the oldest of it was stored. */
  readonly oldestNewer: Date | null;
}

export async function readFreshness(database: Queryable): Promise<Freshness> {
  const { rows } = await database.query<Freshness>(
    `with night as (
       select max(as_of) as as_of from verbatim.run where status = 'done' and as_of is not null
     )
     select night.as_of as "asOf", extract(epoch from now() - night.as_of)::float8 as "ageSeconds",
            count(f.id) as newer, min(f.created_at) as "oldestNewer"
       from night left join verbatim.feedback f on f.created_at >= coalesce(night.as_of, '-infinity')
      group by night.as_of`,
  );
  return rows[0]!;
}

/** Trigger of a run that only counts uploads for the dashboard. */
export const UPLOAD_COUNT = 'upload count';

/** When the last night that was done began; one that only counts uploads is none. Null before the first. */
export async function lastNight(database: Queryable): Promise<Date | null> {
  const { rows } = await database.query<{ asOf: Date | null }>(
    `select max(as_of) as "asOf" from verbatim.run where status = 'done' and trigger <> $1`,
    [UPLOAD_COUNT],
  );
  return rows[0]!.asOf;
}

/**
 * Comments without their document or import, in words, with counts. Triggers refuse them, but not where somebody turned
 * triggers off, as a restore of data alone does.
 */
export async function brokenReferences(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ promise: string; n: number }>(
    `select 'comments without their document' as promise, count(*) as n
       from verbatim.feedback f
      where document_id is not null and not exists (select from verbatim.document d where d.id = f.document_id)
     union all
     select 'comments without their import', count(*)
       from verbatim.feedback f
      where not exists (select from verbatim.import i where i.id = f.import_id)`,
  );
  return rows.filter(({ n }) => Number(n) > 0).map(({ promise, n }) => `${n} ${promise}`);
}

/** What must be true after a night: what is not, in words, with counts. */
export async function brokenPromises(database: Queryable, modelId: number): Promise<string[]> {
  const { rows } = await database.query<{ promise: string; n: number }>(
    `select 'quotes of themes that their comment does not say' as promise, count(*) as n
       from verbatim.broken_theme_quotes()
     union all
     select 'feedback that roll-ups count too much or too little',
            abs((select coalesce(sum(feedback), 0) from verbatim.rollup_day r
                   where attribute = '' and model_id = $1 and not ${isKept('r')})
                - (select count(*) from verbatim.feedback)
                + (select count(*) from verbatim.feedback f
                     join verbatim.kept_day k on k.source = f.source and k.dated = (f.occurred_at is not null)
                      and k.day = (coalesce(f.occurred_at, f.created_at) at time zone 'UTC')::date))::bigint
      where not exists (select from verbatim.rollup_touched where cube = 'day')`,
    [modelId],
  );
  const broken = rows.filter(({ n }) => Number(n) > 0).map(({ promise, n }) => `${n} ${promise}`);
  return [...broken, ...(await brokenReferences(database))];
}
