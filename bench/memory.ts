import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { verbatim } from './command.ts';
import type { Figure } from './end-to-end.ts';
import { benchmarkTexts, csvRows } from './texts.ts';

/** Peak resident memory of `verbatim run` on a small and on a ten times larger file of distinct texts. */
export async function memory(small: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'));
  const texts = [...new Set(benchmarkTexts())];
  const peaks: number[] = [];
  for (const rows of [small, 10 * small]) {
    const file = join(folder, `${rows}.csv`);
    const home = join(folder, `home-${rows}`);
    await pipeline(Readable.from(csvRows(texts, rows)), createWriteStream(file));
    const { peakMiB } = await verbatim(['run', file], {
      VERBATIM_HOME: home,
      DATABASE_URL: '',
      REDIS_URL: '',
    });
    await stopEmbeddedServer(home);
    peaks.push(peakMiB);
  }
  rmSync(folder, { recursive: true, force: true });
  const [low, high] = peaks as [number, number];
  return [
    [`peak memory of \`verbatim run\`, ${small} rows`, `${low.toFixed(0)} MiB`, ''],
    [`the same, ${10 * small} rows`, `${high.toFixed(0)} MiB`, ''],
    ['ratio', (high / low).toFixed(3), '≤ 1.2'],
  ];
}
