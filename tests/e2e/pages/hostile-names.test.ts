import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { webhookMessage } from '../../../src/runs/digest/webhook-delivery.ts';
import { verbatim } from '../../support/cli.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { CHROMIUM, openPage } from '../../support/servers/browser.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testFolder, testServer } from '../../support/servers/upload-server.ts';

const TEXT = `text'); drop table verbatim.feedback; --`;
const ATTRIBUTE = `$1'') or true; delete from verbatim.document; --`;
const SOURCE = `shop'; truncate verbatim.analysis cascade; --`;

test('names of columns, attributes, sources and reports are data, whatever they say', async () => {
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_SESSIONS: '1' };
  const values = ['north', '__proto__'];
  const rows = Array.from({ length: 24 }, (_, i) => `${i},Order ${i} came late.,${values[i % 2]}`);
  const csv = `id,"${TEXT}","${ATTRIBUTE}"\n${rows.join('\n')}\n`;
  const imported = await verbatim(
    ['import', '-', '--source', SOURCE, '--map', `text="${TEXT}"`, '--json'],
    environment,
    csv,
  );
  expect(imported.code, imported.stderr).toBe(0);
  const nightly = await verbatim(['nightly', '--by', ATTRIBUTE, '--period', 'all', '--json'], environment);
  expect(nightly.code, nightly.stderr).toBe(0);
  const report = await verbatim(
    ['report', 'attributes', '--by', ATTRIBUTE, '--source', SOURCE, '--format', 'json'],
    environment,
  );
  expect(report.code, report.stderr).toBe(0);
  expect(report.stdout).toContain('north');
  const digest = await verbatim(
    ['digest', '--period', 'all', '--by', ATTRIBUTE, '--format', 'json'],
    environment,
  );
  expect(digest.code, digest.stderr).toBe(0);
  const unknown = await verbatim(['report', TEXT, '--json'], environment);
  expect([unknown.code, JSON.parse(unknown.stdout).error.code]).toEqual([2, 'REPORT_UNKNOWN']);
  const { rows: stored } = await database.query(
    `select (select count(*) from verbatim.feedback) as feedback, (select count(*) from verbatim.document) as documents,
            (select count(*) from verbatim.analysis) as analyses, (select count(*) from verbatim.rollup_day) as cells,
            (select array_agg(distinct source) from verbatim.feedback) as sources,
            (select array_agg(distinct attributes ->> $1 order by attributes ->> $1) from verbatim.feedback) as values`,
    [ATTRIBUTE],
  );
  expect(stored).toEqual([
    {
      // All together, and each of two values.
      ...{ feedback: 24, documents: 24, analyses: 24, cells: 3 },
      ...{ sources: [SOURCE], values: expect.arrayContaining(values) },
    },
  ]);
}, 300_000);

// What a page, a Markdown reader, a terminal, a spreadsheet or a chat could act upon.
const MARKUP =
  `=1+1 "><img src=x onerror="window.owned=1"><script>window.owned=1</script>'</td></p>` +
  '\n# [x](javascript:window.owned=1) ![x](http://127.0.0.1:9/x.png) <!channel> `|*_ \u001b[31m\u202e';

const expectQuiet = async (page: Page, faults: readonly string[], place: string) => {
  expect(await page.evaluate('String(window.owned)'), place).toBe('undefined');
  expect(await page.locator('img[src="x"], img[src^="http"], a[href^="javascript:"]').count(), place).toBe(0);
  expect(faults, place).toEqual([]);
};

