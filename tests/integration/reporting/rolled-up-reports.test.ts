import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { queryNamed } from '../../../src/db/named-parameters.ts';
import { countNoted, type ReportCell } from '../../../src/db/reports/report-queries.ts';
import { COMMENTS, ROLL_UPS } from '../../../src/db/rollups/count-sources.ts';
import { CUBES } from '../../../src/db/rollups/rollup-counts.ts';
import { countLatest, freshRollups } from '../../../src/db/rollups/rollup-freshness.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import { report } from '../../../src/reporting/report.ts';
import type { NamedReport } from '../../../src/reporting/reports/named-report.ts';
import { addFeedback, addModel, addResults, addThemes, addTopics } from '../../support/data/rollup-rows.ts';
import { testDatabase } from '../../support/servers/database.ts';

const ROWS = { source: 'shop', first: '2026-02-20', days: 20, count: 900, tag: 'a' };
const ATTRIBUTES = ['Department', 'Shop'];

async function shop() {
  const { database, url } = await testDatabase();
  const modelId = await addModel(database, 'first');
  await setRollupAttributes(database, ATTRIBUTES);
  await addFeedback(database, ROWS);
  await addFeedback(database, { ...ROWS, source: 'survey', count: 300, tag: 'b' });
  await addFeedback(database, { ...ROWS, source: 'kiosk', count: 4, tag: 'c' });
  // A source of 0 to 10.
  await database.query(
    `update verbatim.feedback set rating = id % 11 where source = 'survey' and rating is not null`,
  );
  await database.query(
    `update verbatim.import set rating_scale = '{"low": 0, "high": 10, "inverted": false, "nps": true, "by": "user"}'
      where source = 'survey'`,
  );
  await addResults(database, modelId);
  // Sentences that are long enough to be quoted.
  await database.query(
    'update verbatim.document set text = text || repeat($1, 10), characters = 60 + char_length(text)',
    [' words'],
  );
  await database.query('update verbatim.segment set end_offset = start_offset + 31 where ordinal < 2');
  await addThemes(database, modelId);
  await addTopics(database, modelId);
  return { database, url, modelId };
}

async function rollUp(database: Database, modelId: number) {
  for (const cube of CUBES) await updateRollup(database, cube, modelId);
}

/** Numbers that were added up in another order, or in decimals, differ by less than this. */
function expectAlike(ours: readonly object[], theirs: readonly object[], of: string) {
  expect(ours.length, of).toBe(theirs.length);
  theirs.forEach((row, i) => {
    const mine = ours[i] as Record<string, ReportCell>;
    expect(Object.keys(mine).sort(), of).toEqual(Object.keys(row).sort());
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'number') expect(mine[name], `${of}: ${name}`).toBeCloseTo(value, 5);
      else expect(mine[name], `${of}: ${name}`).toEqual(value);
    }
  });
}

const ROLLED_UP_REPORTS = REPORTS.filter(({ sql }) => sql(ROLL_UPS) !== sql(COMMENTS));
const NOT_GIVEN = { attribute: null, by: null, first_day: null, last_day: null, theme: null, grain: null };

const counted = (database: Database, { sql }: NamedReport, values: Record<string, unknown>) =>
  queryNamed<Record<string, ReportCell>>(database, sql(COMMENTS), values);

async function expectReportsAlike(database: Database) {
  for (const source of [null, 'shop', 'survey', 'kiosk']) {
    for (const named of ROLLED_UP_REPORTS) {
      const values = {
        ...NOT_GIVEN,
        source,
        attributes: ATTRIBUTES,
        by: ATTRIBUTES,
        limit: named.defaultLimit ?? null,
      };
      const theirs = await counted(database, named, values);
      const [section] = await report(database, {
        ...{ name: named.name, source },
        ...(['attributes', 'by'].some((it) => named.parameters.includes(it as 'by'))
          ? { attributes: ATTRIBUTES }
          : {}),
      });
      const shown = theirs.map(({ total: _, together: __, quoted: ___, ...row }) => row);
      expectAlike(section!.rows, shown, `${named.name} of ${source}`);
      const total = Number(theirs[0]?.total ?? theirs.length);
      expect(section!.notes.join().replaceAll(',', '').includes(`of ${total};`), named.name).toBe(
        total > theirs.length,
      );
    }
  }
}

