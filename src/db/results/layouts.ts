import type { Queryable } from '../client.ts';
import type { layout } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

/** How a model runs fastest on a machine. */
export interface Layout extends Row<typeof layout, 'sessions' | 'threads' | 'tokenBudget'> {
  /** Null when nobody has measured it: a lack of memory set the budget. */
  readonly documentsPerSecond: (typeof layout.$inferSelect)['documentsPerSecond'];
}

/** Where a layout holds: the machine's processor and cores, and the device. */
export type LayoutPlace = Row<typeof layout, 'machine' | 'device'>;

export async function storeLayout(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
  { sessions, threads, tokenBudget, documentsPerSecond }: Layout,
): Promise<void> {
  await database.query(
    `insert into verbatim.layout (model_id, machine, device, sessions, threads, token_budget, documents_per_second)
     values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (model_id, machine, device) do update
        set sessions = excluded.sessions, threads = excluded.threads, token_budget = excluded.token_budget,
            documents_per_second = excluded.documents_per_second, measured_at = now()`,
    [modelId, machine, device, sessions, threads, tokenBudget, documentsPerSecond],
  );
}

/** The stored layout, or null where none was measured. */
export async function storedLayout(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
): Promise<Layout | null> {
  const { rows } = await database.query<Layout>(
    `select sessions, threads, token_budget as "tokenBudget", documents_per_second as "documentsPerSecond"
       from verbatim.layout where model_id = $1 and machine = $2 and device = $3`,
    [modelId, machine, device],
  );
  return rows[0] ?? null;
}

/** Lowers what runs hold at most on a machine, whose memory did not suffice. */
export async function limitTokenBudget(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
  { sessions, threads, tokenBudget }: Omit<Layout, 'documentsPerSecond'>,
): Promise<void> {
  await database.query(
    `insert into verbatim.layout as l (model_id, machine, device, sessions, threads, token_budget)
     values ($1, $2, $3, $4, $5, $6)
         on conflict (model_id, machine, device) do update
        set token_budget = least(l.token_budget, excluded.token_budget)`,
    [modelId, machine, device, sessions, threads, tokenBudget],
  );
}