test.skipIf(!CHROMIUM)(
  'markup in texts, attributes, sources, files, themes, topics and models is text',
  async () => {
    const { address, database, url, post, settled } = await testServer();
    const model = await addModel(database, `model ${MARKUP}`);
    await addFeedback(database, { source: MARKUP, first: '2026-01-05', days: 60, count: 400, tag: 'a' });
    await database.query(
      'update verbatim.document set text = $1 || text, characters = char_length($1 || text)',
      [MARKUP],
    );
    await database.query('update verbatim.import set file_name = $1', [MARKUP]);
    await database.query(
      `update verbatim.feedback set attributes = jsonb_build_object($1::text, $1 || ' ' || id % 2)`,
      [MARKUP],
    );
    await addResults(database, model);
    await database.query('update verbatim.segment set start_offset = 0, end_offset = char_length($1)', [
      MARKUP,
    ]);
    await addThemes(database, model);
    await database.query('update verbatim.theme set name = $1 || id, keywords = array[$1]', [MARKUP]);
    await database.query(`insert into verbatim.topic (name, description) values ($1, $1)`, [MARKUP]);
    await database.query(
      `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
       select id, $1, 'd', 'description', '', 0, 0, 0 from verbatim.topic`,
      [model],
    );
    await database.query(
      `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
       select t.id, s.document_id, s.model_id, s.ordinal, 0.9 from verbatim.topic t, verbatim.segment s`,
    );
    const { rows } = await database.query<{ id: string }>('select id from verbatim.topic');
    await setRollupAttributes(database, [MARKUP]);
    for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);

    const query = `?by=${encodeURIComponent(MARKUP)}&source=${encodeURIComponent(MARKUP)}`;
    for (const path of ['/dashboard', `/dashboard${query}`, `/dashboard?topic=${rows[0]!.id}&quotes=open`]) {
      const { page, faults } = await openPage(address);
      await page.goto(`${address}${path}`);
      await page.locator('#runs-title').waitFor();
      await page.locator('.themes:not(.topics) tbody tr').first().waitFor();
      await page.locator('.topics tbody tr').first().waitFor();
      expect(await page.locator('body').textContent()).toContain('<script>');
      await expectQuiet(page, faults, path);
    }

    const topics = await openPage(address);
    await topics.page.goto(`${address}/topics`);
    await topics.page.locator('.topics .name').click();
    await topics.page.locator('#topic[open]').waitFor();
    expect(await topics.page.locator('#topic-title').textContent()).toContain('<script>');
    await expectQuiet(topics.page, topics.faults, '/topics');

    const uploaded = await post(`text,"${MARKUP.replaceAll('"', '""')}"\nGood.,1\nBroken,1,2,3\n`, {
      query: { name: `${MARKUP.replaceAll('/', '')}.csv`, source: MARKUP },
    });
    expect(uploaded.status, await uploaded.clone().text()).toBe(202);
    await settled(((await uploaded.json()) as { url: string }).url);
    const upload = await openPage(address);
    await upload.page.goto(`${address}/upload`);
    await upload.page.getByText('onerror').first().waitFor();
    await expectQuiet(upload.page, upload.faults, '/upload');

    const environment = { DATABASE_URL: url, REDIS_URL: '' };
    const folder = testFolder();
    for (const line of [
      'report',
      'report quotes',
      'report themes',
      'report imports',
      'digest --period all',
    ]) {
      const file = join(folder, 'page.html');
      const args = [...line.split(' '), ...(line.startsWith('digest') ? ['--by', MARKUP] : [])];
      const made = await verbatim([...args, '--format', 'html', '--output', file], environment);
      expect(made.code, `${line}: ${made.stderr}`).toBe(0);
      const { page, faults } = await openPage(`file://${folder}`);
      await page.goto(`file://${file}`);
      expect(await page.locator('body').textContent(), line).toContain('<script>');
      await expectQuiet(page, faults, line);

      const { stdout } = await verbatim([...args, '--format', 'md'], environment);
      expect(stdout, line).not.toMatch(/(?<!\\)<(script|img|!)|(?<!\\)\[x\]\(|^# \[x/m);
    }
    const csv = await verbatim(['report', 'imports', '--format', 'csv'], environment);
    expect(csv.stdout).not.toMatch(/(^|,)"?=1\+1/m);

    const digest = await verbatim(['digest', '--period', 'all', '--format', 'json'], environment);
    const message = JSON.stringify(webhookMessage(JSON.parse(digest.stdout)));
    expect(message).toContain('&lt;script&gt;');
    // Mentions, links and control characters of a chat.
    expect(message).not.toMatch(/<!|<http|<@|\\u001b|\u202e|\n# /);
  },
  300_000,
);
