import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { assertSettings } from '../../../src/db/server/pooler.ts';
import { openQueuePool } from '../../../src/db/server/queue-pool.ts';
import { verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { hasPgBouncer, pgBouncer } from '../../support/servers/pgbouncer.ts';

const HOSTILE = {
  ...{
    DateStyle: 'German',
    IntervalStyle: 'sql_standard',
    TimeZone: 'Asia/Kathmandu',
    bytea_output: 'escape',
  },
  ...{ standard_conforming_strings: 'off', extra_float_digits: '-5', search_path: 'pg_temp, public' },
  ...{ default_transaction_isolation: 'serializable' },
};

/** A database whose administrator has set everything otherwise. */
async function hostileDatabase(settings: Readonly<Record<string, string>>) {
  const { url, database } = await testDatabase();
  const name = new URL(url).pathname.slice(1);
  for (const [setting, value] of Object.entries(settings)) {
    await database.query(
      `alter database ${name} set ${setting} to ${setting === 'search_path' ? value : `'${value}'`}`,
    );
  }
  return url;
}

test('a nightly run does not depend on what ALTER DATABASE and ALTER ROLE set', async () => {
  const url = await hostileDatabase(HOSTILE);
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_SESSIONS: '1' };
  const csv = 'id,text,date\n1,It broke after a day.,2026-03-04 23:30\n2,Thank you!,2026-03-05 00:30\n';
  const run = await verbatim(['run', '-', '--source', 's', '--json'], environment, csv);
  expect([run.code, run.code === 0 ? '' : run.stderr]).toEqual([0, '']);
  for (const idle of [false, true]) {
    const night = await verbatim(['nightly', '--period', 'all', '--json'], environment);
    expect([night.code, JSON.parse(night.stdout).idle]).toEqual([0, idle]);
  }
  const fresh = await verbatim(['freshness', '--json'], environment);
  expect(fresh.code).toBe(0);
  const database = await openDatabase(url, { connections: 1, name: 'tests' });
  onTestFinished(() => database.end());
  const { rows } = await database.query(
    `select now() as at, day::text from verbatim.rollup_day where attribute = '' order by day`,
  );
  expect(rows[0]!.at).toBeInstanceOf(Date);
  expect(rows.map(({ day }) => day)).toEqual(['2026-03-04', '2026-03-05']);
}, 600_000);

test('the queue pool looks up its own schema alone', async () => {
  const pool = openQueuePool(await hostileDatabase(HOSTILE), 2);
  onTestFinished(() => pool.end());
  const { rows } = await pool.query(`select current_setting('search_path') as path, now() as at`);
  expect(rows[0]).toEqual({ path: 'bullmq', at: expect.any(Date) });
});

test.skipIf(!hasPgBouncer())(
  'behind a pooler what it follows is pinned, and what it does not is refused',
  async () => {
    const { DateStyle, TimeZone, IntervalStyle, bytea_output, standard_conforming_strings } = HOSTILE;
    const mild = { DateStyle, TimeZone, IntervalStyle, bytea_output, standard_conforming_strings };
    for (const [settings, refused] of [
      [mild, false],
      [HOSTILE, true],
    ] as const) {
      const pooled = await pgBouncer(await hostileDatabase(settings), 'transaction', 2);
      const database = await openDatabase(pooled, { connections: 6, name: 'tests' });
      onTestFinished(() => database.end());
      const shown = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const { rows } = await database.query<{ at: Date; zone: string }>(
            `select now() as at, current_setting('TimeZone') as zone, '\\x00ff'::bytea as bytes`,
          );
          return [rows[0]!.at instanceof Date && !Number.isNaN(+rows[0]!.at), rows[0]!.zone];
        }),
      );
      expect(new Set(shown.map(String))).toEqual(new Set(['true,UTC']));
      const checked = assertSettings(database, pooled);
      if (refused) await expect(checked).rejects.toMatchObject({ code: 'DATABASE_SETTINGS' });
      else await checked;
    }
  },
);
