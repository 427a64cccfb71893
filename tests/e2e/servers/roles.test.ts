import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { openDatabase } from '../../../src/db/client.ts';
import { copyRows } from '../../../src/db/copy-rows.ts';
import { ROOT, verbatim } from '../../support/cli.ts';
import { freePort } from '../../support/servers/services.ts';

// Roles belong to a server: each test has one of its own, in which verbatim_reader does not exist yet.
const BIN = '/usr/lib/postgresql/15/bin';
const installed = (() => {
  try {
    execFileSync(`${BIN}/postgres`, ['--version']);
    return true;
  } catch {
    return false;
  }
})();
if (!installed && process.env.CI)
  throw new Error(`CI must have Postgres 15 in ${BIN}: apt install postgresql.`);
const root = mkdtempSync(join(tmpdir(), 'verbatim-roles-'));
chmodSync(root, 0o755);
const CSV = join(root, 'shop.csv');
writeFileSync(
  CSV,
  `id,text,rating,region\n${Array.from({ length: 40 }, (_, i) => `${i},"Order ${i} was late.",${(i % 5) + 1},north`).join('\n')}\n`,
);
const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
  rmSync(root, { recursive: true, force: true });
});

const asPostgres =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

/** A new server, whose superuser is `admin`, with a plain role `owner` that owns the database `app`. */
async function managedServer(settings: readonly string[] = []) {
  const folder = join(root, `server-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder, { mode: 0o700 });
  if (asPostgres.length > 0) execFileSync('chown', ['65534:65534', folder]);
  const call = (file: string, args: string[]) => {
    const [first, ...rest] = [...asPostgres, join(BIN, file), ...args];
    return { first: first!, rest };
  };
  const init = call('initdb', [
    '-D',
    folder,
    '-U',
    'admin',
    '--auth=trust',
    '-E',
    'UTF8',
    '--locale=C',
    '-N',
  ]);
  execFileSync(init.first, init.rest, { stdio: 'ignore', cwd: '/' });
  const port = await freePort();
  const run = call('postgres', [
    ...['-D', folder, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    ...settings,
  ]);
  const server = spawn(run.first, run.rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  stops.push(() => server.kill('SIGQUIT'));
  const url = (user: string, database: string) => `postgres://${user}:x@127.0.0.1:${port}/${database}`;
  const admin = async (sql: string, database = 'postgres') => {
    const client = new pg.Client({ connectionString: url('admin', database) });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)) as unknown as pg.QueryResult;
    } finally {
      await client.end();
    }
  };
  for (;;) {
    const up = await admin('select 1').catch(() => null);
    if (up) break;
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    await sleep(100);
  }
  await admin(`create role owner login`);
  await admin('create database app owner owner');
  return { url, admin, log: () => log };
}

const environment = (url: string) => ({
  ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: join(root, 'home'), VERBATIM_SESSIONS: '1' },
});
const as = async (url: string, ...args: string[]) => {
  const { code, stdout, stderr } = await verbatim([...args, '--json'], environment(url));
  return { code, stderr, json: JSON.parse(stdout) };
};

