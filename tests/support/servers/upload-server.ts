import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import type { UploadView } from '../../../src/db/uploads/lists.ts';
import type { ServerParts } from '../../../src/server/parts.ts';
import { buildServer } from '../../../src/server/server.ts';
import { openUploads, type Uploads, type UploadsOptions } from '../../../src/uploads/open.ts';
import { testDatabase } from './database.ts';

export type Import = UploadView & { url: string; rejectsByReason?: Record<string, number> };

/** A folder of the running test's own. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-uploads-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A pool as large as that of `verbatim serve`: an import holds two connections. */
export async function serverDatabase(url: string): Promise<Database> {
  const database = await openDatabase(url, { connections: 16, name: 'tests' });
  onTestFinished(() => database.end());
  return database;
}

/** Uploads into a database, without analysis; closed with the test. */
export async function testUploads(
  database: Database,
  options: Partial<UploadsOptions> = {},
): Promise<Uploads & { folder: string }> {
  const folder = options.folder ?? testFolder();
  const uploads = await openUploads({
    ...{ database, folder, limit: 64 * 1024 * 1024, imports: 2, analyse: async () => null, log: () => {} },
    ...options,
  });
  onTestFinished(() => uploads.close());
  return { ...uploads, folder };
}

export interface TestServer {
  readonly database: Database;
  readonly url: string;
  readonly address: string;
  readonly folder: string;
  readonly uploads: Uploads;
  post(body: string | Buffer | FormData, options?: PostOptions): Promise<Response>;
  get(path: string): Promise<Response>;
  /** The import as it is once `until` holds; default: once it has ended. */
  settled(at: string, until?: (now: Import) => boolean): Promise<Import>;
  /** Files in the spool folder. */
  spooled(): string[];
}

export interface PostOptions {
  readonly type?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/** A listening server over a database of its own, or over that of `url`. */
export async function testServer(
  options: Partial<
    UploadsOptions &
      Pick<
        ServerParts,
        'apiKey' | 'uploadSeconds' | 'suggestTopics' | 'searcher' | 'asker' | 'drafter' | 'onUnlogged'
      > & {
        url: string;
      }
  > = {},
): Promise<TestServer> {
  const {
    apiKey = null,
    url = (await testDatabase()).url,
    uploadSeconds = 600,
    suggestTopics,
    searcher,
    asker,
    drafter,
    onUnlogged,
    ...rest
  } = options;
  const database = await serverDatabase(url);
  const uploads = await testUploads(database, rest);
  const queueCounts = async () => ({ waiting: 0, active: 0, failed: 0 });
  const server = buildServer({
    ...{ database, queueCounts, uploads, apiKey, uploadSeconds },
    ...(suggestTopics && { suggestTopics }),
    ...(searcher && { searcher }),
    ...(asker && { asker }),
    ...(drafter && { drafter }),
    ...(onUnlogged && { onUnlogged }),
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const key: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const get = (path: string) => fetch(address + path, { headers: key });
  return {
    ...{ database, url, address, folder: uploads.folder, uploads, get },
    post(body, { type, query = {}, headers = {} } = {}) {
      const typed: Record<string, string> =
        body instanceof FormData ? {} : { 'content-type': type ?? 'text/csv' };
      return fetch(`${address}/imports?${new URLSearchParams(query)}`, {
        method: 'POST',
        headers: { ...key, ...typed, ...headers },
        body: typeof body === 'string' || body instanceof FormData ? body : new Uint8Array(body),
      });
    },
    async settled(at, until = (now) => now.finishedAt !== null) {
      for (;;) {
        const now = (await (await get(at)).json()) as Import;
        if (until(now)) return now;
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    spooled: () => readdirSync(uploads.folder),
  };
}

/** The first `count` rows of a file with ids and texts. */
export function csvOf(count: number, text = (i: number) => `Order ${i} came late.`): string {
  const rows = Array.from({ length: count }, (_, i) => `${i},"${text(i)}",${(i % 5) + 1}`);
  return `id,text,rating\n${rows.join('\n')}\n`;
}

/** A file as a form sends it. */
export function form(content: string | Buffer, name: string, fields: Record<string, string> = {}): FormData {
  const made = new FormData();
  for (const [field, value] of Object.entries(fields)) made.set(field, value);
  made.set('file', new Blob([new Uint8Array(Buffer.from(content))], { type: 'text/csv' }), name);
  return made;
}
