import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { digestRows } from '../../chaos/table-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const ROWS = 200_000;
const KILLS = 20;
/** Kills of one import before it is let end. */
const KILLS_EACH = 5;
const ROOT = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'verbatim-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ids for two thirds of the rows, equal rows without ids, repeated texts, a bad row in 200. */
function makeFile(): string {
  const file = join(folder, 'feedback.csv');
  const lines = Array.from({ length: ROWS }, (_, i) => {
    if (i % 200 === 7) return `${i}`;
    return `${i % 3 ? `r${i}` : ''},"Comment ${i % 5 ? i : i % 900} about parcel ${i % 977}",${(i % 5) + 1},${i % 2 ? 'north' : 'south'}`;
  });
  writeFileSync(file, `id,text,rating,region\n${lines.join('\n')}\n`);
  return file;
}

/** The exit code, or null when it was killed first. */
function importing(file: string, url: string) {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'src/cli/main.ts'), 'import', file, '--source', 'kill', '--json'],
    {
      env: { ...process.env, DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: folder },
      stdio: 'ignore',
    },
  );
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { kill: () => child.kill('SIGKILL'), ended };
}

test(`${KILLS} kills -9 at random moments of an import of ${ROWS} rows leave what an undisturbed one does`, async () => {
  const file = makeFile();
  const whole = await makeDatabase();
  const started = performance.now();
  expect(await importing(file, whole.url).ended).toBe(3);
  const milliseconds = performance.now() - started;
  const expected = await digestRows(whole.database);
  await whole.drop();
  expect(expected.feedback).toMatch(/^199000 /);

  const generator = generatorOf(20261123);
  let kills = 0;
  while (kills < KILLS) {
    const { url, database, drop } = await makeDatabase();
    for (let n = 0; n < KILLS_EACH && kills < KILLS; n++) {
      const run = importing(file, url);
      const early = await Promise.race([
        run.ended,
        sleep(200 + drawUniform(generator) * milliseconds * 0.6).then(() => 'late'),
      ]);
      if (early !== 'late') break;
      run.kill();
      if ((await run.ended) !== null) break;
      kills++;
    }
    expect(await importing(file, url).ended).toBe(3);
    expect(await digestRows(database)).toEqual(expected);
    const { rows } = await database.query(
      `select sum(accepted)::int as accepted, count(*) filter (where status = 'running') as running
         from verbatim.import`,
    );
    // No attempt's rows are counted twice, and none says that it still runs.
    expect(rows[0]).toEqual({ accepted: 199_000, running: 0 });
    await drop();
  }
}, 900_000);
