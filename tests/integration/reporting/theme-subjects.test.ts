import { afterAll, beforeAll, expect, test } from 'vitest';
import { mutualInformation } from '../../../bench/cluster-agreement.ts';
import { stopWordTest } from '../../../src/analysis/language/stop-words.ts';
import { OPINIONS } from '../../../src/analysis/summaries/saying.ts';
import { findCentroids } from '../../../src/analysis/themes/clustering.ts';
import { assignBatch } from '../../../src/analysis/themes/nearest.ts';
import { wordsOf } from '../../../src/analysis/words.ts';
import { segmentVectors } from '../../../src/db/themes/vectors.ts';
import { report } from '../../../src/reporting/report.ts';
import { themesOverview } from '../../../src/reporting/theme-overview.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { openShop, type Shop } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';

const TOO_LONG = 240_000;
let made: Awaited<ReturnType<typeof testEngine>>;
let shop: Shop;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const rows = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await shop.database.query<Row>(sql, values)).rows;

/** Labels of the embeddings as they are, clustered as before the subject space. */
async function rawThemes(): Promise<number[]> {
  const connection = await shop.database.connect();
  try {
    await connection.query('begin');
    const parts: Float32Array[] = [];
    for await (const page of segmentVectors(connection, shop.modelId, 384, 'all')) parts.push(page.vectors);
    await connection.query('commit');
    const centroids = await findCentroids({ dimensions: 384, batches: () => parts }, { seed: 1 });
    const labels: number[] = [];
    for (const part of parts) assignBatch(part, centroids, (cluster) => labels.push(cluster));
    return labels;
  } finally {
    connection.release();
  }
}

async function saysLittleOfSentiment() {
  const stored = await rows<{ theme: number; sentiment: string }>(
    `select t.theme_id as theme, s.sentiment from verbatim.theme_segment t
       join verbatim.segment s using (document_id, model_id, ordinal) order by document_id, ordinal`,
  );
  const sentiments = stored.map(({ sentiment }) => sentiment);
  const now = mutualInformation(
    stored.map(({ theme }) => theme),
    sentiments,
  );
  expect(now).toBeLessThan(mutualInformation(await rawThemes(), sentiments) / 2);
}

async function hasTalkLast() {
  const shown = await rows<{ theme_id: number; name: string; talk: boolean; merged: unknown }>(
    'select theme_id, name, talk, merged from reporting.theme order by talk, feedback desc, theme_id',
  );
  const talk = shown.filter((theme) => theme.talk);
  expect(talk).toMatchObject([{ name: 'Without a subject', merged: null }]);
  // Its parts are themes underneath, and count as one.
  const [bucket] = talk;
  const [parts] = await rows<{ shown: number; n: number }>(
    `select (select segments from reporting.theme where talk)::int as shown,
            (select sum(segments) from verbatim.theme where talk and shown_as = $1)::int as n`,
    [bucket!.theme_id],
  );
  expect(parts!.shown).toBe(parts!.n);
  const overview = await themesOverview(shop.database);
  expect(overview.themes.at(-1)).toMatchObject({ id: bucket!.theme_id, talk: true });
  expect(overview.themes.slice(0, -1).some((theme) => theme.talk)).toBe(false);
  const [themes] = await report(shop.database, { name: 'themes', limit: 1_000 });
  expect(themes!.rows.at(-1)).toMatchObject({ theme: 'Without a subject' });
  // Sentences that nobody would call a subject are in it, and those on a subject are not.
  const inTalk = async (pattern: string) =>
    (
      await rows<{ share: number }>(
        `select avg((h.id = $1)::int)::float8 as share
           from verbatim.theme_segment t join verbatim.theme p on p.id = t.theme_id
           join verbatim.theme h on h.id = p.shown_as
           join verbatim.segment s on (s.document_id, s.model_id, s.ordinal) = (t.document_id, t.model_id, t.ordinal)
           join verbatim.document d on d.id = t.document_id
          where lower(substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset)) ~ $2`,
        [bucket!.theme_id, pattern],
      )
    )[0]!.share;
  expect(await inTalk('^i? ?(absolutely |just )?love (it|this)[.!]*$')).toBeGreaterThan(0.5);
  expect(await inTalk('\\m(sleeves?|price|waist)\\M')).toBeLessThan(0.15);
}

