import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import type { rollupAttribute } from '../schema/rollups.ts';
import type { Row } from '../schema/verbatim.ts';
import { dropKeptNotes, putKeptBack, setKeptAside } from './kept-days.ts';
import { keepReportedDays } from './reported-days.ts';
import {
  ALL_FEEDBACK,
  COUNT,
  CUBE_TABLES,
  type Cube,
  countMonths,
  type MonthlyCube,
  TOUCHED_FEEDBACK,
} from './rollup-counts.ts';
import { type Cells, countDisagreements, recountDisagreements } from './rollup-disagreements.ts';

export interface RollupResult {
  /** Whether everything was counted, not only changed days. */
  readonly rebuilt: boolean;
  /** Days of a source that were recounted; all of them in a rebuild. */
  readonly days: number;
  /** Rows written for these days. */
  readonly rows: number;
}

/** Attributes that roll-ups count by, in order of their names. */
export async function rollupAttributes(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<Row<typeof rollupAttribute, 'name'>>(
    'select name from verbatim.rollup_attribute order by name',
  );
  return rows.map(({ name }) => name);
}

/** Replaces the attributes that roll-ups count by; the next update applies them. */
export async function setRollupAttributes(database: Database, names: readonly string[]): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query('delete from verbatim.rollup_attribute where name <> all ($1::text[])', [names]);
    await connection.query(
      'insert into verbatim.rollup_attribute (name) select unnest($1::text[]) on conflict do nothing',
      [names],
    );
  });
}

/** Whether any feedback has the attribute. */
export async function isAttribute(database: Queryable, name: string): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'select exists (select from verbatim.feedback where attributes ? $1) as found',
    [name],
  );
  return rows[0]!.found;
}

const DAYS_AT_ONCE = 100;

/** Tables that each cube is counted from, besides feedback. */
const COUNTED_TABLES: Readonly<Record<Cube, string>> = {
  day: 'verbatim.analysis, verbatim.failure',
  theme: 'verbatim.theme, verbatim.theme_segment',
  topic: 'verbatim.topic, verbatim.sentence_topic',
};
/** Tables with rows by attribute. */
const BY_ATTRIBUTE = new Set(['rollup_day', 'rollup_theme_day', 'rollup_topic_day']);

/**
 * Updates the tables of one cube for a model: recounts the days that changed since; all days when the table holds
 * another model or other attributes, or with `rebuild`. Each turn is one transaction: killed at any point and run again,
 * the table ends the same. Data stored meanwhile is noted, and counted by the next turn.
 */
export async function updateRollup(
  database: Database,
  cube: Cube,
  modelId: number,
  options: { readonly rebuild?: boolean; readonly now?: Date } = {},
): Promise<RollupResult> {
  const attributes = await rollupAttributes(database);
  const { rows } = await database.query<{ same: boolean }>(
    `select model_id = $2 and attributes = $3::text[] as same from verbatim.rollup_state where cube = $1`,
    [cube, modelId, attributes],
  );
  if (options.rebuild || !rows[0]?.same) {
    return rebuildRollup(database, cube, modelId, attributes, options.now ?? new Date());
  }
  let [days, counted] = [0, 0];
  for (;;) {
    const turn = await inTransaction(database, (connection) =>
      recountTouched(connection, cube, modelId, attributes),
    );
    if (!turn) return { rebuilt: false, days, rows: counted };
    days += turn.days;
    counted += turn.rows;
  }
}

/** Recounts changed days of existing cubes, without a rebuild. */
export async function catchUpRollups(database: Database): Promise<void> {
  const { rows } = await database.query<{ cube: Cube; modelId: number }>(
    `select cube, model_id as "modelId" from verbatim.rollup_state
      where attributes = array(select name from verbatim.rollup_attribute order by name) order by cube`,
  );
  for (const { cube, modelId } of rows) await updateRollup(database, cube, modelId);
}

