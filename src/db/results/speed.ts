import type { Queryable } from '../client.ts';

/** Documents per second of the active model over its last ten completed runs; null if there are none. */
export async function analysisSpeed(database: Queryable): Promise<number | null> {
  const { rows } = await database.query<{ speed: number | null }>(
    `select sum(analysed)::float8 / nullif(sum(seconds), 0) as speed
       from (select r.analysed, extract(epoch from r.finished_at - r.started_at)::float8 as seconds
               from verbatim.run r join verbatim.model m on m.id = r.model_id and m.active
              where r.status = 'done' and r.analysed > 0
              order by r.id desc limit 10) last`,
  );
  return rows[0]?.speed ?? null;
}