async function hasPlainNames() {
  const isStopWord = stopWordTest(['en']);
  const names = (await rows<{ name: string }>('select name from reporting.theme where not talk')).map(
    ({ name }) => name,
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(wordsOf(name).length, name).toBeLessThanOrEqual(4);
    const bad = wordsOf(name).filter(
      (word) => OPINIONS.has(word) || (isStopWord(word) && /\p{L}/u.test(word)),
    );
    expect(bad, name).toEqual([]);
  }
}

async function hasTwoLevels() {
  const shown = await rows<{
    theme_id: number;
    parent_id: number | null;
    parent: string | null;
    talk: boolean;
  }>('select theme_id, parent_id, parent, talk from reporting.theme');
  const byId = new Map(shown.map((theme) => [theme.theme_id, theme]));
  const children = shown.filter(({ parent_id: parent }) => parent !== null);
  expect(children.length).toBeGreaterThan(2);
  for (const { parent_id: parent, talk } of children) {
    expect(byId.get(parent!)).toMatchObject({ parent_id: null, talk: false });
    expect(talk).toBe(false);
  }
}

test('themes of real reviews are subjects: little of sentiment, talk last, plain names, a tree of two levels', {
  timeout: TOO_LONG,
}, async () => {
  shop = await openShop(made);
  await shop.takeDemo(0, 300);
  await updateThemes(shop.database);
  await saysLittleOfSentiment();
  await hasTalkLast();
  await hasPlainNames();
  await hasTwoLevels();
});

test('a theme that a person edited is never talk; a rename of the bucket stays', {
  timeout: TOO_LONG,
}, async () => {
  const own = await openShop(made);
  await own.takeDemo(0, 150);
  await updateThemes(own.database);
  const bucketOf = async () =>
    (
      await own.database.query<{ theme_id: number; name: string }>(
        'select theme_id, name from reporting.theme where talk',
      )
    ).rows;
  const [bucket] = await bucketOf();
  await own.database.query('select verbatim.rename_theme($1, $2)', [bucket!.theme_id, 'Small talk']);
  const { rows: subjects } = await own.database.query<{ id: number }>(
    'select id from verbatim.theme where not talk order by id limit 1',
  );
  await own.database.query('select verbatim.rename_theme($1, $2)', [subjects[0]!.id, 'Ours']);
  await updateThemes(own.database, { rebuild: true });
  expect(await bucketOf()).toEqual([{ theme_id: bucket!.theme_id, name: 'Small talk' }]);
  const { rows: kept } = await own.database.query('select talk from verbatim.theme where id = $1', [
    subjects[0]!.id,
  ]);
  expect(kept).toEqual([{ talk: false }]);
});

test('few sentences have no subject space; a rebuild of more learns one, and themes keep their ids', {
  timeout: TOO_LONG,
}, async () => {
  const own = await openShop(made);
  const spaces = async () =>
    (
      await own.database.query<{ learnt: boolean }>(
        'select space is not null as learnt from verbatim.theme_clustering order by number',
      )
    ).rows.map(({ learnt }) => learnt);
  await own.takeDemo(0, 50);
  const first = await updateThemes(own.database);
  expect(first).toMatchObject({ clustered: 'first' });
  await own.takeDemo(50, 70);
  expect(await updateThemes(own.database)).toMatchObject({ clustered: null, born: [] });
  expect(await spaces()).toEqual([false]);
  const rebuilt = await updateThemes(own.database, { rebuild: true });
  expect(await spaces()).toEqual([false, true]);
  expect(rebuilt.born.length).toBeLessThan(rebuilt.themes);
  expect(rebuilt.gone.length).toBeLessThan(first.themes);
});
