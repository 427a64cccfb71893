import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { digestMarkdown } from '../../../src/reporting/digest/markdown.ts';
import { render } from '../../../src/reporting/formats/render.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import { report } from '../../../src/reporting/report.ts';
import { makeAndStoreDigest } from '../../../src/runs/digest/make-digest.ts';
import { summariseFeedback } from '../../../src/runs/digest/summarise-feedback.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { analyseBatch } from '../../../src/workers/analyse-batch.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const FILES = join(import.meta.dirname, '../../fixtures/real-files');
const TOO_LONG = 240_000;
let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
}, TOO_LONG);
afterAll(() => made.engine.close());

/** A database with one file, analysed by the embedded model. */
async function analysed(
  name: string,
  bytes = readFileSync(join(FILES, name)),
): Promise<{ database: Database; modelId: number }> {
  const { database } = await testDatabase();
  const modelId = await made.register(database);
  await importFile(database, { file: name.split('/').at(-1)!, input: Readable.from([bytes]) } as never);
  const runId = await startRun(database, { trigger: 'test', modelId, device: 'cpu', runtime: 'test' });
  await analyseBatch({ database, engine: made.engine }, { runId, modelId, from: 1, to: 2 ** 40 });
  return { database, modelId };
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .sort()
    .join(' ');

describe('54: summaries', { timeout: TOO_LONG }, () => {
  test('26 equal comments are one quote with its number', async () => {
    const { database } = await analysed('54-summaries/equal-comments.csv');
    const { extract, coverage } = await summariseFeedback(database, {});
    expect(extract.sentences.map(({ text, comments }) => [text, comments])).toEqual([['Good product.', 26]]);
    expect(coverage!.value).toBe(1);
  });

  test('nothing is said twice; both sides are there; each quote has a subject', async () => {
    const { database, modelId } = await analysed('54-summaries/summ.csv');
    const { extract, comments } = await summariseFeedback(database, {});
    const texts = extract.sentences.map(({ text }) => text);
    expect(new Set(texts.map(wordsOf)).size).toBe(texts.length);
    expect(texts.filter((text) => /sharp,? and light|light,? and (very )?sharp/i.test(text)).length).toBe(1);
    const shears = extract.sentences.find(({ text }) => /sharp/i.test(text))!;
    expect(shears.comments).toBeGreaterThanOrEqual(30);
    expect(comments).toBe(105);
    // The digest says so in words.
    const model = { id: modelId, name: 'mini', version: '1', hash: 'a'.repeat(64) };
    const { digest } = await makeAndStoreDigest(database, {
      ...{ model, by: [], period: { name: 'all', first: null, last: null } },
    });
    expect(digestMarkdown(digest)).toMatch(/\(\d+, and \d\d more say the same\)/);
  });

  test('ten meaningless words make no theme, represent nothing, and are not longer than their source', async () => {
    const { database } = await analysed('54-summaries/tiny.csv');
    expect(await updateThemes(database)).toMatchObject({
      themes: 0,
      tooFew: { sentences: expect.any(Number) },
    });
    const { extract, coverage } = await summariseFeedback(database, {});
    expect(coverage).toBeNull();
    expect(new Set(extract.sentences.map(({ text }) => text.toLowerCase())).size).toBe(
      extract.sentences.length,
    );
    expect(extract.words).toBeLessThanOrEqual(12);
  });

  test('a digest does not open with a handle and a question', async () => {
    const noise = Array.from({ length: 60 }, (_, i) => `@united next flight ${'?'.repeat(1 + (i % 5))}`);
    const told = Array.from(
      { length: 40 },
      (_, i) => `@united lost my bag on flight ${100 + i} and nobody answers the phone.`,
    );
    const rows = [...noise, ...told].map((text, i) => `${i},"${text}"`);
    const { database, modelId } = await analysed('tweets.csv', Buffer.from(`id,text\n${rows.join('\n')}\n`));
    const model = { id: modelId, name: 'mini', version: '1', hash: 'a'.repeat(64) };
    await updateThemes(database);
    const { digest } = await makeAndStoreDigest(database, {
      ...{ model, by: [], period: { name: 'all', first: null, last: null } },
    });
    expect(digest.summary.quotes.length).toBeGreaterThan(0);
    for (const { text } of digest.summary.quotes) expect(text).toContain('lost my bag');
    for (const { name } of digest.themes) expect(name.toLowerCase()).not.toContain('united');
  });
});

test('53: a report as CSV starts no formula, keeps numbers, and is to the byte what is expected', () => {
  const text = readFileSync(join(FILES, '53-reports-as-csv/attributes.csv'), 'utf8');
  const rows = (parse(text, { columns: true }) as Record<string, string>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [
        name,
        name === 'attribute' || name === 'value' ? cell.replace(/^'/, '') : Number(cell),
      ]),
    ),
  );
  const { name, title, description, columns } = REPORTS.find((it) => it.name === 'attributes')!;
  const section = { ...{ name, title, description, columns, rows }, record: false, notes: [] };
  const rendered = render([section], 'csv', { width: 80 });
  expect(rendered.replace(/^\ufeff/, '')).toBe(text);
  for (const { value } of parse(rendered, { bom: true, columns: true }) as { value: string }[]) {
    expect(value).toMatch(/^(?:-\d+$|[^=+\-@\t])/);
  }
});

test('a report names the rejected share of its sources; undone imports and repeats do not count', {
  timeout: TOO_LONG,
}, async () => {
  const csv = (bad: number) =>
    `id,text\n${Array.from({ length: 10 }, (_, i) => `${i},"The box ${i} was torn open."`).join('\n')}\n${'x,y,z,more\n'.repeat(bad)}`;
  const { database } = await analysed('a.csv', Buffer.from(csv(2)));
  const noteOf = async (source: string | null = null) =>
    (await report(database, { name: 'sentiment', source }))[0]!.notes.find((it) => it.includes('rejected'));
  expect(await noteOf()).toBe('Of 12 rows read, 2 were rejected (16.7 %).');
  const again = Readable.from([Buffer.from(csv(2))]);
  await importFile(database, { file: 'a.csv', input: again } as never);
  expect(await noteOf()).toBe('Of 12 rows read, 2 were rejected (16.7 %).');
  const clean = Readable.from([Buffer.from('id,text\n1,"All fine with the second box."\n')]);
  await importFile(database, { file: 'b.csv', input: clean } as never);
  expect(await noteOf()).toBe('Of 13 rows read, 2 were rejected (15.4 %). Most in a (16.7 %).');
  expect(await noteOf('b')).toBe('Of 1 row read, none was rejected.');
  await database.query(`update verbatim.import set status = 'undone' where source = 'a'`);
  expect(await noteOf()).toBe('Of 1 row read, none was rejected.');
});
