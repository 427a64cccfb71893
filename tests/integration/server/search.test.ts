import { expect, test } from 'vitest';
import type { z } from 'zod';
import { storeKey } from '../../../src/db/api-keys.ts';
import { readAccess } from '../../../src/db/privacy/access-log.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { SEARCH } from '../../../src/server/routes/search-routes.ts';
import { openShop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testServer } from '../../support/servers/upload-server.ts';

test('GET /search answers with sentences, to keys that read quotes, and notes who was shown them', async () => {
  const made = await testEngine();
  const shop = await openShop(made);
  await shop.takeDemo(0, 40);
  const { database } = shop;
  const searcher = openSearcher({ database, openEngine: async () => made.engine });
  const { address } = await testServer({ url: shop.url, searcher });
  const keyOf = async (name: string, scopes: Scope[]) => {
    const key = newKey();
    await storeKey(database, key, { name, scopes, expiresAt: null });
    return key.key;
  };
  const [ana, bob] = [await keyOf('ana', ['read', 'quotes']), await keyOf('bob', ['read'])];
  const ask = async (query: string, key = ana) => {
    const answer = await fetch(`${address}/search?${query}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, body: (await answer.json()) as z.output<typeof SEARCH> };
  };

  const found = await ask('question=itchy+wool&limit=3');
  expect(found.status).toBe(200);
  expect(SEARCH.strict().parse(found.body)).toEqual(found.body);
  const ids = found.body.sentences.map(({ feedbackId }) => feedbackId);
  expect(ids).toHaveLength(3);
  const log = await readAccess(database, { since: new Date(0), who: null, most: 10 });
  expect(log).toMatchObject([
    {
      who: 'ana',
      what: 'quote',
      place: 'GET /search',
      feedbackIds: [...new Set(ids)].sort((a, b) => a - b),
    },
  ]);
  const like = await ask(`like=${ids[0]}&limit=2`);
  expect([like.status, like.body.sentences.length]).toEqual([200, 2]);
  const good = await ask('question=dress&attribute=Department+Name%3DDresses&rating=4..5&sentiment=positive');
  for (const { rating, sentiment } of good.body.sentences)
    expect([rating! >= 4, sentiment]).toEqual([true, 'positive']);
  expect(good.body.sentences.length).toBeGreaterThan(0);

  // Whoever may not read quotes, and whatever makes no sense.
  const code = async (query: string, key?: string) => {
    const { status, body } = await ask(query, key);
    return `${status} ${(body as unknown as { error: { code: string } }).error.code}`;
  };
  expect(await code('question=dress', bob)).toBe('403 SCOPE_MISSING');
  expect(await code('')).toBe('400 USAGE');
  expect(await code('question=dress&like=1')).toBe('400 USAGE');
  expect(await code('question=')).toBe('400 QUESTION_EMPTY');
  expect(await code(`question=${'a+'.repeat(1_500)}`)).toBe('400 QUESTION_TOO_LONG');
  expect(await code('question=dress&limit=101')).toBe('400 USAGE');
  expect(await code('question=dress&by=magic')).toBe('400 USAGE');
  expect(await code('question=dress&attribute=Dresses')).toBe('400 FILTER_INVALID');
  expect(await code('question=dress&rating=x')).toBe('400 FILTER_INVALID');
  expect(await code('question=dress&period=soon')).toBe('400 REPORT_PERIOD_INVALID');
  expect(await code('question=dress&source=shpo')).toBe('400 FILTER_VALUE_UNKNOWN');
  expect(await code('question=dress&topic=nothing')).toBe('404 TOPIC_UNKNOWN');
  expect(await code('like=99999')).toBe('404 COMMENT_UNKNOWN');
  // Nobody was shown anything by these.
  expect(await readAccess(database, { since: new Date(0), who: null, most: 10 })).toHaveLength(3);
  await made.engine.close();
});
