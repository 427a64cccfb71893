import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readCompose } from '../../support/servers/compose-file.ts';
import { Containers, containersAvailable, SERVER_USER } from '../../support/servers/container.ts';

/**
 * Every service of docker-compose.yml is started as the file says: its command, environment, user and read-only tree,
 * with the tmpfs and volumes that are declared and nothing else to write to. Grafana is not: its program is in its
 * image only.
 */

const environment = {
  ...{ POSTGRES_PASSWORD: 'postgres-canary-1', REDIS_PASSWORD: 'redis-canary-2' },
  ...{ VERBATIM_API_KEY: 'key-canary-345678', VERBATIM_KEY: 'ab'.repeat(32), VERBATIM_SESSIONS: '1' },
};
const available = containersAvailable();
if (!available && process.env.CI)
  throw new Error('CI must run containers: as root, with bubblewrap installed.');

// What the entry point of the image does in an empty volume, where Postgres then starts.
const INITIALISE = `
set -eu
printf '%s\\n' "$POSTGRES_PASSWORD" > /tmp/password
initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 > /tmp/initdb
echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
echo "unix_socket_directories = '/tmp'" >> "$PGDATA/postgresql.conf"
echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
echo "create database $POSTGRES_DB" | postgres --single postgres > /tmp/create
`;

describe.skipIf(!available)('docker-compose.yml, started without Docker', () => {
  const compose = readCompose(environment);
  let containers: Containers;

  beforeAll(async () => {
    containers = new Containers(compose);
    const initialised = await containers.start('postgres', {
      command: ['sh', '-c', INITIALISE],
      user: SERVER_USER,
    });
    expect(await initialised.ended, initialised.output()).toBe(0);
    await containers.start('postgres');
    await containers.start('redis');
    await containers.healthy('postgres');
    await containers.healthy('redis');
    const migrate = await containers.start('migrate');
    expect(await migrate.ended, migrate.output()).toBe(0);
  });
  afterAll(() => containers?.close());

  /** A request from within the network of the containers, to the name of a service; its status and body. */
  async function ask(path: string, more: object = {}): Promise<string> {
    const options = JSON.stringify({
      headers: { authorization: `Bearer ${environment.VERBATIM_API_KEY}` },
      ...more,
    });
    const script = `const a = await fetch('http://server:8080${path}', ${options}); console.log(a.status, await a.text())`;
    const asked = await containers.exec('server', ['node', '--input-type=module', '--eval', script]);
    expect(await asked.ended, asked.output()).toBe(0);
    return asked.output();
  }

  test('the server starts on its read-only root, takes an upload, and a worker analyses it', async () => {
    const server = await containers.start('server');
    await server.saw('Listening on');
    await containers.healthy('server');
    expect(await ask('/health/live')).toMatch(/^200 /);
    expect(await ask('/reports/overview', { headers: {} })).toMatch(/^401 /);

    const headers = {
      authorization: `Bearer ${environment.VERBATIM_API_KEY}`,
      'content-type': 'text/csv',
    };
    const body =
      'id,text\n1,The parcel came late and nobody answered.\n2,Friendly staff and fast delivery.\n';
    expect(await ask('/imports?name=reviews.csv&source=shop', { method: 'POST', headers, body })).toMatch(
      /^202 /,
    );

    const worker = await containers.start('worker');
    await worker.saw('"msg":"batch"');
    expect(await worker.stop(), worker.output()).toBe(0);
    expect(await ask('/reports/overview')).toMatch(/^200 .*"analysed": 2\b/s);
    // The import is done: its file is gone from the volume.
    await expect.poll(() => readdirSync(join(containers.volume('uploads'), 'uploads'))).toEqual([]);
    expect(await server.stop(), server.output()).toBe(0);
    for (const { output } of [server, worker]) expect(output()).not.toMatch(/canary|Warning|EROFS|EACCES/);
  });

  test('the image is small: packages without libraries of other platforms', () => {
    const size = containers.size('cpu');
    console.log(`What the CPU image adds to its base: ${(size / 1e6).toFixed(0)} MB`);
    expect(size).toBeLessThan(350e6);
  });

  test('a file is run as the head of the Compose file says', async () => {
    const folder = mkdtempSync('/tmp/verbatim-compose-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'reviews.csv'), 'text\nThe soup was cold.\nLovely place; we will be back.\n');
    const worker = await containers.start('worker');
    const run = await containers.start('worker', {
      command: ['run', '--no-worker', '/data/reviews.csv'],
      volumes: [`${folder}/reviews.csv:/data/reviews.csv:ro`],
    });
    expect(await run.ended, run.output()).toBe(0);
    await worker.stop();
  });

  test('the nightly service waits for its hour and stops when told', async () => {
    const nightly = await containers.start('nightly');
    await nightly.saw('the next at');
    expect(await nightly.stop(), nightly.output()).toBe(0);
  });

  test('the CUDA worker says that this machine has no GPU', async () => {
    const worker = await containers.start('worker-cuda', { command: ['worker', '--precision', 'fp32'] });
    expect(await worker.ended).not.toBe(0);
    expect(worker.output()).toContain('[DEVICE_UNAVAILABLE]');
  });

  test('the login of Grafana is made, twice', async () => {
    for (const _ of [1, 2]) {
      const login = await containers.start('grafana-login');
      expect(await login.ended, login.output()).toBe(0);
    }
    expect(readdirSync(containers.volume('grafana-login'))).toEqual(['password']);
  });

  test('Redis answers nobody without its password', async () => {
    const asked = await containers.exec('redis', [
      'env',
      '-u',
      'REDISCLI_AUTH',
      'redis-cli',
      '-h',
      'redis',
      'ping',
    ]);
    await asked.ended;
    expect(asked.output()).toContain('NOAUTH');
    // Arguments of processes show in ps, on the host as well.
    const servers = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((args) => /^\S*redis-server/.test(args));
    expect(servers.length).toBeGreaterThan(0);
    expect(servers.join('\n')).not.toContain(environment.REDIS_PASSWORD);
  });
});
