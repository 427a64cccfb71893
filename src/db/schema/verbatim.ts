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
