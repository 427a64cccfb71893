import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import type { Database } from '../../../src/db/client.ts';
import { storeMissingWords } from '../../../src/db/search/document-words.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { openSearcher } from '../../../src/runs/search/search.ts';
import { datedFiles, fillWithoutModel } from '../../support/data/dashboard-shop.ts';
import {
  CHROMIUM,
  openPage,
  screenshot,
  scrollsSideways,
  violations,
} from '../../support/servers/browser.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { serverDatabase, testServer } from '../../support/servers/upload-server.ts';

// Many pages are loaded in each.
vi.setConfig({ testTimeout: 240_000 });
const browser = test.skipIf(!CHROMIUM);
const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script> the quokka & "zebra" print';
const HOSTILE = {
  ...{ source: '<i>stall</i>', name: '<b>.csv' },
  csv: `Date,Review Text,Rating\n2026-09-01,"${MARKUP.replaceAll('"', '""')}",2\n`,
};

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  if (!CHROMIUM) return;
  made = await makeDatabase();
  await fillWithoutModel(made.database, [...datedFiles(300), HOSTILE], ['Department Name']);
  await storeMissingWords(made.database, new AbortController().signal);
  await plantVectors(made.database);
}, 1_200_000);
afterAll(() => made?.drop());

/** Sentences about dresses are near to each other, the others are not. */
async function plantVectors(database: Database): Promise<void> {
  const { rows } = await database.query<{ id: number; dress: boolean }>(
    `select id, text ilike '%dress%' as dress from verbatim.document order by id`,
  );
  for (const { id, dress } of rows) {
    // Spread evenly: pairs are at right angles, but for what they share.
    const own = Array.from({ length: 32 }, (_, i) => Math.sin(id * (i + 1) * 1.618) / 4);
    const shared = [dress ? 2 : 0, ...own.slice(1)];
    const length = Math.hypot(...shared);
    const vector = Float32Array.from(shared.map((it) => it / length));
    await database.query('update verbatim.segment set embedding = $2 where document_id = $1', [
      ...[id, encodeHalfFloats([vector], vector.length)],
    ]);
  }
}

const stateOf = async (id: number) =>
  (
    await made.database.query('select handled_by as by, note from verbatim.handled where feedback_id = $1', [
      id,
    ])
  ).rows;
const handledIds = async () =>
  (
    await made.database.query<{ id: number }>('select feedback_id as id from verbatim.handled order by 1')
  ).rows.map(({ id }) => id);
const commentsOf = async (page: Page) =>
  Number((await page.locator('.key-figures .value').first().textContent())!.replaceAll(',', ''));
const queryOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);
const focused = (page: Page) => page.evaluate('document.activeElement.textContent.slice(0, 100)');
const results = (page: Page) => page.locator('.search-results');
const found = async (page: Page) => {
  const ids = [];
  for (const where of await results(page).locator('.quote .where').allTextContents())
    ids.push(Number(/comment (\d+)/.exec(where)![1]));
  return ids;
};

async function serve(): Promise<string> {
  const database = await serverDatabase(made.url);
  // What judged the comments is no model: only words of a question are looked for.
  const openEngine = async () => {
    throw new VerbatimError('MODEL_NOT_FOUND', { folder: 'stars' });
  };
  const searcher = openSearcher({ database, openEngine });
  return (await testServer({ url: made.url, searcher })).address;
}

async function open(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const address = await serve();
  const opened = await openPage(address, { viewport: { width: 1180, height: 900 }, ...options });
  await opened.page.goto(address + path);
  await opened.page.locator('main[aria-busy=false] h1').waitFor();
  return opened;
}

/** Types a note where the button has just been pressed. */
async function typeNote(page: Page, note: string): Promise<void> {
  await page.locator('.note-form input:focus').waitFor();
  await page.keyboard.type(note);
  await page.keyboard.press('Enter');
}

