import { expect, test } from 'vitest';
import type { OriginSettings } from '../../../src/domain/origin.ts';
import { pulledSource } from '../../support/data/pulled.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { faultyServer } from '../../support/servers/faulty-server.ts';

interface Review {
  readonly id: number | string;
  readonly text: string;
  readonly updated: string;
}

const reviews = (from: number, to: number): Review[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    id: from + at,
    text: `Order ${from + at} was late.`,
    updated: new Date(Date.UTC(2026, 0, 1, 0, from + at)).toISOString(),
  }));

type Answer = (query: URLSearchParams, at: number) => unknown;

/** A source that an HTTP server answers, as JSON. */
async function pulled(
  answer: Answer,
  settings: OriginSettings = {},
  environment: Record<string, string> = {},
) {
  const server = await faultyServer((request, response, at) => {
    const found = answer(new URL(request.url!, 'http://api').searchParams, at);
    if (typeof found === 'function') return void found(response);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
  });
  const { database } = await testDatabase();
  const origin = { kind: 'http' as const, address: `${server.url}/reviews?size=10`, settings };
  return { ...(await pulledSource(database, origin, environment)), server, database };
}

const fails = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; message: string }) => error,
  );

test('follows the address of the next page, and asks from the cursor the next time', async () => {
  let all = reviews(1, 25);
  const { pull, comments, origin, server } = await pulled(
    (query) => {
      const from = Number(query.get('from') ?? 0);
      const found = all.filter(({ updated }) => updated >= (query.get('since') ?? ''));
      const next = from + 10 < found.length ? `/reviews?from=${from + 10}` : null;
      return { data: { items: found.slice(from, from + 10) }, meta: { next } };
    },
    { records: 'data.items', next: 'meta.next', cursor: 'updated', since: 'since', overlap: '2m' },
  );
  expect(await pull()).toMatchObject({ read: 25, accepted: 25 });
  expect((await origin()).position).toEqual({ value: all[24]!.updated });
  all = [...all.slice(0, 24), { ...all[24]!, text: 'Order 25 came after all.' }, ...reviews(26, 27)];
  expect(await pull()).toMatchObject({ read: 5, accepted: 2, changed: 1, duplicates: 2 });
  expect(new URL(server.requests[3]!.url, server.url).searchParams.get('since')).toBe(all[22]!.updated);
  expect((await comments()).at(24)).toEqual(['25', 'Order 25 came after all.']);
});

test('counts pages until one is empty, follows tokens, and the Link header', async () => {
  const page = (number: number) => reviews(number * 10 + 1, number * 10 + 10);
  const counted = await pulled(
    (query) => (Number(query.get('page')) <= 3 ? page(Number(query.get('page')) - 1) : []),
    { pageParameter: 'page' },
  );
  expect(await counted.pull()).toMatchObject({ read: 30 });
  const tokens = await pulled(
    (query) => {
      const at = Number(query.get('cursor') ?? 0);
      return { reviews: page(at), has_more: at < 2, next_cursor: at < 2 ? at + 1 : '' };
    },
    { next: 'next_cursor', pageParameter: 'cursor' },
  );
  expect(await tokens.pull()).toMatchObject({ read: 30 });
  const linked = await pulled((query) => {
    const at = Number(query.get('at') ?? 0);
    return (response: import('node:http').ServerResponse) => {
      const last = '<https://elsewhere.example/?at=2>; rel="last"';
      response.setHeader('link', at < 2 ? `${last}, </reviews?at=${at + 1}>; rel="next"` : last);
      response.end(JSON.stringify(page(at)));
    };
  });
  expect(await linked.pull()).toMatchObject({ read: 30 });
});

