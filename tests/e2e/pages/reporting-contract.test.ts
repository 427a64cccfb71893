import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const REVIEWS = readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv'), 'utf8');
const CONTRACT = join(ROOT, 'tests/fixtures/reporting-v1.json');
const BY = 'Department Name';
let made: Awaited<ReturnType<typeof makeDatabase>>;
let reader: pg.Client;
let analyst: pg.Client;
const rowsOf = async (sql: string, parameters: unknown[] = []) =>
  (await made.database.query(sql, parameters)).rows;

/** A login of one of the two roles, in this database alone. */
async function login(role: string): Promise<pg.Client> {
  const name = `${role}_${new URL(made.url).pathname.slice(-12)}`;
  await made.database.query(`create role ${name} login password 'none of your business' in role ${role}`);
  const url = new URL(made.url);
  url.username = name;
  url.password = 'none of your business';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

beforeAll(async () => {
  made = await makeDatabase();
  const env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  const csv = join(ROOT, 'examples/womens-clothing-reviews.csv');
  expect((await verbatim(['import', csv, '--source', 'shop', '--json'], env)).code).toBe(0);
  // A source of three comments: every cell of it is small.
  const few =
    'text,rating,date,Department Name\nToo small.,2,2026-01-05,Tops\nLovely.,5,2026-01-06,Tops\nOk.,3,2026-01-07,Tops\n';
  expect((await verbatim(['import', '-', '--source', 'kiosk'], env, few)).code).toBe(0);
  // As many again with dates: the demo has none.
  const dated = REVIEWS.split('\n')
    .slice(0, 301)
    .map((line, i) => (line ? `${i === 0 ? 'date' : `2026-0${1 + (i % 3)}-1${i % 10}`},${line}` : line))
    .join('\n');
  expect((await verbatim(['import', '-', '--source', 'web', '--json'], env, dated)).code).toBe(0);
  expect((await verbatim(['nightly', '--by', BY, '--period', 'all'], env)).code).toBe(0);
  reader = await login('verbatim_reader');
  analyst = await login('verbatim_analyst');
}, 400_000);
afterAll(async () => {
  const names = [reader, analyst].map((it) => it.user!);
  await Promise.all([reader.end(), analyst.end()]);
  for (const name of names) await made.database.query(`drop role ${name}`);
  await made.drop();
});

describe('the contract, version 1', () => {
  const published = () =>
    rowsOf(
      `select c.relname as view, jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod) order by a.attnum) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'reporting'::regnamespace and c.relkind = 'v' group by 1 order by 1`,
    ) as Promise<{ view: string; columns: Record<string, string> }[]>;

  test('every view, column and type that was published is there', async () => {
    const now = Object.fromEntries((await published()).map(({ view, columns }) => [view, columns]));
    const { withdrawn } = JSON.parse(readFileSync(CONTRACT, 'utf8'));
    if (process.env.PUBLISH_CONTRACT)
      writeFileSync(CONTRACT, `${JSON.stringify({ version: 1, withdrawn, views: now }, null, 2)}\n`);
    const { version, views } = JSON.parse(readFileSync(CONTRACT, 'utf8'));
    expect((await rowsOf('select reporting.version() as v'))[0].v).toBe(version);
    for (const [view, columns] of Object.entries(views)) {
      expect(now[view], `${view} is gone: that needs reporting_v2`).toMatchObject(columns as object);
    }
    // Columns that were taken back for privacy stay away; the changelog names them.
    const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    for (const [view, columns] of Object.entries(withdrawn)) {
      for (const column of Object.keys(columns as object)) {
        expect(now[view]).not.toHaveProperty(column);
        expect(changelog).toContain(`\`reporting.${view}.${column}\``);
      }
    }
    // What is new is published too, and then held.
    expect(Object.keys(now).sort(), 'publish it: PUBLISH_CONTRACT=1').toEqual(Object.keys(views).sort());
  });

  test('every view can be read', async () => {
    for (const { view } of await published()) await rowsOf(`select * from reporting.${view} limit 5`);
  });

  test('roll-ups say what counting says, by day, week and month', async () => {
    for (const [view, unit] of [
      ['daily', 'day'],
      ['weekly', 'week'],
      ['monthly', 'month'],
    ] as const) {
      const ours = await rowsOf(
        `select ${unit}::text as time, source, n::int, negative::int, round(mean_score::numeric, 6)::float8 as score,
                round(negative_low::numeric, 9)::float8 as low from reporting.sentiment_${view} order by 1, 2`,
      );
      const theirs = await rowsOf(
        `select date_trunc('${unit}', occurred_at at time zone 'UTC')::date::text as time, source, count(*)::int as n,
                count(*) filter (where sentiment = 'negative')::int as negative,
                round(avg(score::numeric), 6)::float8 as score,
                round(reporting.wilson_low(count(*) filter (where sentiment = 'negative'), count(*))::numeric, 9)::float8 as low
           from reporting.feedback_analysis where status = 'analysed' and occurred_at is not null
          group by 1, 2 order by 1, 2`,
      );
      expect(ours.length).toBeGreaterThan(2);
      expect(ours).toEqual(theirs);
    }
    const [attribute] = await rowsOf(
      `select sum(n)::int as n from reporting.attribute_monthly where attribute = $1`,
      [BY],
    );
    const [counted] = await rowsOf(
      `select count(*)::int as n from reporting.feedback_analysis
        where status = 'analysed' and occurred_at is not null and attributes ? $1`,
      [BY],
    );
    expect(attribute).toEqual(counted);
    const [themes] = await rowsOf('select sum(said)::int as n from reporting.theme_monthly');
    const [spoken] = await rowsOf(
      'select count(*)::int as n from reporting.feedback_theme where occurred_at is not null',
    );
    expect(themes).toEqual(spoken);
  });

  test('contributions of themes add up to the score of the period', async () => {
    for (const source of ['shop', 'web']) {
      const parts = await rowsOf('select * from reporting.score_contributions(null, null, $1)', [source]);
      const [{ csat }] = await rowsOf(
        `select 100.0 * count(*) filter (where rating >= 4) / count(*) as csat from verbatim.feedback
          where source = $1 and rating is not null`,
        [source],
      );
      const sum = parts.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - Number(csat))).toBeLessThan(0.01);
      expect(new Set(parts.map(({ measure }) => measure))).toEqual(new Set(['csat']));
      for (const { n, theme } of parts)
        if (!theme.startsWith('(')) expect(Number(n)).toBeGreaterThanOrEqual(10);
    }
    const january = await rowsOf(
      `select * from reporting.score_contributions('2026-01-01', '2026-01-31', 'web')`,
    );
    const [monthly] = await rowsOf(
      `select score from reporting.score_monthly where month = '2026-01-01' and source = 'web'`,
    );
    expect(january.reduce((total, { contribution }) => total + contribution, 0)).toBeCloseTo(
      monthly.score,
      6,
    );
  });

  test('an NPS needs a question to recommend', async () => {
    const { url, database, drop } = await makeDatabase();
    const csv = `text,nps\n${[10, 9, 9, 8, 3, 0].map((rating, i) => `Comment ${i},${rating}`).join('\n')}\n`;
    await verbatim(['import', '-', '--source', 'survey'], { DATABASE_URL: url, REDIS_URL: '' }, csv);
    const { rows } = await database.query('select * from reporting.score_contributions()');
    expect(rows).toEqual([
      expect.objectContaining({
        measure: 'nps',
        rated: 6,
        contribution: expect.closeTo((100 * (3 - 2)) / 6, 9),
      }),
    ]);
    await drop();
  });

  test('a change of the model shows', async () => {
    const changes = await rowsOf('select name, task from reporting.model_change');
    expect(changes).toEqual([{ name: 'verbatim-multilingual', task: 'feedback' }]);
  });
});

