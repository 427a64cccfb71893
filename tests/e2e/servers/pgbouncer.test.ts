import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { takeLease } from '../../../src/db/leases.ts';
import { poolingOf } from '../../../src/db/server/pooler.ts';
import { start, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { hasPgBouncer, pgBouncer } from '../../support/servers/pgbouncer.ts';
import { freePort } from '../../support/servers/services.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-pooled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'shop.csv');
writeFileSync(
  file,
  `id,text,rating,region\n${Array.from({ length: 60 }, (_, i) => `${i},"Order ${i} was ${i % 3 ? 'late and the box was wet' : 'great'}.",${(i % 5) + 1},${i % 2 ? 'north' : 'south'}`).join('\n')}\n`,
);

const environment = (url: string, more: Record<string, string> = {}) => ({
  ...{ DATABASE_URL: url, REDIS_URL: inject('redis') ?? '', VERBATIM_HOME: folder },
  ...{ VERBATIM_SESSIONS: '1', ...more },
});
const here = describe.skipIf(!hasPgBouncer());

here('behind PgBouncer in transaction mode', () => {
  test('migrate, import, run, nightly, report, audit and doctor work, and leave no lock, lease or table', async () => {
    const { url, database } = await testDatabase();
    const pooled = await pgBouncer(url, 'transaction', 4);
    await database.query(
      'drop schema verbatim cascade; drop schema reporting cascade; drop schema drizzle cascade; drop schema verbatim_scratch cascade',
    );
    const rows = async (sql: string) => (await database.query(sql)).rows;
    const command = async (...args: string[]) => {
      const { code, stderr, stdout } = await verbatim([...args, '--json'], environment(pooled));
      expect([args[0], code, code === 0 ? '' : stderr + stdout]).toEqual([args[0], 0, '']);
      return JSON.parse(stdout);
    };
    await command('db', 'migrate');
    expect((await command('import', file, '--source', 'shop', '--dry-run')).accepted).toBe(60);
    const imports = [
      command('import', file, '--source', 'shop'),
      command('import', file, '--source', 'shop'),
    ];
    const accepted = (await Promise.all(imports)).map((done) => done.accepted);
    expect(accepted[0] + accepted[1]).toBe(60);
    await command('run', file, '--source', 'again');
    expect((await command('nightly', '--by', 'region', '--period', 'all')).idle).toBe(false);
    expect((await command('nightly', '--period', 'all')).idle).toBe(true);
    await command('report', 'overview');
    const audit = await verbatim(['audit', '--by', 'region', '--json'], environment(pooled));
    expect([0, 5]).toContain(audit.code);
    const doctor = await command('doctor');
    expect(JSON.stringify(doctor)).toContain('pooler in transaction mode');
    expect(
      await rows(`select (select count(*) from verbatim.feedback) as feedback,
        (select count(*) from verbatim.analysis) as analysed, (select count(*) from verbatim.lease) as leases,
        (select count(*) from pg_tables where schemaname = 'verbatim_scratch') as tables,
        (select count(*) from pg_locks where locktype = 'advisory'
            and database = (select oid from pg_database where datname = current_database())) as locks`),
    ).toEqual([{ feedback: 120, analysed: 60, leases: 0, tables: 0, locks: 0 }]);
  }, 600_000);

  test('serve takes an upload to its analysis', async () => {
    const { url, database } = await testDatabase();
    const pooled = await pgBouncer(url, 'transaction');
    const key = 'a-key-of-at-least-16';
    const port = await freePort();
    const more = {
      VERBATIM_PORT: String(port),
      VERBATIM_API_KEY: key,
      VERBATIM_UPLOAD_FOLDER: join(folder, 'spool'),
    };
    const server = start(['serve'], environment(pooled, more));
    onTestFinished(() => {
      server.child.kill('SIGKILL');
    });
    // It checks the new model, some 17 s of a core. A worker beside it would check it a second time.
    await server.saw('Listening on');
    const worker = start(['worker'], environment(pooled));
    onTestFinished(() => {
      worker.child.kill('SIGKILL');
    });
    const sent = await fetch(`http://127.0.0.1:${port}/imports?source=web`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: 'id,text\n1,The parcel came late.\n2,Thank you for the quick answer!\n',
    });
    expect(sent.status).toBe(202);
    const analysed = async () =>
      (await database.query<{ n: number }>('select count(*) as n from verbatim.analysis')).rows[0]!.n;
    await expect.poll(analysed, { timeout: 500_000, interval: 500 }).toBe(2);
  }, 600_000);

  test('a killed nightly run is taken over within a minute', async () => {
    const { url, database } = await testDatabase();
    const pooled = await pgBouncer(url, 'transaction');
    expect((await verbatim(['import', file, '--json'], environment(pooled))).code).toBe(0);
    const holder = await database.connect();
    onTestFinished(() => holder.release(true));
    await holder.query('begin; lock table verbatim.rollup_day in exclusive mode');
    const run = start(['nightly', '--period', 'all', '--json'], environment(pooled));
    const step = `select 1 from verbatim.run_step where step = 'rollups' and status = 'running'`;
    await expect.poll(async () => (await database.query(step)).rowCount, { timeout: 200_000 }).toBe(1);
    run.child.kill('SIGKILL');
    const killed = performance.now();
    await run.ended;
    await holder.query('rollback');
    const { rows } = await database.query(`select backend_pid from verbatim.lease where name = 'nightly'`);
    expect(rows).toEqual([{ backend_pid: null }]);
    const free = `select 1 from verbatim.lease where name = 'nightly' and expires_at > clock_timestamp()`;
    await expect
      .poll(async () => (await database.query(free)).rowCount, { timeout: 70_000, interval: 500 })
      .toBe(0);
    expect(performance.now() - killed).toBeLessThan(60_000);
    const next = await verbatim(['nightly', '--period', 'all', '--json'], environment(pooled));
    expect([next.code, next.code === 0 ? '' : next.stderr]).toEqual([0, '']);
  }, 600_000);

  test('without Redis, the queue needs an address without the pooler: refused at the start, and told by doctor', async () => {
    const { url } = await testDatabase();
    const pooled = await pgBouncer(url, 'transaction');
    const refused = await verbatim(['run', file, '--json'], environment(pooled, { REDIS_URL: '' }));
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, 'QUEUE_POOLED']);
    const doctor = await verbatim(['doctor', '--json'], environment(pooled, { REDIS_URL: '' }));
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining('QUEUE_DATABASE_URL')]);
    const direct = { REDIS_URL: '', QUEUE_DATABASE_URL: url };
    const done = await verbatim(['run', file, '--json'], environment(pooled, direct));
    expect([done.code, done.code === 0 ? '' : done.stderr]).toEqual([0, '']);
  }, 600_000);
});

here('what stands before the server', () => {
  test('nothing, a pooler in session mode, one in transaction mode; leases of both expire', async () => {
    const { url, database } = await testDatabase();
    expect(await poolingOf(database)).toBe('none');
    for (const mode of ['session', 'transaction'] as const) {
      const through = await openDatabase(await pgBouncer(url, mode), { connections: 3, name: 'tests' });
      onTestFinished(() => through.end());
      expect(await poolingOf(through)).toBe(mode);
      const connection = await through.connect();
      const lease = await takeLease(through, connection, mode);
      const { rows } = await database.query('select backend_pid from verbatim.lease where name = $1', [mode]);
      expect(rows).toEqual([{ backend_pid: null }]);
      connection.release();
      await lease!.release();
    }
  });
});