describe.skipIf(!installed)('a plain role that owns its database', () => {
  let server: Awaited<ReturnType<typeof managedServer>>;
  beforeAll(async () => {
    server = await managedServer();
  }, 120_000);

  test('migrates and runs without CREATEROLE; says what is missing; takes up roles that come later; restores into a new server', async () => {
    const { url, admin } = server;
    const own = url('owner', 'app');
    const migrated = await as(own, 'db', 'migrate');
    expect([migrated.code, migrated.stderr]).toEqual([0, '']);
    expect(migrated.json.grants.left.join('\n')).toContain('CREATE ROLE verbatim_reader NOLOGIN');
    const run = await as(own, 'run', CSV);
    expect([run.code, run.code === 0 ? '' : run.stderr]).toEqual([0, '']);
    const before = await as(own, 'doctor');
    const roles = (checks: { name: string }[]) => checks.find(({ name }) => name === 'Roles');
    expect([before.code, roles(before.json.checks)]).toMatchObject([0, { ok: true, warning: true }]);
    expect((await as(own, 'db', 'grants')).code).toBe(3);

    await admin(
      'create role verbatim_reader nologin; create role verbatim_analyst nologin; create role verbatim_originals nologin',
    );
    // The next migration notices them, and so does the command that is there for it.
    const granted = await as(own, 'db', 'grants');
    expect(granted.json.applied).toBeGreaterThan(4);
    expect(granted.json.left).toEqual([expect.stringContaining('lo_')]);
    expect((await as(own, 'db', 'grants')).json).toEqual({ applied: 0, left: granted.json.left });
    for (const sql of granted.json.left) await admin(sql, 'app');
    const all = await as(own, 'db', 'grants');
    expect([all.code, all.json]).toEqual([0, { applied: 0, left: [] }]);
    expect(roles((await as(own, 'doctor')).json.checks)).toMatchObject({ ok: true, warning: false });
    await expectNarrow(server, 'app');

    // Into a server that has never seen Verbatim.
    const fresh = await managedServer();
    const dump = execFileSync(join(BIN, 'pg_dump'), ['--no-owner', '--no-acl', own], { maxBuffer: 1 << 28 });
    execFileSync(join(BIN, 'psql'), ['-q', '-v', 'ON_ERROR_STOP=1', fresh.url('owner', 'app')], {
      input: dump,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const there = fresh.url('owner', 'app');
    const sql = await as(there, 'db', 'grants', '--sql');
    expect(sql.code).toBe(0);
    for (const statement of sql.json.sql) await fresh.admin(statement, 'app');
    expect((await as(there, 'db', 'grants')).json).toEqual({ applied: 0, left: [] });
    await expectNarrow(fresh, 'app');
    const again = await as(there, 'run', CSV);
    expect([again.code, again.json.accepted]).toEqual([0, 0]);
  }, 580_000);
});

test.skipIf(!installed)(
  'the log of the Compose server holds no text of customers; doctor tells of one that does',
  async () => {
    const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'));
    const settings = (compose.services.postgres.command as string[]).slice(1);
    const canary = 'canary-in-the-log';
    for (const [options, quiet] of [
      [settings, true],
      [[], false],
    ] as const) {
      const server = await managedServer(options);
      const own = server.url('owner', 'app');
      expect((await as(own, 'db', 'migrate')).code).toBe(0);
      const database = await openDatabase(own, { connections: 1, name: 'tests' });
      const connection = await database.connect();
      const rows = [1, 2].map((id) => [id, `\\x${'ab'.repeat(32)}`, canary, canary.length]);
      const table = 'verbatim.document (id, hash, text, characters)';
      await expect(copyRows(connection, table, rows)).rejects.toMatchObject({ code: '23505' });
      await expect(connection.query(`select length('${canary}') / 0`)).rejects.toMatchObject({
        code: '22012',
      });
      // Lines of one connection stand in order, so with the last one all before it are there.
      await expect(connection.query(`do $$ begin raise 'end of %', 'log'; end $$`)).rejects.toThrow();
      connection.release(true);
      await database.end();
      await expect.poll(server.log, { timeout: 20_000 }).toContain('end of log');
      expect(server.log().includes(canary)).toBe(!quiet);
      const { checks } = (await as(own, 'doctor')).json as { checks: { name: string; warning: boolean }[] };
      expect(checks.find(({ name }) => name === 'Server log')!.warning).toBe(!quiet);
    }
  },
  300_000,
);

/** What a login of the reader may not do, tried. */
async function expectNarrow({ url, admin }: Awaited<ReturnType<typeof managedServer>>, database: string) {
  await admin('create role looker login in role verbatim_reader');
  const client = new pg.Client({ connectionString: url('looker', database) });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  const refused = (sql: string) => expect(client.query(sql), sql).rejects.toMatchObject({ code: '42501' });
  await client.query('select * from reporting.sentiment_monthly');
  const open = await admin(
    `select c.relname from pg_class c
      where c.relnamespace = 'reporting'::regnamespace and c.relkind = 'v'
        and has_table_privilege('looker', c.oid, 'select') and not coalesce(c.reloptions @> '{security_barrier=true}', false)
     union all
     select p.proname from pg_proc p
      where p.pronamespace in ('reporting'::regnamespace, 'verbatim'::regnamespace) and p.proleakproof`,
    database,
  );
  expect(open.rows).toEqual([]);
  await refused('create temporary table mine (id integer)');
  await refused(`select lo_from_bytea(0, 'x')`);
  await refused('select lo_create(0)');
  await refused(`select lo_import('/etc/hostname')`);
  await refused(`select xpath('/a', '<a/>')`);
  await refused('select * from reporting.feedback_analysis');
  await refused('select * from verbatim.original');
  await refused(`select * from reporting.read_original('{1}')`);
  await refused('select * from verbatim.access_log');
  await refused('select * from verbatim.lease');
  await refused('select * from verbatim.mutex for update');
  await refused('select * from reporting.score_contributions()');
  await refused('create table verbatim_scratch.mine (id integer)');
}
