import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { nextItems } from '../../../src/db/review/items.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { datedFiles, fillWithoutModel } from '../../support/data/dashboard-shop.ts';
import { addDraw } from '../../support/data/review.ts';
import {
  CHROMIUM,
  openPage,
  screenshot,
  scrollsSideways,
  violations,
} from '../../support/servers/browser.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type TestServer, testServer } from '../../support/servers/upload-server.ts';

vi.setConfig({ testTimeout: 120_000 });
const browser = test.skipIf(!CHROMIUM);
const HOSTILE = `"><img src=x onerror="window.owned=1"><script>window.owned=1</script>`;

/** A server over reviews of a shop, each with two sentences; a random draw of the first, and a queue of the next. */
async function shop(samples: number, queued = 0): Promise<{ server: TestServer; ids: number[] }> {
  const { url, database } = await testDatabase();
  await fillWithoutModel(database, datedFiles(60), []);
  // Two sentences each: up to the first stop, and what follows.
  await database.query(
    `update verbatim.segment s set end_offset = position('. ' in d.text) from verbatim.document d
      where d.id = s.document_id and position('. ' in d.text) > 0;
     insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
       positive, score, tokens)
     select id, 1, 1, position('. ' in text) + 1, characters, 'neutral', 0.2, 0.6, 0.2, 0, 5 from verbatim.document
      where position('. ' in text) > 0`,
  );
  const { rows } = await database.query<{ id: number }>(
    `select min(f.id) as id from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where position('. ' in d.text) > 0 group by d.id order by 1 limit $1`,
    [samples + queued],
  );
  const ids = rows.map(({ id }) => id);
  await addDraw(database, ids.slice(0, samples));
  if (queued > 0) {
    await addDraw(database, ids.slice(samples), { kind: 'queue', reasons: ['rating and text disagree'] });
  }
  return { server: await testServer({ url }), ids };
}

async function open(server: TestServer, name = 'ann', options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(server.address, { viewport: { width: 1100, height: 900 }, ...options });
  await opened.page.goto(`${server.address}/review`);
  await opened.page.getByLabel('Your name').fill(name);
  await opened.page.keyboard.press('Enter');
  await opened.page.locator('#comment').waitFor();
  return opened;
}

const stored = async (database: Database) =>
  (
    await database.query(
      `select feedback_id as id, task, labeller, value, start_offset as start, imported_from as from, reason,
              model_id as model from verbatim.label order by feedback_id, start_offset nulls first, task, labeller`,
    )
  ).rows;
