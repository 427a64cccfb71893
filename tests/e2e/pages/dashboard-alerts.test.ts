import { expect, test, vi } from 'vitest';
import { addAlerts } from '../../../src/db/alerts/alerts.ts';
import { storeKey } from '../../../src/db/api-keys.ts';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { newKey } from '../../../src/domain/api-key.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { CHROMIUM, openPage, scrollsSideways, violations } from '../../support/servers/browser.ts';
import { testServer } from '../../support/servers/upload-server.ts';

vi.setConfig({ testTimeout: 240_000 });
const browser = test.skipIf(!CHROMIUM);
const HOSTILE = '<img src=x onerror="document.title=1"> \u202eevil';

/** A dashboard with so many alerts about a topic of this name. */
async function shop(alerts: number) {
  const { address, database } = await testServer();
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 90, count: 300, tag: 'a' });
  await addResults(database, model);
  await addThemes(database, model);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
  const { rows } = await database.query<{ id: string }>(
    `insert into verbatim.topic (name, description) values ($1, 'made') returning id`,
    [HOSTILE],
  );
  const about = (i: number) => ({
    ...{ rule: 'Complaints', watch: 'topic', measure: 'complaints', direction: 'up', subject: `topic ${i}` },
    ...{ topicId: rows[0]!.id, themeId: null, findingId: null, source: `shop ${i}` },
    ...{ firstDay: '2026-03-02', lastDay: '2026-03-08', n: 84, of: 1400, nBefore: 462, ofBefore: 15_400 },
    ...{
      daysBefore: 77,
      value: 0.06,
      low: 0.049,
      high: 0.074,
      expected: 42.3,
      probability: 1e-8,
      people: 84,
    },
  });
  await addAlerts(
    database,
    Array.from({ length: alerts }, (_, i) => about(i + 1)),
  );
  return { address, database };
}

browser('open alerts are on the dashboard, are snoozed and resolved there, and names are text', async () => {
  const { address, database } = await shop(7);
  const { page, faults } = await openPage(address, { viewport: { width: 390, height: 844 } });
  await page.goto(`${address}/dashboard`);
  const card = page.locator('.alerts');
  await card.getByRole('heading', { name: '7 open alerts' }).waitFor();
  expect(await card.locator('li').count()).toBe(5);
  expect(await card.locator('img').count()).toBe(0);
  expect(await card.locator('h3').first().textContent()).toBe(
    'Complaints about “<img src=x onerror="document.title=1"> evil” rise in shop 7',
  );
  expect(await scrollsSideways(page)).toBe(false);
  expect(await violations(page)).toEqual([]);
  const link = new URL((await card.locator('h3 a').first().getAttribute('href'))!, address);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    ...{ period: '2026-03-02..2026-03-08', source: 'shop 7', sentiment: 'negative' },
  });
  await card.getByRole('button', { name: 'Resolve' }).first().click();
  await card.getByRole('heading', { name: '6 open alerts' }).waitFor();
  await card.getByText('is resolved.').waitFor();
  await card.getByRole('button', { name: 'Snooze for 7 days' }).first().click();
  await card.getByText(/^Snoozed until/).waitFor();
  const { rows } = await database.query(
    `select state, changed_by from verbatim.alert where state <> 'open' order by id`,
  );
  expect(rows).toEqual([
    { state: 'snoozed', changed_by: 'local' },
    { state: 'resolved', changed_by: 'local' },
  ]);
  expect(faults).toEqual([]);
});

browser('a key that may only read sees alerts without buttons', async () => {
  const { address, database } = await shop(1);
  const made = newKey();
  await storeKey(database, made, { name: 'reader', scopes: ['read'], expiresAt: null });
  const headers = { authorization: `Bearer ${made.key}` };
  const { page } = await openPage(address, { extraHTTPHeaders: headers });
  await page.goto(`${address}/dashboard`);
  await page.locator('.alerts').getByRole('heading', { name: '1 open alert' }).waitFor();
  expect(await page.locator('.alerts button').count()).toBe(0);
});
