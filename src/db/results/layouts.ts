import type { Queryable } from '../client.ts';
import type { layout } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

/** The fastest way to run a model on a machine. */
interface StoredLayout extends Row<typeof layout, 'sessions' | 'threads' | 'tokenBudget'> {
  /** Null if not measured: the budget was lowered because memory ran out. */
  readonly documentsPerSecond: (typeof layout.$inferSelect)['documentsPerSecond'];
}

/** Where a layout applies: the machine's processor and cores, and the device. */
export type LayoutPlace = Row<typeof layout, 'machine' | 'device'>;

export async function storeLayout(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
  { sessions, threads, tokenBudget, documentsPerSecond }: StoredLayout,
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

/** The stored layout, or null. */
export async function storedLayout(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
): Promise<StoredLayout | null> {
  const { rows } = await database.query<StoredLayout>(
    `select sessions, threads, token_budget as "tokenBudget", documents_per_second as "documentsPerSecond"
       from verbatim.layout where model_id = $1 and machine = $2 and device = $3`,
    [modelId, machine, device],
  );
  return rows[0] ?? null;
}

/** Lowers the token budget of a machine whose memory ran out. */
export async function limitTokenBudget(
  database: Queryable,
  modelId: number,
  { machine, device }: LayoutPlace,
  { sessions, threads, tokenBudget }: Omit<StoredLayout, 'documentsPerSecond'>,
): Promise<void> {
  await database.query(
    `insert into verbatim.layout as l (model_id, machine, device, sessions, threads, token_budget)
     values ($1, $2, $3, $4, $5, $6)
         on conflict (model_id, machine, device) do update
        set token_budget = least(l.token_budget, excluded.token_budget)`,
    [modelId, machine, device, sessions, threads, tokenBudget],
  );
}
