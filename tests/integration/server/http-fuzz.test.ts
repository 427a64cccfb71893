import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ERRORS } from '../../../src/errors/verbatim-error.ts';
import { testServer } from '../../support/servers/upload-server.ts';

interface Operation {
  readonly parameters?: readonly { name: string; in: 'query' | 'path' | 'header' }[];
  readonly requestBody?: { content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

const HOSTILE = [
  ...['', ' ', '0', '-1', '1e309', 'null', '../../etc/passwd', '%00', "' or 1=1 --", '"; drop table x; --'],
  ...['__proto__', 'constructor', '\u202e', '💥', '<script>', '{{7*7}}', '#1', 'x'.repeat(3_000), '[]', '{}'],
];
const value = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }));
const CSV = 'id,text\n1,Good.\n2,"Bad, late"\n';
const FORM =
  '--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"text":"#2"}\r\n' +
  `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${CSV}\r\n--x--\r\n`;
/** What would be taken, with a few bytes changed and its end cut off. */
const damaged = fc
  .record({
    whole: fc.constantFrom(gzipSync(CSV), zstdCompressSync(Buffer.from(CSV)), Buffer.from(FORM)),
    changes: fc.array(fc.record({ at: fc.nat(200), byte: fc.nat(255) }), { maxLength: 4 }),
    cut: fc.oneof(fc.constant(0), fc.nat(200)),
  })
  .map(({ whole, changes, cut }) => {
    const bytes = Buffer.from(whole);
    for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
    return bytes.subarray(0, Math.max(0, bytes.length - cut));
  });
const nested = fc
  .record({ levels: fc.nat(150_000), opening: fc.constantFrom('[', '{"a":', '{"map":[', '{"rows":[') })
  .map(({ levels, opening }) => Buffer.from(opening.repeat(levels).slice(0, 900_000)));
const body = fc.oneof(
  damaged,
  nested,
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc.constantFrom(...HOSTILE).map((text) => Buffer.from(text)),
);

/** Every route of the OpenAPI document, with whatever might be sent to it. Seeds are printed by fast-check. */
test.each([7, 20261123, undefined])(
  'no request makes the server fail (seed %s)',
  async (seed) => {
    const { address, get } = await testServer({ limit: 1_000_000 });
    const document = (await (await get('/openapi.json')).json()) as {
      paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const types = [
      ...[
        'text/csv',
        'application/json',
        'application/x-ndjson',
        'multipart/form-data; boundary=x',
        'text/html',
        'application/yaml',
      ],
      ...[
        'application/octet-stream',
        'application/gzip',
        `multipart/form-data; boundary=${'y'.repeat(5_000)}`,
      ],
    ];
    const request = fc.record({
      operation: fc.nat(operations.length - 1),
      values: fc.array(value, { minLength: 30, maxLength: 30 }),
      body,
      type: fc.constantFrom(...types),
      given: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, values, body, type, given }) => {
        const at = operations[operation]!;
        const { parameters = [], responses } = at.operation;
        let path = at.path;
        const query = new URLSearchParams();
        const headers: Record<string, string> = {};
        for (const [i, parameter] of parameters.entries()) {
          const one = values[i]!;
          if (parameter.in === 'path')
            path = path.replace(`{${parameter.name}}`, encodeURIComponent(one.toWellFormed()));
          else if (given < i / parameters.length) continue;
          else if (parameter.in === 'query') query.append(parameter.name, one);
          else headers[parameter.name] = one.replace(/[^\x21-\x7e]/g, '') || 'x';
        }
        const writes = at.method === 'post' || at.method === 'patch';
        const sent = writes ? { body: new Uint8Array(body) } : {};
        if (writes) headers['content-type'] = type;
        const answer = await fetch(`${address}${path}?${query}`, {
          method: at.method.toUpperCase(),
          headers,
          ...sent,
        });
        const said = `${at.method} ${path} ${query} ${type}: ${answer.status}`;
        expect(answer.status, said).toBeLessThan(500);
        if (answer.ok) {
          expect(Object.keys(responses), said).toContain(String(answer.status));
          await answer.body?.cancel();
          return;
        }
        const { error } = (await answer.json()) as {
          error: { code: string | number; message: string; fix?: string };
        };
        // What reaches the protocol for assistants is answered by its rules (JSON-RPC 2.0, error codes).
        if (path === '/mcp' && typeof error.code === 'number') {
          expect(error.code, said).toBeLessThanOrEqual(-32_000);
        } else {
          expect(Object.keys(ERRORS), said).toContain(error.code);
          expect(error.fix, said).toBeTruthy();
        }
        expect(error.message + error.fix, said).not.toMatch(/\bat \S+ \(|node_modules|postgres:\/\//);
      }),
      { numRuns: 250, ...(seed === undefined ? {} : { seed }) },
    );
    expect((await get('/health/ready')).status).toBe(200);
  },
  120_000,
);
