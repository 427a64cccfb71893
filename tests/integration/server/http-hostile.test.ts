import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { ERRORS } from '../../../src/errors/verbatim-error.ts';
import { startProxy } from '../../chaos/tcp-proxy.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, form, type Import, testServer } from '../../support/servers/upload-server.ts';

interface Fault {
  readonly error: { readonly code: string; readonly message: string; readonly fix: string };
}

const JSON_TYPE = { type: 'application/json' };
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const FILE = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${csvOf(2)}\r\n--b--\r\n`;
const multipart = (boundary: string) => ({ type: `multipart/form-data; boundary=${boundary}` });

test('hostile bodies are refused with a code of the table; nothing of them is kept', async () => {
  const { post, get, database, spooled } = await testServer();
  const dryRun = { query: { dryRun: 'true' } };
  const packed = zstdCompressSync(Buffer.from(csvOf(20_000)));
  const noise = Buffer.from(packed);
  noise.fill(0xaa, 20, 2_000);
  const cases: [string, () => Promise<Response>, number, string][] = [
    ['100,000 parts', () => post(field('x', '1').repeat(100_000) + FILE, multipart('b')), 413, 'USAGE'],
    ['100,000 files', () => post(FILE.replace('--b--', '').repeat(100_000), multipart('b')), 413, 'USAGE'],
    ['a boundary of 5,000 characters', () => post(FILE, multipart('b'.repeat(5_000))), 400, 'UPLOAD_INVALID'],
    ['no boundary', () => post(FILE, { type: 'multipart/form-data' }), 400, 'UPLOAD_INVALID'],
    ['an empty boundary', () => post(FILE, multipart('""')), 400, 'UPLOAD_INVALID'],
    ['another boundary', () => post(FILE, multipart('c')), 400, 'UPLOAD_INVALID'],
    ['no form at all', () => post('hello', multipart('b')), 400, 'UPLOAD_INVALID'],
    ['a form without its end', () => post(FILE.slice(0, -9), multipart('b')), 400, 'UPLOAD_BROKEN_OFF'],
    ['a part without a name', () => post(`--b\r\n\r\nx\r\n--b--\r\n`, multipart('b')), 400, 'UPLOAD_INVALID'],
    [
      'a part with endless headers',
      () => post(`--b\r\nX: ${'y'.repeat(300_000)}\r\n\r\nx\r\n--b--\r\n`, multipart('b')),
      400,
      'UPLOAD_INVALID',
    ],
    [
      'a field that is too long',
      () => post(field('map', 'x'.repeat(20_000)) + FILE, multipart('b')),
      400,
      '',
    ],
    ['a field named __proto__', () => post(field('__proto__', 'x') + FILE, multipart('b')), 400, 'USAGE'],
    [
      'settings 100,000 deep',
      () => post(`{"rows":[{"text":"x"}],"map":${deep(100_000)}}`, JSON_TYPE),
      400,
      '',
    ],
    ['settings 5,000,000 deep', () => post(`{"map":${deep(5_000_000)},"rows":[{}]}`, JSON_TYPE), 400, ''],
    ['a row 100,000 deep', () => post(`[{"text":"x","y":${deepObject(100_000)}}]`, JSON_TYPE), 400, ''],
    [
      'a map 8,000 deep, in a field',
      () => post(form(csvOf(1), 'a.csv', { map: deepObject(2_700) })),
      400,
      '',
    ],
    ['keep 100,000 deep', () => post(`{"rows":[{"text":"x"}],"keep":${deep(90)}}`, JSON_TYPE), 400, ''],
    [
      'a row named __proto__',
      () => post('{"rows":[{"__proto__":{"x":1}}],"__proto__":{}}', JSON_TYPE),
      202,
      '',
    ],
    ['damaged gzip', () => post(gzipSync(csvOf(9)).fill(0xff, 12, 60), dryRun), 400, 'FILE_CORRUPT'],
    ['gzip cut after its head', () => post(gzipSync(csvOf(9)).subarray(0, 9), dryRun), 400, 'FILE_CORRUPT'],
    ['damaged zstd', () => post(noise, dryRun), 400, 'FILE_CORRUPT'],
    ['zstd cut after its head', () => post(packed.subarray(0, 6), dryRun), 400, 'FILE_CORRUPT'],
    ['zstd of nothing', () => post(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), dryRun), 400, 'FILE_CORRUPT'],
  ];
  for (const [what, send, status, code] of cases) {
    const answer = await send();
    const { error } = (await answer.json()) as Partial<Fault>;
    expect([what, answer.status]).toEqual([what, status]);
    if (!error) continue;
    expect(Object.keys(ERRORS), what).toContain(error.code);
    if (code) expect([what, error.code]).toEqual([what, code]);
    expect(error.message.length + error.fix.length, what).toBeLessThan(1_000);
  }
  const { imports } = (await (await get('/imports?limit=1000')).json()) as { imports: Import[] };
  expect(imports.filter(({ state }) => state === 'receiving')).toEqual([]);
  await expect.poll(spooled).toEqual([]);
  const { rows } = await database.query('select count(*) as n from verbatim.feedback');
  expect(rows[0].n).toBe(0);
});

test.each([50, 1_000, 4_000, 7_000, 100_000])(
  'a line of NDJSON that is nested %i deep costs itself alone, in a dry run and in an import',
  async (levels) => {
    const { post, settled } = await testServer();
    for (const nested of [deep(levels), deepObject(levels)]) {
      const body = `{"text":"first"}\n{"text":"second","x":${nested}}\n{"text":"third"}\n`;
      const type = 'application/x-ndjson';
      const seen = await post(body, { type, query: { dryRun: 'true' } });
      expect(seen.status).toBe(200);
      const source = nested.slice(0, 2);
      const { url } = (await (await post(body, { type, query: { source } })).json()) as Import;
      const ended = await settled(url);
      expect([ended.state, ended.error]).toEqual(['done', null]);
      expect(ended.counts.read).toBe(3);
      expect(ended.counts.accepted).toBeGreaterThanOrEqual(2);
    }
  },
);

test('while Postgres is away every route answers 503 with its code and Retry-After', async () => {
  const { url } = await testDatabase();
  const address = new URL(url);
  const wire = await startProxy(Number(address.port));
  onTestFinished(() => wire.close());
  address.port = String(wire.port);
  const { post, get, spooled } = await testServer({ url: address.href });
  const paths = [
    ...['/status', '/imports', '/imports/00000000-0000-0000-0000-000000000000', '/reports/overview'],
    ...['/dashboard/figures', '/metrics'],
  ];
  const upload = { type: 'text/csv', headers: { 'idempotency-key': 'k' } };
  const sends = [
    ...paths.map((path) => () => get(path)),
    () => post(csvOf(3), upload),
    () => post(form(csvOf(3), 'a.csv')),
    () => post(csvOf(3), { query: { dryRun: 'true' } }),
    () => post('[{"text":"x"}]', JSON_TYPE),
  ];
  wire.close();
  for (const send of sends) {
    const answer = await send();
    const body = await answer.text();
    if (answer.status === 200) {
      // A dry run says it in its own words.
      expect(JSON.parse(body)).toMatchObject({ counts: null, problem: { code: 'DATABASE_LOST' } });
      continue;
    }
    expect([answer.url, answer.status]).toEqual([answer.url, 503]);
    expect((JSON.parse(body) as Fault).error.code).toBe('DATABASE_LOST');
    expect(body).not.toContain(address.port);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await expect.poll(spooled).toEqual([]);
});
