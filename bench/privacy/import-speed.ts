import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/db/client.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../../src/db/server/embedded-server.ts';
import { median, verbatim } from '../command.ts';
import { writeRows } from '../ingest/rows.ts';

/** Rows a second of `verbatim import` with identifiers masked and not, in turn, on one Postgres; medians. */
export async function importSpeed(rows: number, rounds: number): Promise<{ on: number; off: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-privacy-import-'));
  const home = join(folder, 'home');
  try {
    const url = await startEmbeddedServer(home);
    const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: home };
    await verbatim(['db', 'migrate'], environment);
    const database = await openDatabase(url, { connections: 1, name: 'bench' });
    const file = join(folder, 'feedback.csv');
    await writeRows(file, join(folder, 'good.csv'), rows);
    const speeds: Record<'on' | 'off', number[]> = { on: [], off: [] };
    for (const identifiers of Array.from({ length: rounds }, () => ['off', 'on'] as const).flat()) {
      await database.query(
        'truncate verbatim.feedback, verbatim.document, verbatim.reject, verbatim.import cascade',
      );
      await database.query('checkpoint');
      const started = performance.now();
      await verbatim(['import', file, '--source', 'bench', '--identifiers', identifiers], environment);
      speeds[identifiers].push((1000 * rows) / (performance.now() - started));
    }
    await database.end();
    return { on: median(speeds.on), off: median(speeds.off) };
  } finally {
    await stopEmbeddedServer(home);
    rmSync(folder, { recursive: true, force: true });
  }
}
