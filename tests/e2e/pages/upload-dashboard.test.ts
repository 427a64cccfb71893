import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { start, verbatim } from '../../support/cli.ts';
import { CHROMIUM, openPage, screenshot, scrollsSideways } from '../../support/servers/browser.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import { serving } from '../../support/servers/serving.ts';
import { testFolder, testServer } from '../../support/servers/upload-server.ts';

const browser = test.skipIf(!CHROMIUM);
const TOO_LONG = 600_000;

const TOPICS = [
  'The parcel arrived a week late and the box was torn open',
  'Support answered within an hour and sent a replacement for free',
  'The blanket is soft and warm and my mother loves it',
  'I was charged twice and still wait for my money',
];

/** Two title lines, a header, 48 comments of 2019 and two rows that cannot be taken. */
const FILE = [
  'Export of shop reviews;;;',
  'Made by the tool on 2019-12-31;;;',
  'Id;Date;Comment;Stars',
  ...Array.from({ length: 48 }, (_, i) => {
    const day = `2019-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 27)).padStart(2, '0')}`;
    return `${i + 1};${day};${TOPICS[i % 4]}, order number ${i}.;${1 + (i % 5)}`;
  }),
  '49;2019-05-05;one;2;many;cells',
  '50;2019-05-05;too;2;many;cells',
].join('\n');

async function started() {
  const { url, drop } = await makeDatabase();
  const env = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_UPLOAD_FOLDER: testFolder() };
  const server = await serving(env);
  return { env, server, drop };
}

/** Texts of charts that reach over the edge of their drawing. */
const clippedLabels = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('svg text')].filter((text) => {
    const [own, drawing] = [text, text.ownerSVGElement].map((it) => it.getBoundingClientRect());
    return own.right > drawing.right + 1 || own.left < drawing.left - 1;
  }).map((text) => text.textContent)`);

browser('an upload, from the file to its figures on the dashboard', { timeout: TOO_LONG }, async () => {
  const { env, server, drop } = await started();
  const { page, faults } = await openPage(server.address, { viewport: { width: 1100, height: 900 } });
  page.setDefaultTimeout(240_000);
  await page.goto(`${server.address}/upload`);
  await page.setInputFiles('#file', {
    ...{ name: 'Bluebird reviews.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) },
  });
  await page.getByText('50 rows, 48 new, 2 rejected').waitFor();
  // What was not read is said, with its lines.
  expect(await page.locator('#skipped').textContent()).toBe(
    'Not read as feedback: 2 title rows (lines 1 to 2).',
  );
  // The line of the header can be set by hand, and mistakes are told in the words of the page.
  await page.locator('#header-lines').fill('3');
  await page.locator('#header-lines').press('Tab');
  await page.locator('#start:not([disabled])').waitFor();
  expect(await page.locator('#map-text option:checked').textContent()).toBe('Comment');
  await screenshot(page, 'upload-check.png');
  await page.getByRole('button', { name: 'Start import' }).click();

  await page.getByText('No worker is running').waitFor();
  start(['worker'], env);
  await page.getByText('48 new rows are stored, analysed and counted.').waitFor();
  await screenshot(page, 'upload-counted.png');
  await page.getByRole('link', { name: 'See it on the dashboard' }).click();
  await page.getByText('Of 50 rows read, 2 were rejected (4.0 %).').waitFor();
  expect(new URL(page.url()).searchParams.get('source')).toBe('Bluebird reviews');
  expect(await page.locator('h1').textContent()).toMatch(/^\d+(\.\d)?\u00a0% of 48 comments are /);
  await page.getByText('of 48 rated comments').waitFor();
  await page.locator('table.themes tbody tr').first().waitFor();
  expect(await clippedLabels(page)).toEqual([]);
  await screenshot(page, 'dashboard-upload.png');

  // Without a word about the period it is where the data are.
  await page.goto(`${server.address}/dashboard`);
  await page.locator('main[aria-busy=false] .key-figures').waitFor();
  expect(await page.locator('.key-figures .value').first().textContent()).not.toBe('0');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await scrollsSideways(page)).toBe(false);
  // The chart is drawn again after the change of width.
  await expect.poll(() => clippedLabels(page)).toEqual([]);
  await screenshot(page, 'dashboard-upload-phone.png');
  expect(faults).toEqual([]);
  server.kill('SIGTERM');
  await server.ended;
  await drop();
});

test('errors over HTTP speak of settings, not of flags', async () => {
  const { post } = await testServer();
  const problemOf = async (body: string) => {
    const answer = await post(body, { query: { dryRun: 'true' } });
    return ((await answer.json()) as { problem: { code: string; message: string; fix: string } }).problem;
  };
  const text = await problemOf('a,b\n1,2\n3,4\n');
  expect(text).toMatchObject({ code: 'COLUMN_TEXT_MISSING' });
  expect(text.fix).toContain('“Text”');
  const rows = 'Good product indeed,03/04/2024\nBad product indeed,05/06/2024\n';
  const dates = await problemOf(`text,date\n${rows}`);
  expect(dates).toMatchObject({ code: 'DATE_ORDER_UNDECIDED' });
  for (const { message, fix } of [text, dates]) expect(message + fix).not.toMatch(/ --[a-z]/);
});

test('settings of a file are checked as on the command line, and named as on the page', {
  timeout: TOO_LONG,
}, async () => {
  const { post } = await testServer();
  const page = await readFile(new URL('../../../src/server/pages/upload.html', import.meta.url), 'utf8');
  const refused: [setting: string, value: string, label: string | null][] = [
    ['asks', 'trouble', 'The question asks for'],
    ['scale', '5', 'Scale'],
    ['timeZone', 'Berlin', 'Time zone'],
    ['header', 'perhaps', 'Lines of the header'],
    ['delimiter', '::', 'Delimiter'],
    ['map', 'texts=x', 'Which column is what'],
  ];
  for (const [setting, value, label] of refused) {
    const answer = await post('text\nA good thing\n', { query: { dryRun: 'true', [setting]: value } });
    const { error } = (await answer.json()) as { error: { code: string; message: string; fix: string } };
    expect([setting, answer.status, error.code]).toEqual([setting, 400, 'USAGE']);
    expect(error.message).toContain(`“${label}” (the setting ${setting}) `);
    expect(error.message + error.fix).not.toMatch(/(^| )--[a-z]/);
    expect(page).toMatch(new RegExp(`<(?:label|legend)[^>]*>${label}</`));
    const flag = `--${setting === 'timeZone' ? 'time-zone' : setting}`;
    const { code, stderr } = await verbatim(['import', '-', flag, value, '--dry-run'], {});
    expect([flag, code]).toEqual([flag, 2]);
    expect(stderr).toContain(flag);
  }
  const nps = await post('text,rating\nA good thing,4\n', {
    query: { dryRun: 'true', nps: 'true', scale: '1-5' },
  });
  const { problem } = (await nps.json()) as { problem: { code: string; message: string } };
  expect(problem).toMatchObject({ code: 'USAGE' });
  expect(problem.message).toContain('“Asks to recommend (NPS)”');
  expect(page).toContain('Asks to recommend (NPS)</label>');
});

test('run --no-worker without any worker says so', { timeout: TOO_LONG }, async () => {
  const { url, drop } = await makeDatabase();
  const env = { DATABASE_URL: url, REDIS_URL: '' };
  const run = start(['run', '-', '--source', 's', '--no-worker'], env, 'id,text\n1,It broke on day one.\n');
  await run.saw('No worker is running');
  run.child.kill('SIGTERM');
  expect((await run.ended).stderr).toContain('Start one: verbatim worker');
  await drop();
});
