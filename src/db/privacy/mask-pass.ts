import type { Queryable } from '../client.ts';
import type { maskPass } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';

/** What `privacy mask` goes through, in this order. */
export const MASK_STAGES = ['text', 'row', 'change', 'reject', 'name'] as const;
export type MaskStage = (typeof MASK_STAGES)[number];

/** Counts by kind. */
export type MaskCounts = Readonly<Record<string, number>>;

export interface MaskPass extends Row<typeof maskPass, 'after' | 'comments' | 'startedAt' | 'finishedAt'> {
  readonly stage: MaskStage;
  readonly masked: MaskCounts;
}

const PASS = `stage, after, masked, comments, started_at as "startedAt", finished_at as "finishedAt"`;

/** Where a pass of the source goes on: one that was interrupted, unless the rules have changed since, or a new one. */
export async function beginPass(database: Queryable, source: string): Promise<MaskPass> {
  const { rows } = await database.query<MaskPass>(
    `insert into verbatim.mask_pass as p (source, stage) values ($1, 'text')
     on conflict (source) do update
        set (stage, after, masked, comments, started_at, finished_at) = row ('text', 0, '{}'::jsonb, 0, now(), null)
      where p.finished_at is not null
         or exists (select from verbatim.source_rule r where r.source in ($1, '*') and r.changed_at > p.started_at)
     returning ${PASS}`,
    [source],
  );
  return rows[0] ?? (await readPass(database, source))!;
}

async function readPass(database: Queryable, source: string): Promise<MaskPass | null> {
  const { rows } = await database.query<MaskPass>(
    `select ${PASS} from verbatim.mask_pass where source = $1`,
    [source],
  );
  return rows[0] ?? null;
}

/** Notes how far a pass is, in the transaction of a chunk. */
export async function advancePass(
  connection: Queryable,
  source: string,
  at: Pick<MaskPass, 'stage' | 'after' | 'masked' | 'comments'> & { readonly finished?: boolean },
): Promise<void> {
  await connection.query(
    `update verbatim.mask_pass
        set stage = $2, after = $3, masked = $4, comments = $5, finished_at = case when $6 then now() end
      where source = $1`,
    [source, at.stage, at.after, JSON.stringify(at.masked), at.comments, at.finished ?? false],
  );
}
