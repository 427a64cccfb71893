import type { Queryable } from '../client.ts';

/** What the role of a connection may do. */
export interface Login {
  readonly role: string;
  /** Tables: the owner of the schema, or nearly. */
  readonly tables: boolean;
  /** Views with words of customers. */
  readonly quotes: boolean;
}

/** Null where the database has no schema `reporting`, or the role may not use it. */
export async function readLogin(database: Queryable): Promise<Login | null> {
  const { rows } = await database.query<Login>(
    `select current_user as role,
            coalesce(has_schema_privilege(to_regnamespace('verbatim'), 'usage'), false) as tables,
            coalesce(has_table_privilege(to_regclass('reporting.feedback_analysis'), 'select'), false) as quotes
      where coalesce(has_schema_privilege(to_regnamespace('reporting'), 'usage'), false)`,
  );
  return rows[0] ?? null;
}
