import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { build } from '../../../release/build.ts';
import { PATHS, staleTypes } from '../../../release/client.ts';
import { openClient } from '../../../src/client/client.ts';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey } from '../../../src/domain/api-key.ts';
import { ROOT } from '../../support/cli.ts';
import { testServer } from '../../support/servers/upload-server.ts';

test('the types are those of the routes; renew them with: npm run client', async () => {
  expect(await staleTypes()).toBeNull();
  const text = readFileSync(PATHS, 'utf8');
  // Routes that a server has only with their parts are among them.
  for (const path of ['/search', '/ask', '/codebook/suggestions']) expect(text).toContain(`"${path}": {`);
  expect(await staleTypes(`${text}export type Mine = 1;\n`)).toMatch(/by hand/);
  expect(await staleTypes(text.replace(/document [0-9a-f]{8}/, 'document 00000000'))).toMatch(
    /routes have changed/,
  );
});

test('it uploads rows, waits for the import, reads a report, and hears errors by their codes', async () => {
  const { address, database } = await testServer();
  const key = newKey();
  await storeKey(database, key, { name: 'client', scopes: ['read', 'quotes', 'import'], expiresAt: null });
  const client = openClient(`${address}/`, { key: key.key });
  const rows = Array.from({ length: 12 }, (_, i) => ({
    id: `r${i}`,
    text: `Parcel ${i} came late.`,
    rating: 2,
  }));
  const upload = await client.POST('/imports', {
    params: { query: { source: 'app' } },
    body: rows,
    headers: { 'idempotency-key': 'once' },
  });
  expect([upload.response.status, upload.error]).toEqual([202, undefined]);
  const sent = upload.data as Extract<typeof upload.data, { id: string }>;
  const ended = await expect
    .poll(async () => (await client.GET('/imports/{id}', { params: { path: { id: sent.id } } })).data)
    .toMatchObject({ state: 'done' })
    .then(async () => (await client.GET('/imports/{id}', { params: { path: { id: sent.id } } })).data!);
  expect([ended.counts.accepted, ended.detected!.source]).toEqual([12, 'app']);

  const report = await client.GET('/reports/{name}', { params: { path: { name: 'overview' } } });
  const { sections } = report.data as unknown as { sections: { rows: { feedback: number }[] }[] };
  expect(sections[0]!.rows[0]!.feedback).toBe(12);
  const csv = await client.GET('/reports/{name}', {
    params: { path: { name: 'overview' }, query: { format: 'csv' } },
    parseAs: 'text',
  });
  expect(csv.data).toMatch(/^feedback,/);

  const unknown = await client.GET('/reports/{name}', { params: { path: { name: 'sentimend' } } });
  expect(unknown.error!.error).toMatchObject({
    code: 'REPORT_UNKNOWN',
    message: expect.stringContaining('sentiment'),
  });
  const refused = await openClient(address, { key: 'vb_none' }).GET('/status');
  expect([refused.response.status, refused.error!.error.code]).toEqual([401, 'KEY_REFUSED']);
  const few = await client.POST('/topics', { body: { name: 'Late', description: 'It came late.' } });
  expect(few.error!.error.code).toBe('SCOPE_MISSING');
});

test('a program that imports verbatim/client is compiled with its types, and runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-consumer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const installed = join(folder, 'node_modules/verbatim');
  mkdirSync(installed, { recursive: true });
  build(ROOT, join(installed, 'dist'));
  writeFileSync(join(installed, 'package.json'), readFileSync(join(ROOT, 'package.json')));
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const program = (report: string) =>
    writeFileSync(
      join(folder, 'program.ts'),
      `import { type Bodies, openClient } from 'verbatim/client';
const client = openClient(process.argv[2]!);
const { data } = await client.GET('/health/live');
const { error } = await client.GET('${report}');
const state: Bodies['Import']['state'] = 'done';
console.log(data!.ok, error, state);
`,
    );
  const compile = () =>
    promisify(execFile)(
      process.execPath,
      [
        ...[join(ROOT, 'node_modules/typescript/bin/tsc'), '--module', 'nodenext', '--target', 'es2024'],
        ...['--strict', '--lib', 'es2024,dom', '--types', 'node', '--typeRoots'],
        ...[join(ROOT, 'node_modules/@types'), 'program.ts'],
      ],
      { cwd: folder },
    );
  program('/nowhere');
  await expect(compile()).rejects.toMatchObject({ stdout: expect.stringContaining('program.ts(4') });
  program('/reports');
  await compile();
  const { address } = await testServer();
  const { stdout } = await promisify(execFile)(process.execPath, ['program.js', address], { cwd: folder });
  expect(stdout).toBe('true undefined done\n');
});
