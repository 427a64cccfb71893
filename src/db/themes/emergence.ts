import type { Connection, Queryable } from '../client.ts';
import type { themeEmergence } from '../schema/themes.ts';
import type { Row } from '../schema/verbatim.ts';

interface ThemeEmergenceRow
  extends Row<typeof themeEmergence, 'themeId' | 'lastDay' | 'of' | 'probability' | 'emerging' | 'people'> {
  /** First and last of the tested days. */
  readonly firstDay: (typeof themeEmergence.$inferSelect)['firstDay'];
  /** Feedback rows of these days with the theme, and all analysed ones. */
  readonly said: (typeof themeEmergence.$inferSelect)['said'];
  /** Count expected from the days before. */
  readonly expected: (typeof themeEmergence.$inferSelect)['expected'];
}

/** The stored emergences; null if they do not match the roll-ups, or the roll-ups are out of date. */
export async function storedEmergences(database: Queryable): Promise<ThemeEmergenceRow[] | null> {
  const { rows: states } = await database.query<{ fresh: boolean }>(
    `select (select count(*) from verbatim.rollup_state where emergence_noted and cube in ('day', 'theme')) = 2
            and (select count(*) from verbatim.rollup_fresh where cube in ('day', 'theme')) = 2 as fresh`,
  );
  if (!states[0]!.fresh) return null;
  const { rows } = await database.query<ThemeEmergenceRow>(
    `select theme_id as "themeId", to_char(first_day, 'YYYY-MM-DD') as "firstDay",
            to_char(last_day, 'YYYY-MM-DD') as "lastDay", said, "of", expected, probability, emerging, people
       from verbatim.theme_emergence order by theme_id`,
  );
  return rows;
}

/** Blocks updates of the roll-ups until the transaction ends. */
export async function holdRollups(connection: Connection): Promise<void> {
  await connection.query('select from verbatim.rollup_state order by cube for update');
}

/** Records that the stored emergences match the roll-ups. Call it after {@link holdRollups}. */
export async function noteEmergenceStored(connection: Connection): Promise<void> {
  await connection.query('update verbatim.rollup_state set emergence_noted = true where not emergence_noted');
}

/** Replaces the stored emergences. */
export async function storeEmergences(
  database: Queryable,
  rows: readonly ThemeEmergenceRow[],
): Promise<void> {
  const ids = rows.map(({ themeId }) => themeId);
  await database.query('delete from verbatim.theme_emergence where theme_id <> all ($1::bigint[])', [ids]);
  await database.query(
    `insert into verbatim.theme_emergence (theme_id, first_day, last_day, said, "of", expected, probability, emerging, people)
     select * from unnest($1::bigint[], $2::date[], $3::date[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[],
                          $8::boolean[], $9::bigint[])
     on conflict (theme_id) do update set (first_day, last_day, said, "of", expected, probability, emerging, people)
       = (excluded.first_day, excluded.last_day, excluded.said, excluded."of", excluded.expected,
          excluded.probability, excluded.emerging, excluded.people)
     where theme_emergence is distinct from excluded`,
    [
      ...[ids, rows.map(({ firstDay }) => firstDay), rows.map(({ lastDay }) => lastDay)],
      ...[rows.map(({ said }) => said), rows.map(({ of }) => of), rows.map(({ expected }) => expected)],
      ...[rows.map(({ probability }) => probability), rows.map(({ emerging }) => emerging)],
      rows.map(({ people }) => people),
    ],
  );
}
