import { bigint, customType, numeric, pgSchema, timestamp } from 'drizzle-orm/pg-core';

/**
 * The schema of every table. The files beside this one have the tables of an area each; their comments are in the
 * migrations, and `tests/integration/schema.test.ts` fails when one lacks its comment.
 */
export const verbatim = pgSchema('verbatim');

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
export const id = () => bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity();
export const at = (name: string) => timestamp(name, { withTimezone: true });
export const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

export const sum = (name: string) => numeric(name).notNull().default('0');

interface Table {
  readonly $inferSelect: object;
}

/** What SQL reads of a table: a column that is renamed there is an error wherever it is read. */
export type Row<T extends Table, Columns extends keyof T['$inferSelect']> = Readonly<
  Pick<T['$inferSelect'], Columns>
>;