test('reports from roll-ups say what reports from all rows say', async () => {
  const { database, modelId } = await shop();
  expect(await freshRollups(database)).toBeNull();
  await rollUp(database, modelId);
  expect(await freshRollups(database)).toEqual({ attributes: ATTRIBUTES, topics: true });
  await expectReportsAlike(database);
  expect(ROLLED_UP_REPORTS.map(({ name }) => name)).toEqual(
    'overview sentiment attributes ratings emotions topics statements themes disagreement drivers'.split(' '),
  );
});

test('reports include data stored since the last nightly run', async () => {
  const { database, modelId } = await shop();
  await rollUp(database, modelId);
  await addFeedback(database, { ...ROWS, days: 2, count: 200, tag: 'late' });
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await addTopics(database, modelId);
  await expectReportsAlike(database);
  const { rows } = await database.query('select from verbatim.rollup_touched');
  expect(rows).toHaveLength(0);
});

test('reports of a user who may only read, of another model and of other attributes come from all rows', async () => {
  const { database, url, modelId } = await shop();
  await rollUp(database, modelId);
  await addFeedback(database, { ...ROWS, count: 30, tag: 'more' });
  const readOnly = `${url}?options=-c%20default_transaction_read_only%3Don`;
  const reader = await openDatabase(readOnly, { connections: 2, name: 'reader' });
  await countLatest(reader);
  expect(await freshRollups(reader)).toBeNull();
  await expectReportsAlike(reader);
  await reader.end();
  await rollUp(database, modelId);
  expect(await freshRollups(database)).not.toBeNull();
  await setRollupAttributes(database, ['Shop']);
  expect(await freshRollups(database)).toBeNull();
  await addModel(database, 'second');
  expect(await freshRollups(database)).toBeNull();
});

test('distinct texts are those of comments, also after texts were changed and rows deleted', async () => {
  const { database, modelId } = await shop();
  await rollUp(database, modelId);
  for (const change of [
    'update verbatim.analysis set windows = 3 where document_id % 19 = 1',
    'update verbatim.analysis set truncated = true where document_id % 23 = 2',
    'update verbatim.feedback set document_id = (select min(id) from verbatim.document) where document_id % 5 = 3',
    'update verbatim.feedback set document_id = null where document_id % 13 = 5',
    'delete from verbatim.feedback where id % 7 = 0',
    // Some unreferenced texts are deleted, with all their results.
    `create temp table erased as select d.id from verbatim.document d
       where d.id % 2 = 0 and not exists (select from verbatim.feedback f where f.document_id = d.id);
     delete from verbatim.theme_segment where document_id in (select id from erased);
     delete from verbatim.segment where document_id in (select id from erased);
     delete from verbatim.analysis where document_id in (select id from erased);
     delete from verbatim.failure where document_id in (select id from erased);
     delete from verbatim.document where id in (select id from erased); drop table erased`,
    // An unreferenced text is referenced again.
    `update verbatim.feedback set document_id = (select min(document_id) from verbatim.document_left join verbatim.document on document.id = document_id) where id % 401 = 1`,
  ]) {
    await database.query(change);
    await expectReportsAlike(database);
    expect(await freshRollups(database), change).not.toBeNull();
    const [overview] = await report(database, { name: 'overview' });
    const { rows } = await database.query(
      `select count(distinct f.document_id) as documents, count(distinct a.document_id) as analysed,
              count(distinct a.document_id) filter (where a.windows > 1) as windowed,
              count(distinct a.document_id) filter (where a.truncated) as truncated
         from verbatim.feedback f left join verbatim.analysis a on a.document_id = f.document_id`,
    );
    expect(overview!.rows[0], change).toMatchObject(rows[0]!);
  }
});

