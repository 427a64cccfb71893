import { expect, test, vi } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { CHROMIUM, openPage, scrollsSideways } from '../../support/servers/browser.ts';
import { testServer } from '../../support/servers/upload-server.ts';

// Many pages are loaded in each.
vi.setConfig({ testTimeout: 240_000 });
const browser = test.skipIf(!CHROMIUM);

async function count(database: Database, model: number): Promise<void> {
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
}

async function nightlyRun(database: Database, age: string): Promise<void> {
  await database.query(`update verbatim.run set as_of = now() - $1::interval`, [age]);
}

async function open(address: string, query = '') {
  const opened = await openPage(address, { viewport: { width: 390, height: 844 } });
  await opened.page.goto(`${address}/dashboard${query}`);
  await opened.page.locator('#runs-title').waitFor();
  return opened;
}

browser('from an empty database to an old nightly run: each state says what to do', async () => {
  const { address, database } = await testServer();
  const { page, faults } = await open(address);
  await page.getByText('npx verbatim run FILE.csv').waitFor();

  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 90, count: 300, tag: 'a' });
  await page.reload();
  await page.getByRole('heading', { name: 'no nightly run has counted it yet' }).waitFor();

  // Counted before it was analysed.
  await count(database, model);
  await page.reload();
  await page.getByText(/\d+ comments wait for analysis/).waitFor();
  await page.getByText('There are no themes yet').waitFor();
  await page.getByText('No nightly run has succeeded yet').waitFor();

  await addResults(database, model);
  await addThemes(database, model);
  await count(database, model);
  await nightlyRun(database, '5 days');
  await page.reload();
  await page.getByText('The last successful nightly run was 5 days ago').waitFor();
  await page.getByText('set aside after a fault').waitFor();
  await page.locator('.themes tbody tr').first().waitFor();

  await nightlyRun(database, '1 hour');
  await addFeedback(database, { source: 'shop', first: '2026-04-01', days: 3, count: 10, tag: 'b' });
  await page.reload();
  await page.getByText('The next nightly run will count feedback').waitFor();
  expect(await page.locator('.stale').count()).toBe(0);

  await page.goto(`${address}/dashboard?period=2020-01-01..2020-01-31`);
  await page.getByText('No comment was written in this period').waitFor();
  await page.getByText('Show all', { exact: true }).click();
  await page.locator('.themes tbody tr').first().waitFor();
  expect(faults).toEqual([]);
});

browser('without dates all is shown but the time', async () => {
  const { address, database } = await testServer();
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 10, count: 100, tag: 'a' });
  await database.query('update verbatim.feedback set occurred_at = null');
  await addResults(database, model);
  await addThemes(database, model);
  await count(database, model);
  const { page, faults } = await open(address);
  await page.getByText('None of the feedback has a date').waitFor();
  expect(await page.locator('.themes tbody tr').count()).toBe(4);
  expect(await page.locator('.values tbody tr').count()).toBe(1);
  expect(await page.locator('#period').isDisabled()).toBe(true);
  await page.locator('.themes .note a').first().click();
  await page.locator('#quotes .where', { hasText: 'no date' }).first().waitFor();
  expect(faults).toEqual([]);
});

browser('a change of model is marked on the axis', async () => {
  const { address, database } = await testServer();
  await addModel(database, 'former');
  const model = await addModel(database, 'mini');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 90, count: 300, tag: 'a' });
  await addResults(database, model);
  await database.query(
    `update verbatim.model_activation set activated_at = case model_id when $1 then '2026-03-02'::timestamptz
                                                                        else '2025-01-01' end`,
    [model],
  );
  await count(database, model);
  const { page } = await open(address);
  await page.locator('.change text', { hasText: 'model mini 1' }).waitFor();
  await page.getByText('mini 1 since 2026-03-02').waitFor();
  expect(await page.locator('.change').count()).toBe(1);
});

browser('hostile names are text everywhere', async () => {
  const { address, database } = await testServer();
  const BAD = `"><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;
  const model = await addModel(database, BAD);
  const source = `' or 1=1 -- ${BAD}`;
  await addFeedback(database, { source, first: '2026-01-05', days: 90, count: 300, tag: BAD });
  await database.query(
    `update verbatim.feedback set attributes = jsonb_build_object($1::text, $1 || id % 3, '__proto__', 'x' || id % 2)`,
    [BAD],
  );
  await database.query('update verbatim.import set file_name = $1', [BAD]);
  await setRollupAttributes(database, [BAD, '__proto__']);
  await addResults(database, model);
  await addThemes(database, model);
  await database.query('update verbatim.theme set user_name = $1 || id', [BAD]);
  await count(database, model);
  await nightlyRun(database, '1 hour');
  const queries = [
    ...['', `?${new URLSearchParams({ by: BAD, source })}`],
    ...[`?${new URLSearchParams({ attribute: BAD, value: `${BAD}1`, theme: '12', quotes: 'open' })}`],
    ...[
      `?${new URLSearchParams({ attribute: '__proto__', value: 'x1', by: '__proto__', sort: BAD, all: BAD })}`,
    ],
  ];
  for (const query of queries) {
    const { page, faults } = await open(address, query);
    await page.locator('.values tbody tr').first().waitFor();
    expect(await page.locator('img, #app script').count()).toBe(0);
    expect(await page.title()).toBe('Dashboard – Verbatim');
    expect(await page.locator('.themes').textContent()).toContain('<img src=x');
    expect(await scrollsSideways(page), query).toBe(false);
    expect(faults).toEqual([]);
    if (query.includes('quotes')) await page.locator('.quote', { hasText: '<script>' }).first().waitFor();
  }
  // An address that was made up is refused in words.
  const { page } = await openPage(address);
  await page.goto(`${address}/dashboard?period=${encodeURIComponent(BAD)}&theme=x`);
  await page.getByRole('alert').first().waitFor();
  await page.getByText('Start over').click();
  await page.locator('.values tbody tr').first().waitFor();
});
