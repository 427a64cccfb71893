import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { newKey } from '../../../src/domain/api-key.ts';
import { datedFiles, fillShop, fillWithoutModel, TOPICS } from '../../support/data/dashboard-shop.ts';
import {
  CHROMIUM,
  openPage,
  screenshot,
  scrollsSideways,
  violations,
} from '../../support/servers/browser.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { testServer } from '../../support/servers/upload-server.ts';

// Many pages are loaded in each.
vi.setConfig({ testTimeout: 240_000 });
const browser = test.skipIf(!CHROMIUM);
/** The pictures of the documentation show all of the demo, as the embedded model judges it. */
const PICTURES = Boolean(process.env.SCREENSHOTS);
const FILES = datedFiles(PICTURES ? 1_000 : 300);
const BY = ['Department Name', 'Class Name'];

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  if (!CHROMIUM) return;
  made = await makeDatabase();
  if (PICTURES) await fillShop(made.url, FILES, BY.join(','));
  else await fillWithoutModel(made.database, FILES, BY);
}, 1_200_000);
afterAll(() => made?.drop());

async function open(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const { address } = await testServer({ url: made.url });
  const opened = await openPage(address, { viewport: { width: 1180, height: 900 }, ...options });
  await opened.page.goto(address + path);
  await loaded(opened.page);
  return { ...opened, address };
}

/** Every figure is there. */
async function loaded(page: Page): Promise<void> {
  await page.locator('main[aria-busy=false] .values tbody tr').first().waitFor();
  await page.locator('#runs-title').waitFor();
  await page.locator('.topics tbody tr').first().waitFor();
}

const commentsOf = async (page: Page) =>
  Number((await page.locator('.key-figures .value').first().textContent())!.replaceAll(',', ''));
const queryOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

browser('filters are in the address; back undoes them; an address can be shared', async () => {
  const { page, faults, address } = await open('/');
  expect(new URL(page.url()).pathname).toBe('/dashboard');
  const counted = async (where: string) => {
    const { rows } = await made.database.query(
      `select count(*) as n from reporting.feedback_analysis where status = 'analysed' and ${where}`,
    );
    return rows[0].n;
  };
  const WEEKS = `occurred_at >= '2026-07-06'`;
  expect(await commentsOf(page)).toBe(await counted(WEEKS));
  await page.selectOption('#source', 'app');
  await page.locator('.lead', { hasText: 'source app' }).waitFor();
  await page.selectOption('#attribute', 'Department Name');
  await page.locator('#value').fill('Tops');
  await page.locator('#value').press('Enter');
  await page.locator('#value').blur();
  await page.locator('.lead', { hasText: 'Department Name: Tops' }).waitFor();
  const question = { source: 'app', attribute: 'Department Name', value: 'Tops' };
  expect(queryOf(page)).toEqual(question);
  const tops = await counted(`${WEEKS} and source = 'app' and attributes ->> 'Department Name' = 'Tops'`);
  await expect.poll(() => commentsOf(page)).toBe(tops);
  // Shared with another user.
  const other = await openPage(address);
  await other.page.goto(page.url());
  await loaded(other.page);
  expect(await commentsOf(other.page)).toBe(tops);
  expect(await other.page.locator('#source').inputValue()).toBe('app');

  await page.goBack();
  await page.goBack();
  expect(queryOf(page)).toEqual({ source: 'app' });
  await expect.poll(() => commentsOf(page)).toBe(await counted(`${WEEKS} and source = 'app'`));
  await page.goBack();
  await expect.poll(() => commentsOf(page)).toBe(await counted(WEEKS));
  expect(await page.locator('#source').inputValue()).toBe('');

  await page.selectOption('#period', 'dates');
  await page.locator('#from').fill('2026-08-03');
  await page.locator('#to').fill('2026-08-16');
  await page.locator('#to').blur();
  await expect.poll(() => queryOf(page)).toEqual({ period: '2026-08-03..2026-08-16' });
  const fortnight = await counted(`occurred_at >= '2026-08-03' and occurred_at < '2026-08-17'`);
  await expect.poll(() => commentsOf(page)).toBe(fortnight);
  expect(faults).toEqual([]);
  expect(other.faults).toEqual([]);
});