/** The words of the customer, without the labels in between. */
const textOf = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const text = document.querySelector('#text').cloneNode(true);
    for (const label of text.querySelectorAll('small')) label.remove();
    return text.textContent;
  })()`);
/** Until the page shows another comment than that of `text`. */
const another = (page: Page, text: string) => expect.poll(() => textOf(page)).not.toBe(text);
const focused = (page: Page) =>
  page.evaluate('document.activeElement.id || document.activeElement.className');

browser('one key a label: the next comment is there at once, and undo brings the last one back', async () => {
  const { server, ids } = await shop(8);
  const { page, faults } = await open(server);
  const first = await textOf(page);
  await expect.poll(() => focused(page)).toBe('comment');
  // Nobody is led: the answer of the model is not even in the page.
  await page.getByText('The answer of the model is shown after your label').waitFor();
  expect(await page.locator('.sentence small').count()).toBe(0);
  await page.keyboard.press('1');
  await another(page, first);
  await page.getByRole('status').filter({ hasText: 'Stored: negative. The model: ' }).waitFor();
  await expect.poll(() => focused(page)).toBe('comment');
  for (const key of ['2', '3', '4']) {
    const before = await textOf(page);
    await page.keyboard.press(key);
    await another(page, before);
  }
  await expect.poll(() => stored(server.database)).toHaveLength(4);
  expect(
    (await stored(server.database)).map(({ id, value, from, model }) => [id, value, from, model]),
  ).toEqual([
    [ids[0], 'negative', 'page', 1],
    [ids[1], 'neutral', 'page', 1],
    [ids[2], 'positive', 'page', 1],
    [ids[3], 'mixed', 'page', 1],
  ]);
  await page.getByText('Random sample: 4 left, 4 done').waitFor();
  await page.getByText('4 comments by you today').waitFor();

  await page.keyboard.press('u');
  await page.getByRole('status').filter({ hasText: 'Undone: mixed' }).waitFor();
  expect((await stored(server.database)).map(({ id }) => id)).toEqual(ids.slice(0, 3));
  const again = await textOf(page);
  await page.keyboard.press('2');
  await another(page, again);
  await expect
    .poll(async () => (await stored(server.database)).at(-1))
    .toMatchObject({ id: ids[3], value: 'neutral' });
  // Back, with the answer of the model; forward, without a label.
  await page.keyboard.press('b');
  await page.getByText(/^The model: (negative|positive|mixed), 50 % sure\./).waitFor();
  await page.keyboard.press('n');
  await page.keyboard.press('Enter');
  await another(page, again);
  // The four that are left, the one that was passed over last; then the end.
  for (let left = 4; left > 0; left--) {
    const before = await textOf(page);
    await page.keyboard.press('3');
    if (left > 1) await another(page, before);
  }
  await page.getByText('Nothing waits for your review').waitFor();
  await expect.poll(() => stored(server.database)).toHaveLength(8);
  const { rows } = await server.database.query('select count(done_at) as done from verbatim.review_item');
  expect(rows).toEqual([{ done: 8 }]);
  expect(faults).toEqual([]);
});

browser(
  'sentences, toxicity, topics and why by keyboard; held keys and those in fields label nothing',
  async () => {
    const { server, ids } = await shop(0, 3);
    const { page, faults } = await open(server);
    await page.getByText('Worth a look: rating and text disagree').waitFor();
    await page.getByText(/^The model: /).waitFor();
    const first = await textOf(page);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toContain('sentence');
    await page.getByText('Sentence 1 of 2 is').waitFor();
    await page.keyboard.press('3');
    await page.getByText('Sentence 2 of 2 is').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await page.getByText('The whole comment is').waitFor();
    await page.keyboard.press('x');
    await page.getByRole('status').filter({ hasText: 'Toxic: yes.' }).waitFor();
    expect(await page.getByRole('button', { name: 'Toxic', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('Shift+X');
    await page.keyboard.press('t');
    await expect.poll(() => focused(page)).toBe('add-topic');
    await page.locator('#add-topic').selectOption({ label: 'Zip' });
    await page.getByRole('button', { name: 'Zip: yes' }).waitFor();
    await page.getByRole('button', { name: 'Zip: no' }).click();
    await page.getByRole('button', { name: 'Zip: no' }).click();
    await page.locator('#comment').focus();
    await page.keyboard.press('w');
    await page.keyboard.type('1234 nxu?');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('comment');
    expect(await textOf(page)).toBe(first);
    await page.keyboard.down('4');
    await page.keyboard.down('4');
    await page.keyboard.down('4');
    await page.keyboard.up('4');
    await another(page, first);
    const common = { id: ids[0], labeller: 'ann', from: 'page', model: 1, reason: null };
    // Four labels are there before the last is: that of the topic is stored, and then taken back.
    await expect
      .poll(() => stored(server.database))
      .toEqual([
        { ...common, task: 'sentiment', value: 'mixed', start: null, reason: '1234 nxu?' },
        { ...common, task: 'toxicity', value: 'no', start: null },
        { ...common, task: 'sentiment', value: 'positive', start: 0 },
        { ...common, task: 'sentiment', value: 'negative', start: expect.any(Number) },
      ]);
    const { rows } = await server.database.query(
      `select count(*) as n from verbatim.label_change where task like 'topic %'`,
    );
    expect(rows).toEqual([{ n: 3 }]);

    // Help names every key; single keys can be turned off, and then buttons do it.
    await page.keyboard.press('?');
    await page.locator('#help[open]').waitFor();
    await page.keyboard.press('1');
    await page.getByLabel('Keys of one character work').uncheck();
    await page.keyboard.press('Escape');
    await page.locator('#help').waitFor({ state: 'hidden' });
    const second = await textOf(page);
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Positive' }).press('Enter');
    await another(page, second);
    await expect
      .poll(async () => (await stored(server.database)).find(({ id }) => id === ids[1]))
      .toMatchObject({ value: 'positive' });
    expect(faults).toEqual([]);
  },
);

browser(
  'a browser closed in the middle loses nothing, and a server that is away gets the labels later',
  async () => {
    const { server, ids } = await shop(8);
    const { page } = await open(server);
    const context = page.context();
    await context.route('**/labels', (route) => route.abort());
    for (const key of ['1', '2']) {
      const before = await textOf(page);
      await page.keyboard.press(key);
      await another(page, before);
    }
    await page.getByRole('alert').filter({ hasText: '2 labels not stored yet' }).waitFor();
    expect(await stored(server.database)).toEqual([]);
    await page.close();
    await context.unroute('**/labels');
    const again = await context.newPage();
    await again.goto(`${server.address}/review`);
    // No name is asked for again, and the labels arrive.
    await expect.poll(() => stored(server.database)).toHaveLength(2);
    await again.locator('#comment').waitFor();
    await expect.poll(() => textOf(again)).toBeTruthy();
    const left = await textOf(again);
    await again.keyboard.press('3');
    await again.close();
    const last = await context.newPage();
    await last.goto(`${server.address}/review`);
    await expect.poll(() => stored(server.database)).toHaveLength(3);
    expect((await stored(server.database)).map(({ id, value }) => [id, value])).toEqual([
      [ids[0], 'negative'],
      [ids[1], 'neutral'],
      [ids[2], 'positive'],
    ]);
    expect(left).toBeTruthy();
  },
);

browser(
  'two people at once get different comments; an erased one is told, and the review goes on',
  async () => {
    const { server, ids } = await shop(14);
    const [ann, bob] = [await open(server, 'ann'), await open(server, 'bob')];
    expect(await textOf(ann.page)).not.toBe(await textOf(bob.page));
    const held = await nextItems(server.database, 'eve', { limit: 20 });
    expect(held.map(({ feedbackId }) => feedbackId)).toEqual(ids.slice(12));
    await server.database.query('delete from verbatim.feedback where id = $1', [ids[0]]);
    const first = await textOf(ann.page);
    await ann.page.keyboard.press('1');
    await another(ann.page, first);
    await ann.page.getByRole('alert').filter({ hasText: 'It may have been erased' }).waitFor();
    expect(await stored(server.database)).toEqual([]);
    const second = await textOf(ann.page);
    await ann.page.keyboard.press('2');
    await another(ann.page, second);
    await expect.poll(() => stored(server.database)).toMatchObject([{ id: ids[1], labeller: 'ann' }]);
  },
);

browser(
  'hostile texts, topics and reasons are text; a comment of the dashboard opens by its number',
  async () => {
    const { server, ids } = await shop(0, 2);
    const { database } = server;
    await database.query('update verbatim.document set text = $1 || text, characters = characters + $2', [
      HOSTILE,
      HOSTILE.length,
    ]);
    await database.query('update verbatim.topic set name = $1 || name', [HOSTILE]);
    await database.query('update verbatim.review_item set reasons = array[$1]', [HOSTILE]);
    const { page, faults } = await open(server, HOSTILE);
    expect(await textOf(page)).toContain('<script>');
    expect(await page.locator('#comment-title').textContent()).toContain('<script>');
    await page.locator('#add-topic').selectOption({ index: 1 });
    await page.goto(`${server.address}/dashboard?period=all&quotes=open`);
    const link = page.locator('.quote a', { hasText: 'Label' }).first();
    const address = await link.getAttribute('href');
    await link.click();
    await page.locator('#comment').waitFor();
    const id = Number(new URL(address!, server.address).searchParams.get('comment'));
    await page.keyboard.press('1');
    await expect
      .poll(() => stored(database))
      .toContainEqual(expect.objectContaining({ id, value: 'negative', labeller: HOSTILE }));
    expect(await page.evaluate('String(window.owned)')).toBe('undefined');
    expect(await page.locator('img').count()).toBe(0);
    expect(faults).toEqual([]);
    expect(ids.length).toBe(2);
    const policy = (await fetch(`${server.address}/review`)).headers.get('content-security-policy')!;
    expect(policy).not.toMatch(/unsafe|http|\*/);
  },
);

browser('a key labels under its name; without the scope label the page says what is missing', async () => {
  const { server } = await shop(3);
  const enter = async (name: string, scopes: Scope[]) => {
    const key = newKey();
    await storeKey(server.database, key, { name, scopes, expiresAt: null });
    const opened = await openPage(server.address);
    await opened.page.goto(`${server.address}/review`);
    await opened.page.locator('#key').fill(key.key);
    await opened.page.keyboard.press('Enter');
    return opened.page;
  };
  const reader = await enter('reader', ['read', 'quotes']);
  await reader.getByRole('alert').filter({ hasText: 'it lacks the scope label' }).waitFor();
  const page = await enter('dr-who', ['label']);
  await page.locator('#comment').waitFor();
  await page.getByText('You label as dr-who').waitFor();
  await page.keyboard.press('2');
  await expect.poll(() => stored(server.database)).toMatchObject([{ labeller: 'dr-who' }]);
});

browser(
  'axe finds nothing serious in light and dark, and on a phone nothing is wider than the screen',
  async () => {
    const { server } = await shop(12, 6);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(server, 'ann', { colorScheme });
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('1');
      await page.keyboard.press('b');
      await page.getByText(/^The model: /).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('3');
      expect(await violations(page)).toEqual([]);
      if (colorScheme === 'light') await screenshot(page, 'review.png', 770);
      await page.keyboard.press('?');
      await page.locator('#help[open]').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Change' }).click();
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    }
    const { page } = await open(server, 'x'.repeat(90), { viewport: { width: 390, height: 844 } });
    expect(await scrollsSideways(page)).toBe(false);
    // On a touch screen the buttons do it.
    const before = await textOf(page);
    await page.getByRole('button', { name: 'Negative' }).click();
    await another(page, before);
  },
);
