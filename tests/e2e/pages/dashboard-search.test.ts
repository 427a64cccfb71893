import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { datedFiles, fillWithoutModel } from '../../support/data/dashboard-shop.ts';
import { CHROMIUM, openPage } from '../../support/servers/browser.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { testServer } from '../../support/servers/upload-server.ts';

vi.setConfig({ testTimeout: 240_000 });
const browser = test.skipIf(!CHROMIUM);

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  if (!CHROMIUM) return;
  made = await makeDatabase();
  await fillWithoutModel(made.database, datedFiles(300), ['Department Name']);
}, 1_200_000);
afterAll(() => made?.drop());

const stateOf = async (id: number) =>
  (
    await made.database.query('select handled_by as by, note from verbatim.handled where feedback_id = $1', [
      id,
    ])
  ).rows;
const commentsOf = async (page: Page) =>
  Number((await page.locator('.key-figures .value').first().textContent())!.replaceAll(',', ''));

const focused = (page: Page) => page.evaluate('document.activeElement.textContent');

async function open(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const { address } = await testServer({ url: made.url });
  const opened = await openPage(address, { viewport: { width: 1180, height: 900 }, ...options });
  await opened.page.goto(address + path);
  await opened.page.locator('main[aria-busy=false] h1').waitFor();
  return { ...opened, address };
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
  // Escape closes the form, not the quotes.
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('Mark as handled');
  await page.keyboard.press('Enter');
  const note = '<img src=x onerror=alert(1)> "refunded"';
  await page.keyboard.type(note);
  await page.keyboard.press('Enter');
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
