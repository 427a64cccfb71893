import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../src/app/config.ts';
import { openApp } from '../src/app/open.ts';
import { stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { importFile } from '../src/ingest/store/import-file.ts';
import { nightlyRun } from '../src/runs/nightly/run.ts';

/**
 * `npm run bench:scheduled`: 20 scheduled runs in one process, each with 200 new comments; resident memory and threads
 * after each.
 */
const RUNS = Number(process.argv[2] ?? 20);
const home = mkdtempSync(join(tmpdir(), 'verbatim-scheduled-'));
const app = await openApp(readConfig({ VERBATIM_HOME: home, VERBATIM_LOG_LEVEL: 'error' }));
const seen: { memory: number; threads: number }[] = [];
try {
  for (let run = 1; run <= RUNS; run++) {
    const rows = Array.from(
      { length: 200 },
      (_, i) => `Parcel ${i} of week ${run} was late and the box was torn.`,
    );
    const input = Readable.from([`text\n${rows.join('\n')}\n`]);
    await importFile(app.database, { file: 'week.csv', source: 'shop', input });
    const flags = { period: 'all', worker: true, tz: 'UTC' };
    await nightlyRun(app, flags, 'schedule', new AbortController().signal);
    await pause(1_000);
    const memory = process.memoryUsage.rss();
    const threads = readdirSync('/proc/self/task').length;
    seen.push({ memory, threads });
    console.log(`run ${run}: ${Math.round(memory / 2 ** 20)} MiB, ${threads} threads`);
  }
  const [third, last] = [seen[2]!, seen.at(-1)!];
  console.log(`memory, last ÷ third: ${(last.memory / third.memory).toFixed(3)} (at most 1.05)`);
  console.log(`threads, third and last: ${third.threads}, ${last.threads} (equal)`);
} finally {
  await app.lifecycle.close();
  await stopEmbeddedServer(home);
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
