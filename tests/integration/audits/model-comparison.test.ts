import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { EMBEDDED_MODEL, readConfig } from '../../../src/app/config.ts';
import { Lifecycle } from '../../../src/app/lifecycle.ts';
import { chosenModel, prepareModel } from '../../../src/app/model-choice.ts';
import type { App } from '../../../src/app/open.ts';
import type { Database } from '../../../src/db/client.ts';
import { replaceActive } from '../../../src/db/results/activations.ts';
import { activateModel, recordChecks, recordModel } from '../../../src/db/results/models.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { analyse } from '../../../src/runs/analysis/analyse.ts';
import { promote } from '../../../src/runs/models/promotion.ts';
import { shadow } from '../../../src/runs/models/shadow.ts';
import { testDatabase } from '../../support/servers/database.ts';

const { signal } = new AbortController();
const OPTIONS = { margin: 0, sample: 0, signal };
const GOOD = [
  'I love this dress, it fits perfectly',
  'Wonderful colour and very soft',
  'Great shop, fast delivery',
];
const BAD = [
  'It arrived torn and the refund never came',
  'Terrible quality, a waste of money',
  'Rude staff, I am angry',
];
const isGood = (i: number) => i % 2 === 0;
const textOf = (i: number) => `${(isGood(i) ? GOOD : BAD)[i % 3]}, order ${i}.`;

/** An installation whose active model is the shipped one, with 60 comments of which 40 were drawn and labelled. */
async function installation(): Promise<App & { hot: string }> {
  const { url, database } = await testDatabase();
  const lifecycle = new Lifecycle();
  onTestFinished(() => lifecycle.close());
  const config = readConfig({ DATABASE_URL: url, VERBATIM_SESSIONS: '2', VERBATIM_LOG_LEVEL: 'error' });
  const app = { config, database, keyring: null, lifecycle, wait: 0, first: false };
  await prepareModel(app, { activate: true });
  const lines = Array.from({ length: 60 }, (_, i) => `${i},"${textOf(i)}"`);
  const input = Readable.from([`id,text\n${lines.join('\n')}\n`]);
  await importFile(database, { file: 'f.csv', source: 'shop', input });
  await analyse(app, { trigger: 'test', work: true, signal });
  await database.query(`
    with drawn as (insert into verbatim.review_draw (kind, model_id, from_feedback, to_feedback, seed, population)
      select 'sample', id, 1, 60, 1, 60 from verbatim.model returning id)
    insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random)
    select d.id, f.id, f.external_id::int + 1, 'shop en', 60, 0.5, true
      from drawn d, verbatim.feedback f where f.external_id::int < 40`);
  await database.query(`
    insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id)
    select id, 'sentiment', case external_id::int % 2 when 0 then 'positive' else 'negative' end, 'ana', 'page', document_id
      from verbatim.feedback where external_id::int < 40`);
  return { ...app, hot: await hotCopy(database) };
}

/** A copy of the shipped model that is less sure of itself: another temperature of its sentiment. */
async function hotCopy(database: Database): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-hot-')), 'hot');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }));
  cpSync(EMBEDDED_MODEL, folder, { recursive: true });
  const file = join(folder, 'verbatim.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.name = 'hot';
  manifest.heads.sentiment.temperature = 4;
  writeFileSync(file, JSON.stringify(manifest));
  const id = await recordModel(database, modelRecord(await readServedModel(folder, { fast: true })));
  await recordChecks(database, id, {});
  return folder;
}

test('a copy with another temperature judges the labelled comments alone, is compared, and is refused for its calibration', async () => {
  const app = await installation();
  const { database, hot } = app;
  const found = await shadow(app, hot, OPTIONS);
  expect(found).toMatchObject({ leftOut: 0, others: null, comparison: { labelled: 40 } });
  // What the candidate must say follows from the results of the shipped model, whose temperature is 0.9.
  const { rows } = await database.query<{ expected: number; positive: number }>(`
    select power(a.positive, 0.225) / (power(a.negative, 0.225) + power(a.neutral, 0.225) + power(a.positive, 0.225)) as expected,
           c.positive::float8 as positive
      from verbatim.analysis a join verbatim.analysis c using (document_id)
     where a.model_id <> c.model_id and c.model_id = (select id from verbatim.model where name = 'hot')`);
  expect(rows).toHaveLength(40);
  for (const { expected, positive } of rows) expect(positive).toBeCloseTo(expected, 2);
  const { calibration, accuracy } = found.comparison;
  expect(calibration!.candidate).toBeGreaterThan(calibration!.active + 0.1);
  expect(accuracy!.value).toBeGreaterThan(-0.1);
  const refused = await promote(app, hot, { ...OPTIONS, margin: 0.5 });
  expect(refused).toMatchObject({
    refused: 'not calibrated',
    comparison: { verdict: 'not worse' },
    auditId: null,
  });
  expect((await chosenModel(database, app.config)).name).toBe('verbatim-multilingual');

  const others = await shadow(app, 'hot', { ...OPTIONS, sample: 50 });
  expect(others.others!.sampled).toBe(50);
  const runs = await database.query(
    `select trigger, status, documents, analysed from verbatim.run where trigger = 'shadow'`,
  );
  expect(runs.rows[0]).toEqual({ trigger: 'shadow', status: 'done', documents: 40, analysed: 40 });
});

