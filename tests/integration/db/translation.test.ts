import { appendFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { recordModel } from '../../../src/db/results/models.ts';
import { forgetTranslators, nameTranslator } from '../../../src/db/results/translations.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { openTranslator } from '../../../src/inference/generation/translator.ts';
import { hashFolder } from '../../../src/inference/model/hash.ts';
import { analyseBatch } from '../../../src/workers/analyse-batch.ts';
import { openTranslators } from '../../../src/workers/translators.ts';
import { loopingTranslator, tinyTranslator } from '../../support/models/translator.ts';
import { insertDocuments, testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  const { engine, register } = await testEngine();
  made = { register, engine: { ...engine, model: { ...engine.model, languages: ['en'] } } };
});
afterAll(() => made.engine.close());

const FRENCH = "Le service client était très réactif, mais l'application est plus lente qu'avant.";
const RUSSIAN = 'Отличный сервис, доставили за 3 дня.';
const ENGLISH = 'The delivery was quick and the shirt fits well.';
// The emoji is two units of UTF-16 and one character.
const TWO = `Deux 📦 sont arrivés hier, avec trois jours de retard. ${FRENCH}`;

async function recorded(database: Database, folder: string): Promise<number> {
  const hash = await hashFolder(folder);
  const precision = { precision: 'fp32', maxLength: 128, manifest: {}, labels: [] };
  return recordModel(database, {
    name: 'tiny',
    version: '1',
    hash,
    task: 'translation',
    folder,
    ...precision,
  });
}

async function setUp(texts: readonly string[]) {
  const { database } = await testDatabase();
  await insertDocuments(database, texts);
  const modelId = await made.register(database);
  const translators = openTranslators({ device: 'cpu', threads: 1 });
  onTestFinished(() => translators.close());
  const runOf = (model: number) =>
    startRun(database, { trigger: 'test', modelId: model, device: 'cpu', runtime: 'test' });
  const analyse = async (
    range: { from: number; to: number } = { from: 1, to: 99 },
    model = modelId,
    engine = made.engine,
  ) =>
    analyseBatch({ database, engine, translators }, { runId: await runOf(model), modelId: model, ...range });
  const rows = async (sql: string) => (await database.query(sql)).rows;
  return { database, modelId, analyse, rows };
}

const SEGMENTS = `select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as said
  from verbatim.segment s join verbatim.document d on d.id = s.document_id where a_id order by s.ordinal`;

test('a text in a language with a translator is judged in translation, its sentences stay those of the text', async () => {
  const { folder, answers } = tinyTranslator();
  const { database, analyse, rows } = await setUp([FRENCH, ENGLISH, RUSSIAN, TWO]);
  const translatorId = await recorded(database, folder);
  await nameTranslator(database, translatorId, ['fr', 'ru'], 'en');
  expect(await analyse()).toMatchObject({ documents: 4, failed: 0 });
  expect(
    await rows('select document_id as id, translator_id as by from verbatim.analysis order by 1'),
  ).toEqual([
    { id: 1, by: translatorId },
    { id: 2, by: null },
    { id: 3, by: translatorId },
    { id: 4, by: translatorId },
  ]);
  const stored = await rows('select * from verbatim.translation order by document_id');
  // What Python transformers says that the model answers.
  expect(stored.slice(0, 2)).toMatchObject([
    { document_id: 1, sentences: [answers.get(FRENCH)], start_offsets: [0], end_offsets: [FRENCH.length] },
    { document_id: 3, sentences: [answers.get(RUSSIAN)], start_offsets: [0], end_offsets: [RUSSIAN.length] },
  ]);
  expect(stored[2].sentences[1]).toBe(answers.get(FRENCH));
  const said = await rows(SEGMENTS.replace('a_id', 's.document_id = 4'));
  expect(said).toEqual([
    { said: 'Deux 📦 sont arrivés hier, avec trois jours de retard.' },
    { said: FRENCH },
  ]);
});

test('a text alone and among others is translated and judged the same; twice is once', async () => {
  const { folder } = tinyTranslator();
  const texts = [FRENCH, TWO, RUSSIAN];
  const results: unknown[] = [];
  for (const ranges of [[{ from: 1, to: 3 }], [3, 2, 1, 2].map((id) => ({ from: id, to: id }))]) {
    const { database, analyse, rows } = await setUp(texts);
    await nameTranslator(database, await recorded(database, folder), ['fr', 'ru'], 'en');
    for (const range of ranges) await analyse(range);
    results.push([
      await rows(`select to_jsonb(t) - 'created_at' as row from verbatim.translation t order by document_id`),
      await rows(`select to_jsonb(s) as row from verbatim.segment s order by document_id, ordinal`),
      await rows(`select document_id, sentiment, score, tokens from verbatim.analysis order by document_id`),
    ]);
  }
  expect(results[1]).toEqual(results[0]);
});