browser('by keyboard from a point of the chart to the line of the CSV file, and back', async () => {
  const { page, faults } = await open('/dashboard?period=26w');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.className')).toBe('skip');
  // One stop for the whole chart; arrows go along it.
  await page.locator('#sentiment').focus();
  let stops = 0;
  for (
    ;
    stops < 20 && !(await page.evaluate(`document.activeElement.closest('.time-chart') !== null`));
    stops++
  ) {
    await page.keyboard.press('Tab');
  }
  expect(stops).toBeLessThan(20);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const label = (await page.evaluate(`document.activeElement.getAttribute('aria-label')`)) as string;
  expect(label).toMatch(/^7 – 13 Sep 2026: \d+ comments; negative .+ \(.+–.+\), positive/);
  await page.keyboard.press('Enter');
  const quote = page.locator('#quotes .quote').first();
  await quote.waitFor();
  expect(queryOf(page)).toMatchObject({ quotes: 'open', 'quotes-period': '2026-09-07..2026-09-13' });

  const where = (await quote.locator('.where').textContent())!;
  const [, name, line] = /^(\S+\.csv), line (\d+) · \d+ Sep 2026 · source/.exec(where)!;
  const text = (await quote.locator('blockquote').textContent())!;
  const written = FILES.find((file) => file.name === name)!.csv.split('\n')[Number(line) - 1]!;
  expect(written.replaceAll('""', '"')).toContain(text.split('\n')[0]!.slice(0, 40));

  await page.keyboard.press('Escape');
  await page.locator('#quotes').waitFor({ state: 'hidden' });
  expect(queryOf(page)).toEqual({ period: '26w' });
  await page.goBack();
  await quote.waitFor();
  expect(faults).toEqual([]);
});

browser(
  'quotes of a theme have its sentences marked; every theme, value and share leads to its own',
  async () => {
    const { page, faults } = await open('/dashboard?period=all');
    const first = page.locator('.themes tbody tr').first();
    const n = Number(/\d+/.exec((await first.locator('.note').textContent())!)![0]);
    await first.locator('.note a').click();
    await page.locator('#quotes mark').first().waitFor();
    while (await page.getByRole('button', { name: 'Show more' }).isVisible()) {
      const before = await page.locator('#quotes .quote').count();
      await page.getByRole('button', { name: 'Show more' }).click();
      await expect.poll(() => page.locator('#quotes .quote').count()).toBeGreaterThan(before);
    }
    expect(await page.locator('#quotes .quote').count()).toBe(n);
    await page.getByRole('button', { name: 'Close' }).click();
    await first.locator('th a').first().click();
    await expect.poll(() => commentsOf(page)).toBe(n);
    await page.selectOption('#by', 'Class Name');
    await page.locator('.values caption', { hasText: 'by Class Name' }).waitFor({ state: 'attached' });
    // By an attribute that nightly runs do not count by, too.
    await page.selectOption('#by', 'Age');
    await page.getByText('Counted on request').last().waitFor();
    await page.locator('#search').fill('39');
    await expect.poll(() => page.locator('.values tbody th').allInnerTexts()).toEqual(['39']);
    expect(queryOf(page)).toMatchObject({ by: 'Age', search: '39' });
    expect(faults).toEqual([]);
  },
);

browser('a topic is unfolded, filters all figures, and leads to its sentences in their files', async () => {
  const { page, faults } = await open('/dashboard?period=all');
  const rows = page.locator('.topics tbody tr');
  await rows.first().waitFor();
  const names = () => rows.locator('th .branch > span > a').allInnerTexts();
  const counted = async (words: string) => {
    const { rows: found } = await made.database.query(
      `select count(*) as n from verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text ~* $1`,
      [words],
    );
    return found[0].n as number;
  };
  const quotes = (name: string) =>
    rows.filter({ hasText: name }).first().locator('.note a').first().textContent();
  const above = await counted('soft|size|fit|zip');
  expect((await names())[0]).toBe('Garment');
  expect(await quotes('Garment')).toBe(`${above} quotes`);
  expect(await quotes('Size')).toBe(`${await counted('size|fit')} quotes`);
  const fold = page.getByRole('button', { name: 'Topics below Garment' });
  expect(await fold.getAttribute('aria-expanded')).toBe('true');
  await fold.press('Enter');
  expect(await names()).toEqual(['Garment', 'Dress']);
  await fold.press('Enter');

  await rows.getByRole('link', { name: 'Size', exact: true }).click();
  await page.locator('h1', { hasText: 'comments about “Size”' }).waitFor();
  expect(queryOf(page)).toMatchObject({ topic: TOPICS[1]!.id });
  await expect.poll(() => commentsOf(page)).toBe(await counted('size|fit'));
  expect(await page.locator('#topic').inputValue()).toBe(TOPICS[1]!.id);
  // Themes among the comments about it, and sources by them.
  const inTheme = async () =>
    Number(
      /\d+/.exec(
        (await page
          .locator('.themes:not(.topics) tbody tr', { hasText: 'Dresses' })
          .locator('.note')
          .textContent())!,
      )![0],
    );
  const { rows: both } = await made.database.query(
    `select count(*) as n from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where d.text ~* 'size|fit' and exists (select from verbatim.theme_segment s where s.document_id = d.id and s.theme_id = 1)`,
  );
  await expect.poll(inTheme).toBe(both[0].n);
  await page.locator('main[aria-busy=false] section[aria-busy=false] .values').waitFor();
  await page.selectOption('#source', 'app');
  await page.locator('.lead', { hasText: 'source app' }).waitFor();
  await page.goBack();

  await rows.filter({ hasText: 'Size' }).first().locator('.note a').first().click();
  const quote = page.locator('#quotes .quote').first();
  await quote.locator('mark').waitFor();
  const where = (await quote.locator('.where').textContent())!;
  const [, name, line, from, to] = /^(\S+\.csv), line (\d+) .* at characters (\d+)–(\d+)/.exec(where)!;
  const text = (await quote.locator('blockquote').textContent())!;
  expect(await quote.locator('mark').textContent()).toBe([...text].slice(Number(from), Number(to)).join(''));
  const written = FILES.find((file) => file.name === name)!.csv.split('\n')[Number(line) - 1]!;
  expect(written.replaceAll('""', '"')).toContain(text.split('\n')[0]!.slice(0, 40));
  expect(faults).toEqual([]);
});

