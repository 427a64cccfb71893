import { expect, test } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { readAccess } from '../../../src/db/privacy/access-log.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import type { ReplyDraft } from '../../../src/domain/replies/reply.ts';
import { openDrafter, openReplyTemplate } from '../../../src/runs/replies/drafter.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { openShop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testServer } from '../../support/servers/upload-server.ts';
import { writingServer } from '../../support/servers/writing-server.ts';

test('POST /feedback/{id}/reply-draft needs the scope quotes, is in the access log, and says what is missing', async () => {
  const made = await testEngine(1);
  const shop = await openShop(made);
  await shop.take(['The zipper broke after two days.']);
  const { database } = shop;
  const writing = await writingServer(({ facts }) => [
    'You write that the zipper broke after two days. [1]',
    `${facts![0]!.text} [${facts![0]!.number}]`,
  ]);
  const parts = {
    database,
    searcher: openSearcher({ database, openEngine: async () => made.engine }),
    openWriter: async () => writing.open(),
  };
  const template = await openReplyTemplate(
    new URL('../../fixtures/reply-template.yaml', import.meta.url).pathname,
  );
  const { address } = await testServer({ url: shop.url, drafter: openDrafter({ ...parts, template }) });
  const keyOf = async (name: string, scopes: Scope[]) => {
    const key = newKey();
    await storeKey(database, key, { name, scopes, expiresAt: null });
    return key.key;
  };
  const [ana, bob] = [await keyOf('ana', ['read', 'quotes']), await keyOf('bob', ['read'])];
  const draft = async (id: string, key: string, at = address) => {
    const answer = await fetch(`${at}/feedback/${id}/reply-draft`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    return { status: answer.status, body: (await answer.json()) as ReplyDraft & { error: { code: string } } };
  };
  const { rows } = await database.query<{ id: number }>('select id from verbatim.feedback');
  const id = `${rows[0]!.id}`;

  const { status, body } = await draft(id, ana);
  expect([status, body.draft, body.lines.map(({ kind }) => kind)]).toEqual([200, true, ['comment', 'fact']]);
  expect(body.text).toContain('You write that the zipper broke after two days. Seams are repaired');
  const log = await readAccess(database, { since: new Date(0), who: null, most: 10 });
  expect(log).toMatchObject([
    { who: 'ana', what: 'quote', place: 'POST /feedback/:id/reply-draft', feedbackIds: [rows[0]!.id] },
  ]);

  const codes = [await draft(id, bob), await draft('999', ana), await draft('x', ana), await draft('0', ana)];
  expect(codes.map(({ status: answered, body: { error } }) => `${answered} ${error.code}`)).toEqual([
    ...['403 SCOPE_MISSING', '404 COMMENT_UNKNOWN', '400 USAGE', '400 USAGE'],
  ]);
  const without = [
    openDrafter({ ...parts, template: null }),
    openDrafter({ ...parts, template, openWriter: async () => null }),
  ];
  for (const [i, drafter] of without.entries()) {
    const other = await testServer({ url: shop.url, drafter });
    const {
      status: answered,
      body: { error },
    } = await draft(id, ana, other.address);
    expect(`${answered} ${error.code}`).toBe(['409 REPLY_NO_TEMPLATE', '409 REPLY_NO_WRITER'][i]);
  }
  expect(await readAccess(database, { since: new Date(0), who: null, most: 10 })).toHaveLength(1);
  await made.engine.close();
});
