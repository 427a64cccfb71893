import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/client.ts';
import { buildServer } from '../../src/server/server.ts';
import { openUploads } from '../../src/uploads/open.ts';
import { type Measured, measure } from './measure.ts';

const ANSWERS = ['/dashboard/figures', '/dashboard/breakdown', '/dashboard/operations'];

/**
 * Pages of the HTTP server over the database, loaded to their last byte, uncached: the dashboard with its modules and the
 * answers that it asks for, side by side as a browser does, and each answer by itself.
 */
export async function pagesOf(database: Database, { most }: { most: number }): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-pages-'));
  const uploads = await openUploads({
    ...{ database, folder, limit: 1024, imports: 1, analyse: async () => null, log: () => {} },
  });
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({ database, queueCounts, uploads, apiKey: null });
  try {
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    const load = async (path: string) => {
      const answer = await fetch(address + path, { cache: 'no-store' });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.text();
    };
    const whole = async () => {
      const page = await load('/dashboard');
      const assets = [...page.matchAll(/(?:href|src)="(\/dashboard\/assets\/[^"]+)"/g)].map(
        ([, path]) => path!,
      );
      const files = [...new Set(assets), ...ANSWERS];
      await Promise.all(files.map(load));
      return 1 + files.length;
    };
    const measured = [await measure('the dashboard, first load', whole, { most })];
    for (const path of ANSWERS) {
      measured.push(await measure(`GET ${path}`, async () => (await load(path)).length, { most }));
    }
    return measured;
  } finally {
    await server.close();
    await uploads.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