browser(
  'axe finds nothing serious, in light and dark, with quotes open, and with tables unfolded',
  async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults } = await open('/dashboard?period=26w&by=Department%20Name', { colorScheme });
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await violations(page)).toEqual([]);
      await page.goto(`${page.url()}&quotes=open&quotes-sentiment=negative`);
      await page.locator('#quotes .quote').first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    }
  },
);

browser('on a phone nothing is wider than the screen', async () => {
  const { page, faults, address } = await open('/dashboard', { viewport: { width: 390, height: 844 } });
  for (const query of [
    '',
    '?theme=1&period=all',
    `?topic=${TOPICS[1]!.id}&period=all`,
    '?by=Class%20Name',
    '?quotes=open',
    '?period=2026-08-01..2026-08-31',
  ]) {
    await page.goto(`${address}/dashboard${query}`);
    await page.locator('main[aria-busy=false] h1').waitFor();
    await page.locator('#runs-title').waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click({ force: true });
    expect(await scrollsSideways(page), query).toBe(false);
  }
  expect(faults).toEqual([]);
});

browser('dark by the system or by choice, which is kept', async () => {
  const { page } = await open('/dashboard', { colorScheme: 'dark' });
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await paper();
  await page.selectOption('#appearance', 'light');
  const light = await paper();
  expect(light).not.toBe(dark);
  await page.reload();
  await loaded(page);
  expect(await paper()).toBe(light);
  await page.selectOption('#appearance', 'system');
  expect(await paper()).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await paper()).toBe(light);
});

browser('a key is required; one without the scope quotes sees counts and the reason', async () => {
  const { id, hash, key } = newKey();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await storeKey(made.database, { id, hash, key }, { name: 'reader', scopes: ['read'], expiresAt });
  try {
    const { address } = await testServer({ url: made.url });
    const { page } = await openPage(address);
    // The refusal of the wrong key that comes last, after the right one is given.
    const right = Promise.withResolvers<void>();
    await page.route('**/dashboard/figures*', async (route) => {
      const late = route.request().headers().authorization === 'Bearer wrong';
      const response = await route.fetch();
      if (late) await right.promise;
      await route.fulfill({ response });
    });
    await page.goto(`${address}/dashboard?quotes=open`);
    await page.locator('#key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not accept this key.').waitFor();
    await page.locator('#key').fill(key);
    await page.keyboard.press('Enter');
    await page.locator('#key-form').waitFor({ state: 'detached' });
    right.resolve();
    await page.locator('#quotes').getByText('may see counts, and not what customers wrote').waitFor();
    expect(await page.locator('.quote').count()).toBe(0);
    const answer = await fetch(`${address}/dashboard/quotes`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(403);
  } finally {
    await made.database.query('delete from verbatim.api_key');
    // For the tests that follow: a server does not open again by itself.
    await made.database.query('update verbatim.installation set keyed_at = null');
  }
});

browser('the policy lets nothing in from elsewhere', async () => {
  const { address } = await testServer({ url: made.url });
  const policy = (await fetch(`${address}/dashboard`)).headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|http|\*/);
  const asset = await fetch(`${address}/assets/dashboard/main.js`);
  const again = await fetch(`${address}/assets/dashboard/main.js`, {
    headers: { 'if-none-match': asset.headers.get('etag')! },
  });
  expect([asset.status, again.status]).toEqual([200, 304]);
});

browser('pictures for the documentation', async () => {
  const { page, address } = await open('/dashboard?by=Department%20Name', { deviceScaleFactor: 1 });
  await screenshot(page, 'dashboard-light.png', 1_760);
  const dark = await open('/dashboard?by=Department%20Name', { colorScheme: 'dark' });
  await screenshot(dark.page, 'dashboard-dark.png', 1_760);
  const phone = await open('/dashboard', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1 });
  await screenshot(phone.page, 'dashboard-phone.png', 2_060);
  await page.goto(`${address}/topics`);
  await page.locator('.topics tbody tr').first().waitFor();
  await screenshot(page, 'topics.png', 1_000);
});
