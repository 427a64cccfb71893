import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../src/server/server.ts';

/** The types of the HTTP interface, for those who call it: src/client/paths.ts. */
export const PATHS = join(import.meta.dirname, '../src/client/paths.ts');

/** Neither is a dependency: openapi-typescript needs the API of TypeScript 5, which 7 no longer has. */
const GENERATOR = ['openapi-typescript@7.13.0', 'typescript@5.9.3'];

/** The document of all routes, as `GET /openapi.json` of `verbatim serve` has it. */
async function openApi(): Promise<object> {
  // What a route needs to be there at all.
  const none = {} as never;
  const server = buildServer({
    ...{ database: none, uploads: { desk: { limit: 1 } } as never, apiKey: 'a-key-of-this-call' },
    queueCounts: async () => none,
    ...{ searcher: none, asker: none, drafter: none, suggestTopics: async () => none },
  });
  try {
    const answer = await server.inject({
      url: '/openapi.json',
      headers: { authorization: 'Bearer a-key-of-this-call' },
    });
    return answer.json();
  } finally {
    await server.close();
  }
}

/** Of the document that types are made of, and of the types. The version of Verbatim does not matter. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const documentHash = ({ info: _, ...document }: { info?: object }): string =>
  sha256(JSON.stringify(document));

const HEAD = /^\/\/ Made by npm run client of the OpenAPI document ([0-9a-f]{64}), types ([0-9a-f]{64})\.\n/;

/** Why src/client/paths.ts is not what the routes say; null: it is. */
export async function staleTypes(text = readFileSync(PATHS, 'utf8')): Promise<string | null> {
  const [head = '', document, types] = HEAD.exec(text) ?? [];
  if (documentHash(await openApi()) !== document) return 'The routes have changed: npm run client';
  return sha256(text.slice(head.length)) === types ? null : 'It was edited by hand: npm run client';
}

/** `npm run client`: makes src/client/paths.ts. npm fetches the generator. */
async function make(): Promise<void> {
  const document = await openApi();
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-client-'));
  try {
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
    execFileSync(
      'npm',
      [
        ...['exec', '--yes', ...GENERATOR.map((it) => `--package=${it}`), '--'],
        ...['openapi-typescript', join(folder, 'openapi.json'), '-o', join(folder, 'paths.ts')],
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const types = readFileSync(join(folder, 'paths.ts'), 'utf8');
    const head = `// Made by npm run client of the OpenAPI document ${documentHash(document)}, types ${sha256(types)}.\n`;
    writeFileSync(PATHS, head + types);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) await make();