browser('a comment is marked by keyboard with a note, is counted, and is opened again', async () => {
  const { page, faults } = await open('/dashboard?period=all');
  const all = await commentsOf(page);
  await page.selectOption('#handled', 'open');
  await page.locator('.lead', { hasText: 'open comments' }).waitFor();
  expect(await commentsOf(page)).toBe(all);
  await page.goto(`${page.url()}&quotes=open`);
  const quote = page.locator('#quotes .quote').first();
  await quote.getByRole('button', { name: 'Mark as handled' }).press('Enter');
  await page.locator('.note-form input:focus').waitFor();
  // Escape closes the form, not the quotes.
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('Mark as handled');
  await page.keyboard.press('Enter');
  const note = '<img src=x onerror=alert(1)> "refunded"';
  await typeNote(page, note);
  await quote.getByText('✓ Handled').waitFor();
  expect(await quote.locator('.said').textContent()).toBe(note);
  expect(await page.locator('#quotes [role=status]').textContent()).toBe('Marked as handled.');
  const id = Number(/comment=(\d+)/.exec((await quote.locator('.where a').getAttribute('href'))!)![1]);
  expect(await stateOf(id)).toEqual([{ by: 'local', note }]);
  // Counts of open comments are asked for again, and the comment stays in sight.
  await expect.poll(() => commentsOf(page)).toBe(all - 1);
  await expect.poll(() => focused(page)).toBe('Open again');
  await page.keyboard.press('Enter');
  await quote.getByRole('button', { name: 'Mark as handled' }).waitFor();
  await expect.poll(() => commentsOf(page)).toBe(all);
  expect(await stateOf(id)).toEqual([]);
  expect(faults).toEqual([]);
});

browser('a question finds sentences in their comments; filters narrow it; back leaves it', async () => {
  const { page, faults } = await open('/dashboard?period=all');
  await page.keyboard.press('Tab');
  await page.locator('#q').focus();
  await page.keyboard.type('  zipper ');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toMatch(/^\d+ sentences found for “zipper”$/);
  expect(queryOf(page)).toEqual({ period: 'all', q: 'zipper' });
  const all = await found(page);
  expect(all.length).toBeGreaterThan(2);
  await results(page).getByText('Only words were searched.').waitFor();
  const { rows } = await made.database.query<{ text: string; sentence: string }>(
    `select d.text, left(d.text, 80) as sentence from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.id = $1`,
    [all[0]],
  );
  const first = results(page).locator('.quote').first();
  expect(await first.locator('blockquote').textContent()).toBe(rows[0]!.text);
  expect(await first.locator('mark').textContent()).toBe(rows[0]!.sentence);
  expect(rows[0]!.text).toMatch(/zip/i);

  // The filters of the page apply, and focus stays where it is.
  await page.locator('#source').focus();
  await page.selectOption('#source', 'web shop');
  await expect
    .poll(() => results(page).locator('[role=status]').first().textContent())
    .toMatch(/^\d+ sentences? found\.$/);
  await expect.poll(async () => (await found(page)).length).toBeLessThan(all.length);
  expect(await page.evaluate('document.activeElement.id')).toBe('source');
  for (const where of await results(page).locator('.where').allTextContents())
    expect(where).toContain('source web shop');
  // An address can be shared.
  await page.reload();
  await results(page).locator('.quote').first().waitFor();
  expect(await page.locator('#q').inputValue()).toBe('zipper');
  expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  await page.goBack();
  await page.goBack();
  await results(page).waitFor({ state: 'detached' });
  expect(await page.locator('#q').inputValue()).toBe('');

  // What cannot be asked says why.
  for (const [question, said] of [
    ['?!', 'The question has no words.'],
    ['xylophone', 'No comment of this selection says anything like it.'],
  ] as const) {
    await page.locator('#q').fill(question);
    await page.keyboard.press('Enter');
    await results(page).getByText(said).waitFor();
  }
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
});

browser('markup in comments and questions is text', async () => {
  const { page, faults } = await open(`/dashboard?period=all&q=${encodeURIComponent('<b>quokka</b>')}`);
  const quote = results(page).locator('.quote').first();
  await quote.waitFor();
  expect(await quote.locator('blockquote').textContent()).toBe(MARKUP);
  expect(await quote.locator('.where').textContent()).toContain('source <i>stall</i>');
  expect(await results(page).locator('h2').textContent()).toBe('1 sentence found for “<b>quokka</b>”');
  expect(await page.locator('main').locator('img, script, b:text("quokka"), i').count()).toBe(0);
  expect(faults).toEqual([]);
});