test('what was judged in translation is the same number from roll-ups', async () => {
  const { database, modelId } = await shop();
  await database.query(
    `insert into verbatim.translation (document_id, model_id, sentences, start_offsets, end_offsets, truncated)
     select document_id, model_id, '{a}', '{0}', '{1}', false from verbatim.analysis where document_id % 3 = 0`,
  );
  await database.query('update verbatim.analysis set translator_id = model_id where document_id % 3 = 0');
  await rollUp(database, modelId);
  for (const source of [null, 'shop', 'survey']) {
    const noted = await countNoted(database, source, COMMENTS);
    expect(noted.translated).toBeGreaterThan(0);
    expect(await countNoted(database, source, ROLL_UPS)).toEqual(noted);
  }
});

test('a part of the days: what is dated there, from roll-ups', async () => {
  const { database, modelId } = await shop();
  await rollUp(database, modelId);
  const [first_day, last_day] = ['2026-02-25', '2026-03-02'];
  const values = { ...NOT_GIVEN, source: 'shop', attributes: ATTRIBUTES, limit: 1000 };
  const selection = { ...values, first_day, last_day };
  // The same rows by themselves, in tables that hold nothing else.
  const rolled = new Map<NamedReport, Record<string, ReportCell>[]>();
  for (const named of ROLLED_UP_REPORTS) {
    rolled.set(named, await queryNamed(database, named.sql(ROLL_UPS), selection));
  }
  await database.query(
    `delete from verbatim.feedback where occurred_at is null or source <> 'shop'
        or (occurred_at at time zone 'UTC')::date not between $1 and $2`,
    [first_day, last_day],
  );
  for (const [named, rows] of rolled) {
    const theirs = await counted(database, named, values);
    const shown = (all: typeof rows) => all.map(({ together: _, ...row }) => row);
    expectAlike(shown(rows), shown(theirs), named.name);
  }
});

test('views and contributions are the same from roll-ups and counted when asked', async () => {
  const { database, modelId } = await shop();
  const questions = [
    'select *, day::text as date from reporting.sentiment_by_day order by 1, 2',
    'select * from reporting.theme order by theme_id',
    'select * from reporting.topic order by topic_id',
    'select *, month::text as date from reporting.emotion_monthly order by 1, 2, 3',
    'select *, month::text as date from reporting.score_monthly order by 1, 2',
    'select * from reporting.disagreement order by feedback_id',
    'select * from reporting.sentiment_by_attribute order by source, attribute, value',
    `select * from reporting.sentiment_by_attribute where attribute = 'Shop' and source = 'shop' order by value`,
    'select * from reporting.score_contributions() order by source, theme',
    `select * from reporting.score_contributions('2026-02-25', '2026-03-02') order by source, theme`,
    `select * from reporting.score_contributions(null, null, 'survey') order by source, theme`,
  ];
  const ask = () => Promise.all(questions.map(async (sql) => (await database.query(sql)).rows));
  for (const change of [
    'select 1',
    'select verbatim.hide_theme($1::bigint * 10 + 1)',
    'select verbatim.merge_themes($1::bigint * 10 + 2, $1::bigint * 10 + 3)',
    // An attribute that nightly runs do not count by, and values longer than roll-ups keep.
    `update verbatim.feedback set attributes = attributes || jsonb_build_object('Colour', 'C' || id % 5) where id % 7 = 0`,
    `update verbatim.feedback set attributes = attributes || jsonb_build_object('Shop', repeat('long', 30) || id % 3)
      where id % 11 = 0`,
  ]) {
    await database.query(change.replaceAll('$1', String(modelId)));
    const counted = await ask();
    expect(counted.every((rows) => rows.length > 0)).toBe(true);
    await rollUp(database, modelId);
    const { rows } = await database.query('select cube from verbatim.rollup_fresh order by 1');
    expect(rows).toEqual([{ cube: 'day' }, { cube: 'theme' }, { cube: 'topic' }]);
    const rolledUp = await ask();
    questions.forEach((question, i) => {
      expectAlike(rolledUp[i]!, counted[i]!, question);
    });
    await database.query('delete from verbatim.rollup_state');
    expect((await database.query('select from verbatim.rollup_fresh')).rows).toHaveLength(0);
    expect(await ask()).toEqual(counted);
  }
});