async function rebuildRollup(
  database: Database,
  cube: Cube,
  modelId: number,
  attributes: readonly string[],
  now: Date,
): Promise<RollupResult> {
  return inTransaction(database, async (connection) => {
    // First: from now on, results of this model are noted. The count below sees everything stored before.
    await connection.query(
      `insert into verbatim.rollup_state (cube, model_id, attributes, rebuilt_at) values ($1, $2, $3, $4)
       on conflict (cube) do update set model_id = $2, attributes = $3, rebuilt_at = $4, emergence_noted = false`,
      [cube, modelId, attributes, now],
    );
    // Writers look up which model's results to note, so they wait until this commits; none must be missed.
    await connection.query(`lock table verbatim.feedback, ${COUNTED_TABLES[cube]} in share mode`);
    await connection.query('delete from verbatim.rollup_touched where cube = $1', [cube]);
    if (cube === 'day') await keepReportedDays(connection, modelId, now);
    await setKeptAside(connection, CUBE_TABLES[cube]);
    for (const table of CUBE_TABLES[cube]) await connection.query(`delete from verbatim.${table}`);
    // Postgres cannot know that millions of rows group into few, and would sort them all first.
    await connection.query(`set local work_mem = '128MB'; set local enable_sort = off; set local jit = off`);
    const { rowCount } = await connection.query(COUNT[cube](ALL_FEEDBACK, attributes.length), [
      modelId,
      attributes,
    ]);
    const { rows } = await connection.query<{ n: number }>(
      `select count(*) as n from (select distinct day, dated, source from verbatim.${CUBE_TABLES[cube][0]}
                                   where attribute = '') cells`,
    );
    if (cube === 'day') await countDisagreements(connection, modelId);
    await putKeptBack(connection, CUBE_TABLES[cube]);
    if (cube !== 'day') {
      await connection.query(`delete from verbatim.rollup_${cube}_month`);
      await connection.query(countMonths(cube, false), [modelId]);
      await connection.query(`analyze verbatim.rollup_${cube}_month`);
    }
    for (const table of CUBE_TABLES[cube]) await connection.query(`analyze verbatim.${table}`);
    return { rebuilt: true, days: rows[0]!.n, rows: rowCount ?? 0 };
  });
}

// Deletes the notes of some days, then counts those days. Data committed in between is counted and noted, so the next
// turn counts it again, with the same result.
async function recountTouched(
  connection: Connection,
  cube: Cube,
  modelId: number,
  attributes: readonly string[],
): Promise<{ days: number; rows: number } | null> {
  // One at a time. A process that was suspended since its check must not write into another model's table.
  const state = await connection.query(
    `select from verbatim.rollup_state where cube = $1 and model_id = $2 and attributes = $3::text[] for update`,
    [cube, modelId, attributes],
  );
  if (state.rowCount === 0) return null;
  await dropKeptNotes(connection);
  const { rows } = await connection.query<{ day: string; dated: boolean; source: string }>(
    `with cells as (
       select distinct day, dated, source from verbatim.rollup_touched where cube = $1 order by 1, 2, 3 limit $2
     ), deleted as (
       delete from verbatim.rollup_touched t using cells c
        where t.cube = $1 and t.day = c.day and t.dated = c.dated and t.source = c.source
     )
     select day::text, dated, source from cells`,
    [cube, DAYS_AT_ONCE],
  );
  if (rows.length === 0) return null;
  const cells: Cells = [
    rows.map(({ day }) => day),
    rows.map(({ dated }) => dated),
    rows.map(({ source }) => source),
  ];
  await connection.query(
    'update verbatim.rollup_state set emergence_noted = false where cube = $1 and emergence_noted',
    [cube],
  );
  // Compiling the queries takes longer than they run.
  await connection.query('set local jit = off');
  // A day's rows of all attributes, by the key of the table.
  const everything = ['', ...attributes];
  for (const table of CUBE_TABLES[cube]) {
    const byAttribute = BY_ATTRIBUTE.has(table);
    await connection.query(
      `delete from verbatim.${table} r using unnest($1::date[], $2::boolean[], $3::text[]) as c (day, dated, source)
        where r.day = c.day and r.dated = c.dated and r.source = c.source
          ${byAttribute ? 'and r.attribute = any ($4::text[])' : ''}`,
      byAttribute ? [...cells, everything] : [...cells],
    );
  }
  const { rowCount } = await connection.query(COUNT[cube](TOUCHED_FEEDBACK, attributes.length), [
    modelId,
    attributes,
    ...cells,
  ]);
  if (cube === 'day') await recountDisagreements(connection, modelId, cells);
  if (cube !== 'day' && attributes.length > 0) {
    await recountMonths(connection, cube, modelId, attributes, rows);
  }
  return { days: rows.length, rows: rowCount ?? 0 };
}

async function recountMonths(
  connection: Connection,
  cube: MonthlyCube,
  modelId: number,
  attributes: readonly string[],
  cells: readonly { readonly day: string; readonly dated: boolean; readonly source: string }[],
): Promise<void> {
  const dated = cells.filter((cell) => cell.dated);
  const days = [dated.map(({ day }) => day), dated.map(({ source }) => source)];
  await connection.query(
    `delete from verbatim.rollup_${cube}_month r using unnest($1::date[], $2::text[]) as c (day, source)
      where r.month = date_trunc('month', c.day::timestamp)::date and r.source = c.source`,
    days,
  );
  await connection.query(countMonths(cube, true), [modelId, ...days, attributes]);
}
