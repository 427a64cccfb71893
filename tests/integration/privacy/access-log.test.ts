import { describe, expect, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { deleteOldAccess, logAccess, readAccess } from '../../../src/db/privacy/access-log.ts';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { newKey } from '../../../src/domain/api-key.ts';
import { addModel, addResults } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, testServer } from '../../support/servers/upload-server.ts';

/** A server with a key that reads quotes, and three comments, analysed. */
async function shop() {
  const server = await testServer();
  const made = newKey();
  const { database } = server;
  const modelId = await addModel(database, 'first');
  const posted = await server.post(
    csvOf(3, (i) => `Order ${i} came late, and nobody told me why.`),
    { query: { source: 'shop' } },
  );
  await server.settled(posted.headers.get('location')!);
  await addResults(database, modelId);
  // One sentence, the whole text.
  await database.query(
    `delete from verbatim.segment where ordinal > 0;
     update verbatim.segment s set start_offset = 0, end_offset = d.characters, sentiment = 'negative', score = -0.1 * d.id
       from verbatim.document d where d.id = s.document_id;
     update verbatim.analysis set sentiment = 'negative'`,
  );
  await updateRollup(database, 'day', modelId);
  await database.query(
    `with t as (insert into verbatim.topic (name, description) values ('late', 'made') returning id)
     insert into verbatim.topic_example (topic_id, text, feedback_id) select t.id, 'Order came late', 2 from t`,
  );
  const key =
    (await storeKey(database, made, { name: 'ana', scopes: ['read', 'quotes', 'label'], expiresAt: null })) &&
    made.key;
  const ask = (path: string, options: RequestInit = {}) =>
    fetch(server.address + path, {
      ...options,
      headers: { authorization: `Bearer ${key}`, ...options.headers },
    });
  const log = async () => {
    const entries = await readAccess(database, { since: new Date(0), who: null, most: 100 });
    return entries.reverse().map(({ at: _, ...entry }) => entry);
  };
  return { database, ask, log };
}

describe('who is shown quotes', () => {
  test('is logged by the name of the key, the route and the numbers of the comments', async () => {
    const { database, ask, log } = await shop();
    for (const path of ['/dashboard/figures', '/reports/sentiment', '/reports/imports', '/openapi.json'])
      await ask(path);
    expect(await log()).toEqual([]);
    const quotes = (await (await ask('/dashboard/quotes?limit=2&period=all')).json()) as {
      quotes: { id: number }[];
    };
    const ids = quotes.quotes.map(({ id }) => id).sort();
    expect(ids).toHaveLength(2);
    expect((await ask('/reports/quotes')).status).toBe(200);
    expect((await ask('/review/comments/3')).status).toBe(200);
    expect((await ask('/topics')).status).toBe(200);
    expect((await ask('/codebook')).status).toBe(200);
    const entry = (place: string, feedbackIds: number[]) => ({
      who: 'ana',
      what: 'quote',
      place: `GET ${place}`,
      feedbackIds,
    });
    expect(await log()).toEqual([
      entry('/dashboard/quotes', ids),
      entry('/reports/:name', [1, 2, 3]),
      entry('/review/comments/:comment', [3]),
      entry('/topics', [2]),
      entry('/codebook', [2]),
    ]);
    // No text is in it.
    const { rows } = await database.query<{ all: string }>(
      `select string_agg(a::text, ',') as all from verbatim.access_log a`,
    );
    expect(rows[0]!.all).not.toContain('late.');
  });

  test('is an error of the server where it cannot be logged, and the answer is sent', async () => {
    const unlogged: unknown[] = [];
    const server = await testServer({ onUnlogged: (facts) => unlogged.push(facts) });
    const { database } = server;
    await addModel(database, 'first');
    const posted = await server.post(csvOf(1));
    await server.settled(posted.headers.get('location')!);
    await database.query('alter table verbatim.access_log add constraint full_disk check (false) not valid');
    expect((await server.get('/review/comments/1')).status).toBe(200);
    expect(unlogged).toEqual([
      { place: 'GET /review/comments/:comment', detail: expect.stringContaining('full_disk') },
    ]);
  });

  test('is kept for some days', async () => {
    const { database } = await testDatabase();
    const access = { who: 'ana', what: 'quote', feedbackIds: [2, 1, 2], place: 'x' } as const;
    await logAccess(database, access);
    await logAccess(database, { ...access, who: null });
    await logAccess(database, { ...access, feedbackIds: [] });
    await database.query(`update verbatim.access_log set at = now() - interval '366 days' where id = 1`);
    expect(await deleteOldAccess(database, 365)).toBe(1);
    const kept = await readAccess(database, { since: new Date(0), who: null, most: 9 });
    expect(kept).toMatchObject([
      { who: 'ana', feedbackIds: [] },
      { who: expect.stringMatching(/^(postgres|verbatim)$/), feedbackIds: [1, 2] },
    ]);
    expect(await readAccess(database, { since: new Date(0), who: 'ana', most: 9 })).toHaveLength(1);
  });
});
