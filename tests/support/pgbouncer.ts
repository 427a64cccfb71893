import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from './services.ts';

/** Whether a PgBouncer is installed (apt install pgbouncer). In CI it must be. */
export function hasPgBouncer(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.CI) throw new Error('CI must have PgBouncer: apt install pgbouncer.');
    return false;
  }
}

/** A PgBouncer of the running test's own before the server of `url`; the address of the same database through it. */
export async function pgBouncer(url: string, mode: 'transaction' | 'session', poolSize = 6): Promise<string> {
  const { hostname, port, username, password } = new URL(url);
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-pgbouncer-'));
  chmodSync(folder, 0o755);
  const own = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  const settings = {
    ...{ listen_addr: '127.0.0.1', listen_port: own, unix_socket_dir: '', auth_type: 'any' },
    ...{ pool_mode: mode, default_pool_size: poolSize, max_client_conn: 300, log_connections: 0 },
  };
  writeFileSync(
    config,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
${Object.entries(settings)
  .map(([name, value]) => `${name} = ${value}`)
  .join('\n')}
`,
  );
  chmodSync(config, 0o644);
  // It refuses to run as root.
  const asUser =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const [file, ...args] = [...asUser, 'pgbouncer', '--quiet', config];
  const server = spawn(file!, args, { stdio: 'ignore', cwd: '/' });
  onTestFinished(() => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  while (!(await answers(own))) {
    if (server.exitCode !== null) throw new Error(`pgbouncer ended with ${server.exitCode}`);
    await sleep(50);
  }
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(own);
  return through.href;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