test('which labels count: of people, on the text as it is, without a tie, and not those that taught a tuned model', async () => {
  const app = await installation();
  const { database, hot } = app;
  const labelled = async () => (await shadow(app, hot, OPTIONS)).comparison.labelled;
  const of = (id: number) => `(select id from verbatim.feedback where external_id = '${id}')`;
  expect(await labelled()).toBe(40);
  // A second person who says something else; a rule; a text that changed.
  await database.query(`insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
    values (${of(0)}, 'sentiment', 'negative', 'bo', 'page'), (${of(2)}, 'sentiment', 'negative', 'rule sick', 'rule sick')`);
  await database.query(`update verbatim.feedback set document_id = (select document_id from verbatim.feedback where id = ${of(50)})
    where id = ${of(4)}`);
  expect(await labelled()).toBe(38);

  // It is said to be tuned on these labels. Cross-validation has an answer for 35 of them, and each is wrong.
  const { rows } = await database.query<{ id: number; n: number }>(
    `select id, external_id::int as n from verbatim.feedback where external_id::int between 5 and 39 order by id`,
  );
  const heldOut = rows.map(({ id, n }) => [id, null, ...(isGood(n) ? [0.8, 0.1, 0.1] : [0.1, 0.1, 0.8])]);
  const sentence = [rows[0]!.id, 0, 1, 0, 0];
  await database.query(
    `update verbatim.model set base_id = (select id from verbatim.model where active), tuning = $1, created_at = now()
      where name = 'hot'`,
    [JSON.stringify({ heldOut: [...heldOut, sentence] })],
  );
  const taught = await shadow(app, hot, OPTIONS);
  expect(taught.comparison).toMatchObject({ labelled: 35, candidateRight: 0, verdict: 'worse' });
  expect(taught.comparison.calibration!.candidate).toBeCloseTo(0.8, 10);
  // A label that was made since is compared by its own answer.
  await database.query(`update verbatim.label set created_at = now() where feedback_id = ${of(1)}`);
  expect(await shadow(app, hot, OPTIONS)).toMatchObject({
    look: 4,
    comparison: { labelled: 36, candidateRight: 1, level: 0.05 / 12 },
  });
});

test('of two replacements at once one takes place; VERBATIM_MODEL yields to it, a flag does not', async () => {
  const { database } = await testDatabase();
  const folders = ['blind', 'biased'].map((it) =>
    join(import.meta.dirname, '../../fixtures/planted-bias', it),
  );
  const ids: number[] = [];
  for (const folder of folders)
    ids.push(await recordModel(database, modelRecord(await readServedModel(folder))));
  const base = await recordModel(
    database,
    modelRecord(await readServedModel(EMBEDDED_MODEL, { fast: true })),
  );
  await activateModel(database, base);
  const how = { way: 'promote', insteadOf: base } as const;
  const done = await Promise.all(ids.map((id) => replaceActive(database, id, how)));
  expect(done.toSorted()).toEqual([false, true]);
  const winner = done[0] ? 'planted-blind' : 'planted-biased';
  const embedded = readConfig({ VERBATIM_MODEL: EMBEDDED_MODEL });
  const name = async (config: ReturnType<typeof readConfig>) => (await chosenModel(database, config)).name;
  expect(await name(readConfig({}))).toBe(winner);
  expect(await name(embedded)).toBe(winner);
  expect(await name(readConfig({}, { VERBATIM_MODEL: EMBEDDED_MODEL }))).toBe('verbatim-multilingual');
  // A model that was never active is a new wish.
  const other = folders[done[0] ? 1 : 0]!;
  expect(await name(readConfig({ VERBATIM_MODEL: other }))).toBe(
    done[0] ? 'planted-biased' : 'planted-blind',
  );
  // Whoever activates the configured model by hand has it back.
  await activateModel(database, base);
  expect(await name(embedded)).toBe('verbatim-multilingual');
});