browser('more like a sentence are others; a result is marked as a whole, and opened again', async () => {
  const { page, faults } = await open('/dashboard?period=all&q=dress');
  const quote = results(page).locator('.quote').first();
  await quote.waitFor();
  const [id] = await found(page);
  const text = [...(await quote.locator('blockquote').textContent())!];
  const begun = text.slice(0, 120).join('') + (text.length > 120 ? ' …' : '');
  await quote.getByRole('link', { name: 'More like this' }).press('Enter');
  await expect
    .poll(() => focused(page))
    .toBe(`10 sentences found like those of comment ${id}: “${begun}”`.slice(0, 100));
  expect(queryOf(page)).toEqual({ period: 'all', like: String(id) });
  const near = await found(page);
  expect(near).not.toContain(id);
  for (const it of await results(page).locator('blockquote').allTextContents()) expect(it).toMatch(/dress/i);

  // The ten that are shown, and others that say the same.
  const all = results(page).getByRole('button', { name: /^Mark all \d+ comments as handled$/ });
  const n = Number(/\d+/.exec((await all.textContent())!)![0]);
  expect(n).toBeGreaterThanOrEqual(10);
  await all.press('Enter');
  await typeNote(page, 'Told the <i>buyers</i>.');
  await results(page).getByText(`✓ ${n} comments marked as handled.`).waitFor();
  expect(await handledIds()).toHaveLength(n);
  expect(await handledIds()).toEqual(expect.arrayContaining(near));
  expect(await results(page).locator('[role=status]').first().textContent()).toBe(
    `${n} comments marked as handled.`,
  );
  expect(await results(page).locator('.quote .said').allTextContents()).toEqual(
    Array(10).fill('Told the <i>buyers</i>.'),
  );
  // Open ones alone: others take their place.
  await page.selectOption('#handled', 'open');
  await expect.poll(async () => (await found(page)).some((it) => near.includes(it))).toBe(false);
  await page.selectOption('#handled', 'handled');
  await expect
    .poll(async () => (await found(page)).toSorted((a, b) => a - b))
    .toEqual(near.toSorted((a, b) => a - b));
  await results(page).locator('.quote').first().getByRole('button', { name: 'Open again' }).click();
  await expect.poll(async () => (await handledIds()).length).toBeLessThan(n);
  await made.database.query('delete from verbatim.handled');
  expect(faults).toEqual([]);
});

browser('axe finds nothing serious, on a phone nothing is too wide, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, faults } = await open('/dashboard?period=all&q=dress', { colorScheme });
    await results(page).locator('.quote').first().waitFor();
    await results(page).getByRole('button', { name: 'Mark all' }).click();
    await results(page)
      .locator('.quote')
      .first()
      .getByRole('button', { name: /^Mark .*as handled$/ })
      .click();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, `search-${colorScheme}.png`, 1_500);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await scrollsSideways(page)).toBe(false);
    await screenshot(page, `search-phone-${colorScheme}.png`, 2_200);
    expect(faults).toEqual([]);
  }
});

browser('who may not read quotes has no box; who may not label marks nothing', async () => {
  const keyOf = async (name: string, scopes: Scope[]) => {
    const key = newKey();
    await storeKey(made.database, key, { name, scopes, expiresAt: new Date(Date.now() + 3_600_000) });
    return key.key;
  };
  try {
    for (const [scopes, boxes, buttons] of [
      [['read'], 0, 0],
      [['read', 'quotes'], 1, 0],
      [['read', 'quotes', 'label'], 1, 11],
    ] as const) {
      const key = await keyOf(scopes.join(), [...scopes]);
      const address = await serve();
      const { page } = await openPage(address);
      await page.goto(`${address}/upload`);
      await page.evaluate(`sessionStorage.setItem('verbatim-key', '${key}')`);
      await page.goto(`${address}/dashboard?period=all&q=dress`);
      await page.locator('#runs-title').waitFor();
      await page.locator('.search-results[aria-busy=true]').waitFor({ state: 'detached' });
      const seen = [
        await page.locator('#q').count(),
        await page.locator('#handled').count(),
        await page.getByRole('button', { name: 'as handled' }).count(),
      ];
      expect([scopes, ...seen]).toEqual([scopes, boxes, boxes, buttons]);
    }
  } finally {
    await made.database.query('delete from verbatim.api_key');
    await made.database.query('update verbatim.installation set keyed_at = null');
  }
});
