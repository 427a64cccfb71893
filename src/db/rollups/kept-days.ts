import type { Connection } from '../client.ts';

/**
 * SQL condition: retention deleted comments of the day and source of `row`. Its roll-ups stay as they were counted: the
 * comments that they counted are gone.
 * @param row alias of a row with day, dated and source
 */
export const isKept = (row: string): string => `exists (
  select from verbatim.kept_day k where k.source = ${row}.source and k.day = ${row}.day and k.dated = ${row}.dated)`;

/** Notes of changes of kept days: there is nothing to count. */
export async function dropKeptNotes(connection: Connection): Promise<void> {
  await connection.query(`delete from verbatim.rollup_touched t where ${isKept('t')}`);
}

/** Sets roll-ups of kept days aside, before a rebuild empties their tables. */
export async function setKeptAside(connection: Connection, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await connection.query(
      `create temporary table kept_${table} on commit drop as
       select * from verbatim.${table} r where ${isKept('r')}`,
    );
  }
}

/** Gives roll-ups of kept days back, in the place of what a rebuild counted there. */
export async function putKeptBack(connection: Connection, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await connection.query(`delete from verbatim.${table} r where ${isKept('r')}`);
    await connection.query(`insert into verbatim.${table} select * from kept_${table}`);
  }
}

/** Gives kept days of a source another name, with their roll-ups, which cannot be counted again under it. */
export async function renameKeptDays(
  connection: Connection,
  tables: readonly string[],
  from: string,
  to: string,
): Promise<void> {
  for (const table of tables) {
    await connection.query(
      `update verbatim.${table} r set source = $2 where source = $1 and ${isKept('r')}`,
      [from, to],
    );
  }
  // Months are added up of days: those of days that are counted again follow.
  for (const table of ['rollup_theme_month', 'rollup_topic_month']) {
    await connection.query(`update verbatim.${table} set source = $2 where source = $1`, [from, to]);
  }
  await connection.query('update verbatim.kept_day set source = $2 where source = $1', [from, to]);
}
