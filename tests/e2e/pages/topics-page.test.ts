import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { storeKey } from '../../../src/db/api-keys.ts';
import { readTopics } from '../../../src/db/topics/rows.ts';
import { newKey, type Scope } from '../../../src/domain/api-key.ts';
import type { Topic } from '../../../src/domain/topics/topic.ts';
import { ROOT } from '../../support/cli.ts';
import { CHROMIUM, openPage, scrollsSideways, violations } from '../../support/servers/browser.ts';
import { type TestServer, testServer } from '../../support/servers/upload-server.ts';

vi.setConfig({ testTimeout: 120_000 });
const browser = test.skipIf(!CHROMIUM);
const BOOK = join(ROOT, 'examples/topics-shop.yaml');
const HOSTILE = `"><img src=x onerror="window.owned=1"><script>window.owned=1</script>`;

async function open(server: TestServer, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(server.address, { viewport: { width: 1100, height: 900 }, ...options });
  await opened.page.goto(`${server.address}/topics`);
  await opened.page.locator('#tree-title').waitFor();
  return opened;
}

const define = (server: TestServer, topic: object) =>
  fetch(`${server.address}/topics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(topic),
  });

/** Names in the tree, with their levels. */
const treeOf = (page: Page) =>
  page.locator('.topics tbody th').evaluateAll((cells) =>
    cells.map((cell) => {
      const { className, querySelector } = cell as unknown as {
        className: string;
        querySelector(at: string): unknown;
      };
      const button = querySelector.call(cell, '.name') as { textContent: string };
      return `${className.replace('level-', '')} ${button.textContent}`;
    }),
  );

browser('a kind that the sentiment decides says so instead of showing examples', async () => {
  const server = await testServer();
  await fetch(`${server.address}/codebook`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: readFileSync(join(ROOT, 'catalogue/statements.yaml')),
  });
  const { page, faults } = await open(server);
  const row = page.locator('.topics tbody tr').filter({
    has: page.getByRole('button', { name: 'Praise', exact: true }),
  });
  await row.getByText('by sentiment').waitFor();
  await row.getByRole('button').click();
  await page.getByText('The sentiment of a sentence decides this kind').waitFor();
  expect(await page.locator('[name=examples]').count()).toBe(0);
  const examplesOf = async () =>
    (await readTopics(server.database)).find(({ name }) => name === 'Praise')!.examples.length;
  const before = await examplesOf();
  await page.getByLabel('Threshold').fill('0.7');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').filter({ hasText: 'is changed' }).waitFor();
  expect(await examplesOf()).toBe(before);
  expect(await violations(page)).toEqual([]);
  expect(faults).toEqual([]);
});

browser('by keyboard a topic is defined, moved, renamed, merged, retired and taken up again', async () => {
  const server = await testServer();
  const { page, faults } = await open(server);
  await page.getByText('No topic is defined yet').waitFor();
  await page.locator('#add').focus();
  await page.keyboard.press('Enter');
  await page.locator('#topic[open]').waitFor();
  await page.getByLabel('Name').focus();
  await page.keyboard.type('Delivery');
  await page.keyboard.press('Tab');
  await page.keyboard.type('How a parcel reaches the customer.');
  await page.locator('[name=examples]').fill('Came late.\n\n  It  was early. ');
  await page.getByLabel('Counter-examples').fill('The delivery man was kind.');
  await page.getByLabel('Name').focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('status')
    .filter({ hasText: '“Delivery” is defined. Sentences are judged by the next run' })
    .waitFor();
  await page.locator('#topic').waitFor({ state: 'hidden' });
  expect((await readTopics(server.database))[0]).toMatchObject({
    ...{ name: 'Delivery', threshold: 0.35, origin: 'user' },
    examples: [
      { text: 'Came late.', language: null, counter: false },
      { text: 'It was early.', language: null, counter: false },
      { text: 'The delivery man was kind.', language: null, counter: true },
    ],
  });

  // A refusal keeps what was typed.
  await page.locator('#add').click();
  await page.getByLabel('Name').fill('DELIVERY');
  await page.getByLabel('Description').fill('Again.');
  await page.getByRole('button', { name: 'Define' }).click();
  await page.getByRole('alert').filter({ hasText: 'has the name of' }).waitFor();
  expect(await page.getByLabel('Description').inputValue()).toBe('Again.');
  await page.getByLabel('Name').fill('Time');
  await page.getByLabel('Below').selectOption({ label: 'Delivery' });
  await page.getByRole('button', { name: 'Define' }).click();
  await expect.poll(() => treeOf(page)).toEqual(['0 Delivery', '1 Time']);

  await page.getByRole('button', { name: 'Time' }).click();
  // A topic can be below neither itself nor one below it.
  expect(await page.getByLabel('Below').locator('option').allInnerTexts()).toEqual([
    'No topic: at the top',
    'Delivery',
  ]);
  await page.getByLabel('Below').selectOption('');
  await page.getByLabel('Threshold').fill('0.7');
  await page.getByLabel('Name').fill('Punctuality');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => treeOf(page)).toEqual(['0 Delivery', '0 Punctuality']);

  await page.getByRole('button', { name: 'Punctuality' }).click();
  await page.getByRole('button', { name: 'Retire', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, retire' }).click();
  await expect.poll(() => treeOf(page)).toEqual(['0 Delivery']);
  await page.getByLabel('Show retired topics').check();
  await page.getByRole('button', { name: 'Punctuality' }).click();
  await page.getByRole('button', { name: 'Take into use again' }).click();
  await page.getByRole('status').filter({ hasText: 'is in use again' }).waitFor();

  await page.getByRole('button', { name: 'Punctuality' }).click();
  await page.getByLabel('Merge into').selectOption({ label: 'Delivery' });
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await page.locator('#topic').waitFor({ state: 'hidden' });
  await expect.poll(() => page.locator('.badge', { hasText: 'retired' }).count()).toBe(1);
  const stored = await readTopics(server.database);
  expect(stored.map(({ name, retired, threshold }) => [name, retired, threshold])).toEqual([
    ['Delivery', false, 0.35],
    ['Punctuality', true, 0.7],
  ]);
  expect(stored[1]!.mergedInto).toBe(stored[0]!.id);
  // The one refusal.
  expect(faults.filter((fault) => !fault.includes('409'))).toEqual([]);
});

browser('a codebook is looked at, imported and exported; languages of examples survive an edit', async () => {
  const server = await testServer();
  const { page, faults } = await open(server);
  await page.setInputFiles('#book', {
    ...{ name: 'wrong.yaml', mimeType: 'application/yaml' },
    buffer: Buffer.from('topics:\n  - {name: A}\n'),
  });
  await page.getByRole('alert').filter({ hasText: '(line 2 of wrong.yaml) has no description' }).waitFor();
  await page.setInputFiles('#book', BOOK);
  const all = (readFileSync(BOOK, 'utf8').match(/- name:/g) ?? []).length;
  await page.getByText(`${all} new topics, 0 changed, 0 as before`).waitFor();
  expect(await readTopics(server.database)).toEqual([]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect.poll(() => page.locator('.topics tbody tr').count()).toBe(all);

  await page.getByRole('button', { name: 'Fabric', exact: true }).click();
  await page.getByLabel('Name').fill('Material');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Material', exact: true }).waitFor();
  const { examples } = (await readTopics(server.database)).find(({ name }) => name === 'Material')!;
  expect(new Set(examples.map(({ language }) => language))).toEqual(new Set(['en']));

  for (const [name, file, words] of [
    ['Export YAML', 'topics.yaml', 'name: Material'],
    ['Export CSV', 'topics.csv', 'Material,fabric'],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(file);
    expect(readFileSync((await download.path())!, 'utf8')).toContain(words);
  }
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
});

browser('suggestions are looked for, and one is defined with its examples', async () => {
  const topic: Topic = {
    ...{ id: 'x', key: 'fabric', name: `Fabric ${HOSTILE}`, names: {}, description: 'What it is made of.' },
    ...{ parentId: null, threshold: 0.5, retired: false, mergedInto: null },
    examples: [{ text: 'So soft.', language: 'en', counter: false }],
    kind: 'subject',
    origin: 'catalogue',
  };
  const quotes = [`It is thin. ${HOSTILE}`];
  const server = await testServer({
    suggestTopics: async () => ({
      ...{ documents: 50, sentences: 120, uncovered: { sentences: 40, quotes: ['Other.'] } },
      topics: [{ topic, defined: false, documents: 20, sentences: 25, quotes }],
    }),
  });
  const { page, faults } = await open(server);
  await page.locator('#look').press('Enter');
  await page.getByText('1 topic in 50 texts. No topic covers 40 sentences of 120.').waitFor();
  await page.getByText('20 texts, 40 % (28–54)').waitFor();
  await page.getByRole('button', { name: 'Define Fabric' }).press('Enter');
  await expect.poll(() => treeOf(page)).toEqual([`0 Fabric ${HOSTILE}`]);
  await page.locator('.suggestion .badge', { hasText: 'defined' }).waitFor();
  expect((await readTopics(server.database))[0]).toMatchObject({ key: 'fabric', examples: topic.examples });
  expect(await page.evaluate('String(window.owned)')).toBe('undefined');
  expect(faults).toEqual([]);
});

browser('hostile names and examples are text; programs get JSON at the same address', async () => {
  const server = await testServer();
  const made = await define(server, {
    ...{ name: HOSTILE, description: HOSTILE },
    examples: [{ text: `${HOSTILE}</textarea>` }],
  });
  expect(made.status).toBe(201);
  const { page, faults } = await open(server);
  await page.getByRole('button', { name: HOSTILE }).click();
  await page.locator('#topic[open]').waitFor();
  expect(await page.locator('#topic-title').textContent()).toBe(HOSTILE);
  expect(await page.locator('[name=examples]').inputValue()).toBe(`${HOSTILE}</textarea>`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').filter({ hasText: 'is changed' }).waitFor();
  expect(await page.evaluate('String(window.owned)')).toBe('undefined');
  expect(await page.locator('img').count()).toBe(0);
  expect(faults).toEqual([]);
  const policy = (await fetch(`${server.address}/topics`, { headers: { accept: 'text/html' } })).headers.get(
    'content-security-policy',
  )!;
  expect(policy).not.toMatch(/unsafe|http|\*/);
  const json = (await (await fetch(`${server.address}/topics`)).json()) as { topics: { name: string }[] };
  expect(json.topics[0]!.name).toBe(HOSTILE);
});

browser('a key without the scope admin reads; one without quotes sees no examples', async () => {
  const server = await testServer();
  await define(server, { name: 'Price', description: 'Cost.', examples: [{ text: 'Words of a customer.' }] });
  const keyOf = async (scopes: Scope[]) => {
    const key = newKey();
    await storeKey(server.database, key, { name: scopes.join(), scopes, expiresAt: null });
    return key.key;
  };
  for (const [scopes, words] of [
    [['read'], false],
    [['read', 'quotes'], true],
  ] as const) {
    const key = await keyOf([...scopes]);
    const { page } = await openPage(server.address);
    await page.goto(`${server.address}/topics`);
    await page.locator('#key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByText('Edits need the scope').waitFor();
    expect(await page.locator('#add').count()).toBe(0);
    await page.getByRole('button', { name: 'Price' }).click();
    await page.locator('#topic[open]').waitFor();
    expect(await page.getByLabel('Name').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect((await page.content()).includes('Words of a customer.')).toBe(words);
  }
});

browser(
  'axe finds nothing serious in light and dark, and on a phone nothing is wider than the screen',
  async () => {
    const server = await testServer();
    await fetch(`${server.address}/codebook`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: readFileSync(BOOK),
    });
    await define(server, { name: `Delivery${'y'.repeat(190)}`, description: 'd'.repeat(500) });
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(server, { colorScheme });
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Fabric', exact: true }).click();
      await page.locator('#topic[open]').waitFor();
      expect(await violations(page)).toEqual([]);
    }
    const { page } = await open(server, { viewport: { width: 390, height: 844 } });
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: /^Deliveryy/ }).click();
    await page.locator('#topic[open]').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect(
      await page.evaluate(
        'document.querySelector("#topic").scrollWidth <= document.querySelector("#topic").clientWidth',
      ),
    ).toBe(true);
  },
);
