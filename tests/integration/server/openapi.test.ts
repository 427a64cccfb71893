import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { Searcher } from '../../../src/domain/search/searcher.ts';
import {
  IMPORT,
  IMPORT_DETAILS,
  IMPORT_LIST,
  PREVIEW,
  QUEUE,
  REJECTS,
  STATUS,
} from '../../../src/server/routes/answers.ts';
import { csvOf, form, type Import, testServer } from '../../support/servers/upload-server.ts';

test('the OpenAPI document is valid, and names every route', async () => {
  const { get } = await testServer({ apiKey: 'a-key-of-some-length', searcher: {} as Searcher });
  const answer = await get('/openapi.json');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  const document = (await answer.json()) as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { summary?: string; responses: object; requestBody?: { content: object } }>
    >;
    components: { securitySchemes: object };
  };
  expect(document.openapi).toBe('3.1.0');
  const result = await new Validator().validate(structuredClone(document));
  expect([result.valid, result.errors]).toEqual([true, undefined]);
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.sort()).toEqual([
    'GET /alerts',
    'GET /alerts/rules',
    'GET /codebook',
    'GET /dashboard/breakdown',
    'GET /dashboard/figures',
    'GET /dashboard/operations',
    'GET /dashboard/quotes',
    'GET /dashboard/topics',
    'GET /handled',
    'GET /health/live',
    'GET /health/ready',
    'GET /imports',
    'GET /imports/{id}',
    'GET /imports/{id}/events',
    'GET /imports/{id}/rejects',
    'GET /labels',
    'GET /queue',
    'GET /reports',
    'GET /reports/{name}',
    'GET /review/comments/{comment}',
    'GET /review/progress',
    'GET /search',
    'GET /status',
    'GET /topics',
    'GET /topics/{topic}',
    'PATCH /topics/{topic}',
    'POST /alerts/{id}/resolve',
    'POST /alerts/{id}/snooze',
    'POST /codebook',
    'POST /handled',
    'POST /handled/remove',
    'POST /imports',
    'POST /imports/{id}/cancel',
    'POST /labels',
    'POST /mcp',
    'POST /review/next',
    'POST /review/release',
    'POST /review/undo',
    'POST /topics',
    'POST /topics/{topic}/merge',
    'POST /topics/{topic}/retire',
    'POST /topics/{topic}/revive',
  ]);
  // A list for items is no schema of this version.
  expect(JSON.stringify(document)).not.toContain('"items":[');
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { summary, responses } of Object.values(methods)) {
      expect(summary).toBeTruthy();
      const refusals = path.startsWith('/health') ? [] : ['400', '401', '403', '429', '431', '503'];
      expect(Object.keys(responses), path).toEqual(expect.arrayContaining(refusals));
      expect(JSON.stringify(responses)).not.toContain('Default Response');
    }
  }
  const upload = document.paths['/imports']!.post!;
  expect(Object.keys(upload.requestBody!.content)).toEqual(
    expect.arrayContaining(['multipart/form-data', 'text/csv', 'application/x-ndjson', 'application/json']),
  );
  expect(Object.keys(upload.responses)).toEqual(expect.arrayContaining(['200', '202', '409', '413', '415']));
  expect(document.components.securitySchemes).toHaveProperty('bearer');
});

test('what routes answer fits what the document says', async () => {
  const { post, get, settled } = await testServer();
  const fits = async (schema: z.ZodType, answer: Response) => {
    const body: unknown = await answer.json();
    expect(schema.safeParse(body).error).toBeUndefined();
    // Nothing more than is described.
    expect(schema.parse(body)).toEqual(body);
    return body;
  };
  const file = `${csvOf(3)}few\n`;
  await fits(PREVIEW, await post(form(file, 'a.csv'), { query: { dryRun: 'true' } }));
  const { url } = (await fits(IMPORT, await post(form(file, 'a.csv')))) as Import;
  await settled(url);
  await fits(IMPORT_DETAILS, await get(url));
  await fits(IMPORT_LIST, await get('/imports'));
  await fits(REJECTS, await get(`${url}/rejects?format=json`));
  await fits(STATUS, await get('/status'));
  await fits(QUEUE, await get('/queue'));
  const failed = (await (await post('a,b\n1,2\n')).json()) as Import;
  await settled(failed.url);
  await fits(IMPORT_DETAILS, await get(failed.url));
});