test('sends headers from the environment, keeps long ids, and stores no secret', async () => {
  const { pull, comments, server, database } = await pulled(
    () => (response: import('node:http').ServerResponse) =>
      response.end('[{"id":12345678901234567890,"text":"long id","updated":1.50}]'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment.
    { headers: { authorization: 'Bearer ${SHOP_TOKEN}' } },
    { SHOP_TOKEN: 's3cret' },
  );
  await pull();
  expect(server.requests[0]!.headers.authorization).toBe('Bearer s3cret');
  expect(await comments()).toEqual([['12345678901234567890', 'long id']]);
  const { rows } = await database.query('select o, i from verbatim.origin o, verbatim.import i');
  expect(JSON.stringify(rows)).not.toContain('s3cret');
});

test('pages that never end are refused, and store nothing', async () => {
  const same = await pulled(() => reviews(1, 3), { pageParameter: 'page' });
  expect(await fails(same.pull())).toMatchObject({
    code: 'ORIGIN_ANSWER',
    message: expect.stringContaining('never end'),
  });
  expect(await same.comments()).toEqual([]);
  const circle = await pulled(
    (query, at) => ({ items: reviews(at, at), next: `/reviews?at=${query.get('at') === '1' ? 2 : 1}` }),
    {
      next: 'next',
    },
  );
  expect(await fails(circle.pull())).toMatchObject({
    code: 'ORIGIN_ANSWER',
    message: expect.stringContaining('never end'),
  });
  const large = await pulled(() => (response: import('node:http').ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1024 * 1024)));
      response.once('drain', more);
    };
    more();
  });
  expect(await fails(large.pull())).toMatchObject({
    code: 'ORIGIN_ANSWER',
    message: expect.stringContaining('64 MiB'),
  });
});

test('a fault on a later page stores nothing; a busy server is asked again', async () => {
  let broken = true;
  const { pull, comments, origin, server } = await pulled(
    (query, at) => {
      const page = Number(query.get('page'));
      if (page === 2 && broken)
        return (response: import('node:http').ServerResponse) => response.writeHead(500).end();
      if (at === 0)
        return (response: import('node:http').ServerResponse) =>
          response.writeHead(429, { 'retry-after': '1' }).end();
      return page < 4 ? reviews(page * 10, page * 10 + 9) : [];
    },
    { pageParameter: 'page', cursor: 'updated', since: 'since' },
  );
  expect(await fails(pull())).toMatchObject({
    code: 'ORIGIN_UNREACHABLE',
    message: expect.stringContaining('answered 500'),
  });
  expect(server.requests).toHaveLength(6);
  expect([await comments(), (await origin()).position]).toEqual([[], null]);
  broken = false;
  expect(await pull()).toMatchObject({ read: 30, accepted: 30 });
});

test('answers that cannot be used are explained', async () => {
  const detail = async (answer: Answer, settings: OriginSettings = {}) => {
    const error = await fails((await pulled(answer, settings)).pull());
    return `${error?.code} ${error?.message.replace(/127\.0\.0\.1:\d+/, 'HOST')}`;
  };
  const answered =
    (status: number, body = '') =>
    () =>
    (response: import('node:http').ServerResponse) =>
      response.writeHead(status, { location: '/other' }).end(body);
  expect(await detail(answered(200, '<html>'))).toBe(
    'ORIGIN_ANSWER The answer of HOST cannot be used: page 1: it is not JSON.',
  );
  expect(await detail(() => ({ a: [{}], b: [{}] }))).toContain('name it with --records. Its members: a, b');
  expect(await detail(() => ({ data: {} }), { records: 'data.items' })).toContain(
    'it has no list data.items. Its members: data',
  );
  expect(await detail(() => ({ items: [1, 2] }), { records: 'items' })).toContain(
    'something else than objects',
  );
  expect(
    await detail(() => ({ items: reviews(1, 2), next: 'https://elsewhere.example/2' }), { next: 'next' }),
  ).toContain('the next page is on another host (elsewhere.example)');
  expect(await detail(answered(403))).toContain('ORIGIN_REFUSED');
  expect(await detail(answered(302))).toContain('it answered 302, another address');
  expect(await detail(answered(404))).toContain('ORIGIN_ANSWER');
});