test('what was translated once is not translated again for another model', async () => {
  const { folder } = tinyTranslator();
  const { database, modelId, analyse, rows } = await setUp([FRENCH]);
  await nameTranslator(database, await recorded(database, folder), ['fr'], 'en');
  await analyse();
  rmSync(folder, { recursive: true });
  const { rows: other } = await database.query<{ id: number }>(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest)
     select 'other', version, 'other', task, precision, max_length, manifest from verbatim.model where id = $1
     returning id`,
    [modelId],
  );
  const engine = { ...made.engine, model: { ...made.engine.model, hash: 'other' } };
  expect(await analyse(undefined, other[0]!.id, engine)).toMatchObject({ documents: 1, failed: 0 });
  expect(
    await rows('select count(*)::int as n from verbatim.analysis where translator_id is not null'),
  ).toEqual([{ n: 2 }]);
});

test('a translator that loops, has gone or was changed costs its own texts only, until another is named', async () => {
  const failing = loopingTranslator();
  const { database, analyse, rows } = await setUp([FRENCH, ENGLISH, RUSSIAN]);
  await nameTranslator(database, await recorded(database, failing), ['fr'], 'en');
  const { folder } = tinyTranslator();
  const translatorId = await recorded(database, folder);
  await nameTranslator(database, translatorId, ['ru'], 'en');
  appendFileSync(`${folder}/config.json`, ' ');
  const failures = () =>
    rows('select document_id as id, code, message from verbatim.failure order by document_id');
  expect(await analyse()).toMatchObject({ documents: 3, failed: 2 });
  expect(await failures()).toEqual([
    { id: 1, code: 'TRANSLATION_FAILED', message: expect.stringMatching(/from "fr".*circles/) },
    { id: 3, code: 'MODEL_CHANGED', message: expect.any(String) },
  ]);
  expect(JSON.stringify(await failures())).not.toContain('service client');

  expect(await nameTranslator(database, translatorId, ['ru'], 'en')).toBe(1);
  rmSync(folder, { recursive: true });
  await analyse();
  expect((await failures())[1].code).toBe('MODEL_NOT_FOUND');

  const sound = tinyTranslator();
  expect(await nameTranslator(database, await recorded(database, sound.folder), ['fr', 'ru'], 'en')).toBe(2);
  expect(await analyse()).toMatchObject({ documents: 2, failed: 0 });
  expect(await failures()).toEqual([]);
});

test('a translator into what the model does not serve is not asked; nor one that is named no more', async () => {
  const { database, analyse, rows } = await setUp([FRENCH, RUSSIAN]);
  const translatorId = await recorded(database, tinyTranslator().folder);
  await nameTranslator(database, translatorId, ['fr'], 'de');
  await nameTranslator(database, translatorId, ['ru'], 'en');
  expect(await forgetTranslators(database, ['ru', 'fi'])).toEqual(['ru']);
  await analyse();
  expect(await rows('select distinct code from verbatim.failure')).toEqual([
    { code: 'LANGUAGE_UNSUPPORTED' },
  ]);
});

test('a sentence that is longer than the model takes is read in parts, none of it is lost', async () => {
  const { folder } = tinyTranslator();
  const translator = await openTranslator(folder);
  onTestFinished(() => translator.close());
  const long = `${'le colis est arrivé en retard et '.repeat(40)}voilà`;
  const [found, short] = await translator.translate([`${long}. ${RUSSIAN}`, RUSSIAN]);
  if (!('sentences' in found!) || !('sentences' in short!)) throw new Error('no translation');
  expect(found.sentences.length).toBeGreaterThan(2);
  let last = 0;
  for (const { start, end } of found.sentences) {
    expect(long.concat('. ', RUSSIAN).slice(last, start).trim()).toBe('');
    last = end;
  }
  expect(last).toBe(long.length + 2 + RUSSIAN.length);
  expect(found.sentences.at(-1)!.text).toBe(short.sentences[0]!.text);
  expect(short.truncated).toBe(false);
});