describe('verbatim_reader', () => {
  const refused = async (sql: string) => {
    await expect(reader.query(sql), sql).rejects.toMatchObject({ code: '42501' });
  };

  test('reaches no table', async () => {
    const tables = await rowsOf(`select quote_ident(relname) as name from pg_class
      where relnamespace = 'verbatim'::regnamespace and relkind in ('r', 'v')`);
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      await refused(`select 1 from verbatim.${name}`);
      await refused(`delete from verbatim.${name}`);
    }
    await refused('select count(*) from verbatim.document tablesample system (100)');
    await refused('copy verbatim.document to stdout');
  });

  test('reaches no view with words or single comments', async () => {
    const views = await rowsOf(`select relname as name from pg_class
      where relnamespace = 'reporting'::regnamespace and relkind = 'v'`);
    const shown: string[] = [];
    for (const { name } of views) {
      const seen = await reader.query(`select * from reporting.${name} limit 1`).then(
        () => true,
        ({ code }) => {
          expect(code).toBe('42501');
          return false;
        },
      );
      if (seen) shown.push(name);
    }
    expect(shown).toEqual(
      expect.arrayContaining(['sentiment_daily', 'sentiment_as_reported', 'emerging_theme', 'rollup_model']),
    );
    for (const hidden of [
      'feedback_analysis',
      'theme_quote',
      'digest',
      'digest_quote',
      'reject',
      'disagreement',
      'feedback_theme',
      'emotion_monthly',
    ]) {
      expect(shown).not.toContain(hidden);
    }
    const columns = await rowsOf(
      `select table_name, column_name from information_schema.columns
        where table_schema = 'reporting' and table_name = any ($1) and column_name in ('text', 'quote', 'raw_row', 'feedback_id', 'author', 'external_id')`,
      [shown],
    );
    expect(columns).toEqual([]);
  });

  test('neither role reads who wrote a comment, nor tables of privacy', async () => {
    for (const client of [reader, analyst]) {
      for (const [table, column] of [
        ...[
          ['feedback', 'author'],
          ['original', 'sealed'],
          ['erasure', 'sealed'],
          ['tombstone', 'mac'],
        ],
        ...[
          ['masked_value', 'mac'],
          ['privacy_key', 'proof'],
          ['access_log', 'who'],
          ['source_rule', 'columns'],
        ],
        ...[
          ['rollup_day', 'authors'],
          ['rollup_theme_day', 'authors'],
          ['rollup_topic_day', 'authors'],
        ],
        ...[
          ['feedback_change', 'old_values'],
          ['reported_day', 'people'],
        ],
      ] as const) {
        await expect(client.query(`select ${column} from verbatim.${table} limit 1`)).rejects.toThrow(
          /permission denied/,
        );
        await expect(client.query(`select pg_catalog.count(*) from verbatim.${table}`)).rejects.toThrow(
          /permission denied/,
        );
      }
      const { rows } = await client.query(
        `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'verbatim' and c.relkind in ('r', 'v', 'm') and has_table_privilege(c.oid, 'select')`,
      );
      expect(rows).toEqual([]);
    }
    // A view that names authors would pass the test above.
    const named = await rowsOf(
      `select table_name, column_name from information_schema.columns
        where table_schema = 'reporting' and column_name ~ 'author|person|people'`,
    );
    expect(named).toEqual([]);
  });

  test('sees small cells as null, with the reason', async () => {
    const { rows } = await reader.query(`select * from reporting.sentiment_daily where source = 'kiosk'`);
    expect(rows).toHaveLength(3);
    for (const { day, source, hidden_reason, ...numbers } of rows) {
      expect(day).toBeTruthy();
      expect([source, hidden_reason]).toEqual(['kiosk', 'fewer than 10 people']);
      expect(Object.values(numbers).every((value) => value === null)).toBe(true);
    }
    const { rows: large } = await reader.query(
      `select * from reporting.sentiment_monthly where source = 'web'`,
    );
    for (const { n, hidden_reason } of large) expect([n >= 10, hidden_reason]).toEqual([true, null]);
    const seen = await analyst.query(
      `select n, hidden_reason from reporting.sentiment_daily where source = 'kiosk'`,
    );
    expect(seen.rows).toEqual(Array(3).fill({ n: 1, hidden_reason: null }));
  });

  test('sees no ratings of few people within a larger cell, and no small feedback that is not analysed', async () => {
    const rated = (where: string) =>
      `select feedback, n, rated, mean_rating, hidden_reason from reporting.sentiment_monthly where ${where}`;
    const client = await made.database.connect();
    try {
      await client.query('begin');
      await client.query(`insert into verbatim.rollup_day
        select (jsonb_populate_record(d, '{"source":"few rated","day":"2026-01-05","dated":true,
          "feedback":12,"analysed":12,"negative":3,"neutral":3,"positive":3,"mixed":3,"toxic":0,"rated":2,"rating_sum":2}')).*
          from verbatim.rollup_day d where dated order by coalesce(to_jsonb(d) ->> 'attribute', '') limit 1`);
      await client.query(`insert into verbatim.rollup_day
        select (jsonb_populate_record(d, '{"source":"not analysed","day":"2026-01-05","dated":true,"feedback":3,"analysed":0,"rated":0}')).*
          from verbatim.rollup_day d where dated order by coalesce(to_jsonb(d) ->> 'attribute', '') limit 1`);
      await client.query('set local role verbatim_reader');
      const few = (await client.query(rated(`source = 'few rated'`))).rows[0];
      expect(few).toMatchObject({
        rated: null,
        mean_rating: null,
        hidden_reason: 'ratings of fewer than 10 people',
      });
      expect(few.n).toBe(12);
      const none = (await client.query(rated(`source = 'not analysed'`))).rows[0];
      expect(none).toMatchObject({ feedback: null, hidden_reason: 'fewer than 10 people' });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('learns nothing more by functions and operators of its own, whatever they cost', async () => {
    const notices: string[] = [];
    reader.on('notice', ({ message }) => notices.push(String(message)));
    await reader.query(`create function pg_temp.tell(value bigint) returns boolean language plpgsql cost 0.0000001 as
      $$ begin raise notice 'told %', coalesce(value::text, 'nothing'); return true; end $$`);
    await reader.query(`create function pg_temp.tells(a bigint, b bigint) returns boolean language plpgsql cost 0.0000001 as
      $$ begin raise notice 'told %', coalesce(a::text, 'nothing'); return true; end $$`);
    await reader.query(`create operator pg_temp.=== (function = pg_temp.tells, leftarg = bigint, rightarg = bigint,
      restrict = eqsel, join = eqjoinsel)`);
    for (const { view, column } of [
      { view: 'sentiment_daily', column: 'n' },
      { view: 'sentiment_daily', column: 'negative' },
      { view: 'sentiment_weekly', column: 'feedback' },
      { view: 'attribute_daily', column: 'n' },
      { view: 'sentiment_as_reported', column: 'n' },
      { view: 'attribute_as_reported', column: 'negative' },
      { view: 'theme_daily', column: 'said' },
      { view: 'theme_attribute_monthly', column: 'said' },
    ]) {
      const from = `from reporting.${view} where source = 'kiosk'`;
      await reader.query(`select 1 ${from} and pg_temp.tell(${column})`);
      await reader.query(`select 1 ${from} and ${column} operator(pg_temp.===) 1`);
      await reader.query(`explain (analyze, verbose) select 1 ${from} and ${column} operator(pg_temp.===) 1`);
      await reader.query(`select 1 from reporting.${view} v join reporting.import i on v.${column} operator(pg_temp.===) i.import_id
                           where v.source = 'kiosk'`);
      await reader.query(`select pg_temp.tell(max(${column})) ${from}`);
    }
    expect(notices.length).toBeGreaterThan(6);
    expect(new Set(notices)).toEqual(new Set(['told nothing']));
  });

  test('learns nothing by errors that name what they fell over', async () => {
    const of = `from reporting.sentiment_daily where source = 'kiosk'`;
    // Nulls are neither divided by nor cast: nothing fails.
    await reader.query(`select 1 / (n - 1) ${of}`);
    await reader.query(`select (n::text || 'x')::integer ${of}`);
    await reader.query(`select 1 ${of} and 1 / (negative - 1) > 0`);
    await reader.query(`select (hidden_reason || coalesce(n::text, '')) ${of}`);
    await expect(
      reader.query(`select (hidden_reason || coalesce(n::text, ''))::integer ${of}`),
    ).rejects.toThrow('invalid input syntax for type integer: "fewer than 10 people"');
  });

  test('learns nothing by asking how a query is run, or what is known of the tables', async () => {
    const plan = await reader.query(
      `explain (analyze, verbose) select * from reporting.sentiment_daily where source = 'kiosk'`,
    );
    expect(JSON.stringify(plan.rows)).not.toContain('Too small');
    for (const view of ['pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs']) {
      expect((await reader.query(`select 1 from ${view} where schemaname = 'verbatim'`)).rows).toEqual([]);
    }
    await refused('select * from pg_catalog.pg_statistic');
    await refused('select * from pg_catalog.pg_authid');
    await refused(`explain select * from verbatim.feedback`);
    const activity = await reader.query(
      `select query from pg_stat_activity where usename <> current_user and query <> '<insufficient privilege>' and query <> ''`,
    );
    expect(activity.rows).toEqual([]);
  });

  test('reaches no words through functions, ours or those of Postgres', async () => {
    await refused(`select * from reporting.score_contributions()`);
    await refused(`select verbatim.rename_theme(1, 'x')`);
    await refused(`select verbatim.hide_theme(1)`);
    await refused(`select query_to_xml('select text from verbatim.document', true, true, '')`);
    await refused(`select table_to_xml('verbatim.document', true, true, '')`);
    await refused(`select * from ts_stat('select to_tsvector(text) from verbatim.document')`);
    await refused(`select 'verbatim.document'::regclass`);
    await refused(`select pg_read_file('/etc/passwd')`);
    await refused(`select lo_import('/etc/passwd')`);
    await refused(`copy reporting.import to program 'cat'`);
    await refused(`set session authorization verbatim_analyst`);
    await refused(`select nextval('verbatim.feedback_id_seq')`);
    const made = await reader.query(
      `select p.oid::regprocedure::text as name, p.prosecdef from pg_proc p
        where p.pronamespace = 'reporting'::regnamespace and has_function_privilege(p.oid, 'execute') order by 1`,
    );
    // What runs with the rights of its owner is not the reader's to call.
    expect(made.rows.filter(({ prosecdef }) => prosecdef)).toEqual([]);
  });

  test('writes nothing', async () => {
    await expect(reader.query(`insert into reporting.model_change (task) values ('x')`)).rejects.toThrow();
    await refused(`update reporting.import set file_name = 'x'`);
    await refused('create view reporting.mine as select 1');
    await expect(reader.query('set role verbatim_analyst')).rejects.toMatchObject({ code: '42501' });
    await expect(reader.query(`truncate verbatim.feedback`)).rejects.toMatchObject({ code: '42501' });
    await refused('create table reporting.mine (x int)');
    await refused('alter view reporting.sentiment_daily set (security_barrier = false)');
    await refused('grant select on reporting.reject to verbatim_reader');
    await refused(
      `create or replace function reporting.least_n() returns bigint language sql as 'select 0::bigint'`,
    );
  });
});

test('verbatim_analyst reads every view and no table', async () => {
  const views = await rowsOf(
    `select relname as name from pg_class where relnamespace = 'reporting'::regnamespace and relkind = 'v'`,
  );
  for (const { name } of views) await analyst.query(`select * from reporting.${name} limit 1`);
  await analyst.query('select * from reporting.score_contributions()');
  await expect(analyst.query('select 1 from verbatim.document')).rejects.toMatchObject({ code: '42501' });
  await expect(analyst.query('delete from reporting.import')).rejects.toMatchObject({ code: '42501' });
});
