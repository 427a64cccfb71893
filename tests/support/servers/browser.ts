import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine. Null only outside of CI, where pages then go untested. */
export const CHROMIUM: string | null =
  process.env.CHROMIUM ??
  NAMES.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))).find(
    existsSync,
  ) ??
  null;

if (!CHROMIUM && process.env.CI) throw new Error('CI must have Chromium: install it, or set CHROMIUM.');
if (!CHROMIUM) console.warn('Tests of pages are skipped: there is no Chromium on the PATH.');

/** A page that fails the test when it asks any other server, or when a script of it fails. */
export async function openPage(
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) faults.push(`request: ${url}`);
  });
  return { page, faults };
}

/** Where screenshots for docs go: a folder in SCREENSHOTS, else nowhere. @param height of its top, in pixels; else all */
export async function screenshot(page: Page, name: string, height?: number): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  const clip = height ? { clip: { x: 0, y: 0, width: page.viewportSize()!.width, height } } : {};
  await page.screenshot({ path: join(folder, name), fullPage: true, ...clip });
}

/** Whether the page is wider than the screen. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

/** Serious and critical faults of accessibility that axe finds on a page. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
