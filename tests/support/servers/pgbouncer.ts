import { onTestFinished } from 'vitest';
import { isPgBouncerInstalled, PgBouncer } from './pgbouncer-process.ts';

/** Whether a PgBouncer is installed. In CI it must be. */
export function hasPgBouncer(): boolean {
  const installed = isPgBouncerInstalled();
  if (!installed && process.env.CI) throw new Error('CI must have PgBouncer: apt install pgbouncer.');
  return installed;
}

/** A PgBouncer of the running test's own before the server of `url`; the address of the same database through it. */
export async function pgBouncer(url: string, mode: 'transaction' | 'session', poolSize = 6): Promise<string> {
  const bouncer = await PgBouncer.open(url, { mode, poolSize });
  onTestFinished(() => bouncer.close());
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(bouncer.port);
  return through.href;
}
