import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { changedDefinitions, migrate } from '../../../src/db/migrate.ts';
import { verbatim } from '../../support/cli.ts';
import { schemaSql } from '../../support/data/schema-sql.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { copyOfProgram, type Program } from '../../support/servers/program.ts';

const DAILY = 'migrations/views/reporting/sentiment_daily.sql';
const LATEST = 'migrations/views/reporting/v_audit_latest.sql';
let url: string;
let database: Database;
beforeEach(async () => {
  ({ url, database } = await testDatabase());
});
const one = async (sql: string) => Object.values((await database.query(sql)).rows[0] ?? {})[0];
const columns = (view: string) =>
  one(`select array_agg(attname::text order by attnum) from pg_attribute
        where attrelid = '${view}'::regclass and attnum > 0 and not attisdropped`) as Promise<string[]>;
const definition = (view: string) => one(`select pg_get_viewdef('${view}'::regclass)`);

// Roles belong to the server. This name wants quotes.
const READER = `a reader ${randomUUID()}`;
/** Somebody's own login. */
async function addReader(): Promise<void> {
  await database.query(`create role "${READER}" nologin`);
  onTestFinished(async () => {
    await database.query(`drop owned by "${READER}"; drop role "${READER}"`);
  });
}

describe('changed by hand', () => {
  test('a view, its options, a function, a trigger: doctor names them, db migrate restores and says so', async () => {
    const before = await schemaSql(database);
    const text = await definition('reporting.model');
    await database.query(`
      create or replace view reporting.model as ${(text as string).replace(/;$/, '')} limit 0;
      alter view reporting.import set (security_barrier = false);
      drop view reporting.run_history;
      create or replace function reporting.least_n() returns bigint language sql immutable return 1;
      alter table verbatim.feedback disable trigger audit_feedback_gone;
      drop trigger api_key_made on verbatim.api_key;
      create trigger twice after insert on verbatim.feedback for each statement execute function verbatim.note_key()`);
    const changed = [
      ...['reporting.import', 'reporting.least_n', 'reporting.model', 'reporting.run_history'],
      ...['verbatim.audit_note_feedback', 'verbatim.note_key'],
    ];
    expect((await changedDefinitions(database)).sort()).toEqual(changed);
    const environment = { DATABASE_URL: url, REDIS_URL: '' };
    const doctor = JSON.parse((await verbatim(['doctor', '--json'], environment)).stdout);
    const views = doctor.checks.find(({ name }: { name: string }) => name === 'Views');
    expect(views).toMatchObject({ ok: true, warning: true });
    for (const name of changed) expect(views.detail).toContain(name);

    const { code, stdout, stderr } = await verbatim(['db', 'migrate', '--json'], environment);
    expect([code, JSON.parse(stdout).restored.sort()]).toEqual([0, changed]);
    for (const name of changed) expect(stderr).toContain(`${name} was changed by hand: restored.`);
    expect(await changedDefinitions(database)).toEqual([]);
    expect(await schemaSql(database)).toBe(before);
    expect(await definition('reporting.model')).toBe(text);
    expect(await one(`select tgenabled from pg_trigger where tgname = 'audit_feedback_gone'`)).toBe('O');
  });

  test('users’ own views, also in our schema, are theirs', async () => {
    await database.query(`create view reporting.mine as select day, n from reporting.sentiment_daily;
                          create view public.mine as select * from reporting.mine`);
    expect(await migrate(database)).toEqual({ applied: [], restored: [] });
    expect(await columns('public.mine')).toEqual(['day', 'n']);
  });
});

describe('changed by a newer version', () => {
  let newer: Program;
  beforeEach(() => {
    newer = copyOfProgram();
  });
  /** Puts a column before the first one: CREATE OR REPLACE refuses that. */
  const prepend = (text: string) =>
    text
      .replace(/\nSELECT (DISTINCT ON \(.*\))?/, '\nSELECT $1 1 AS extra, ')
      .concat(`COMMENT ON COLUMN reporting.sentiment_daily.extra IS 'One.';\n`);

  test('a column at the end: what stands on the view stays, and its own rights', async () => {
    await database.query('create view public.mine as select * from reporting.model');
    await addReader();
    await database.query(`grant select on reporting.model to "${READER}"`);
    newer.edit('migrations/views/reporting/model.sql', (text) =>
      text
        .replace(/\n {2}FROM /, ',\n       1 AS extra\n  FROM ')
        .concat(`COMMENT ON COLUMN reporting.model.extra IS 'One.';\n`),
    );
    const before = await columns('reporting.model');
    expect(await newer.migrate(url)).toMatchObject({ applied: ['reporting.model'], restored: [] });
    expect(await columns('reporting.model')).toEqual([...before, 'extra']);
    expect(await columns('public.mine')).toEqual(before);
    expect(await one(`select has_table_privilege('${READER}', 'reporting.model', 'select')`)).toBe(true);
  });

  test('other columns: it is dropped and made anew, with what of ours stands on it, and all rights', async () => {
    const latest = await columns('reporting.v_audit_latest');
    const gap = await definition('reporting.v_audit_gap');
    await addReader();
    await database.query(`grant select on reporting.v_audit_gap, reporting.v_audit_latest to "${READER}"`);
    newer.edit(LATEST, (text) =>
      prepend(text).replace('reporting.sentiment_daily.extra', 'reporting.v_audit_latest.extra'),
    );
    const { applied, restored, error } = await newer.migrate(url);
    expect(error).toBe(undefined);
    expect(restored).toEqual([]);
    expect(applied).toEqual(expect.arrayContaining(['reporting.v_audit_latest', 'reporting.v_audit_gap']));
    expect(applied).not.toContain('reporting.sentiment_daily');
    expect(await columns('reporting.v_audit_latest')).toEqual(['extra', ...latest]);
    expect(await definition('reporting.v_audit_gap')).toBe(gap);
    for (const view of ['v_audit_gap', 'v_audit_latest']) {
      for (const role of [READER, 'verbatim_reader', 'verbatim_analyst']) {
        expect(await one(`select has_table_privilege('${role}', 'reporting.${view}', 'select')`)).toBe(true);
      }
    }
    expect(await changedDefinitions(database)).toEqual([]);
  });

  test('other columns under a view of somebody else: refused by its name, and nothing is changed', async () => {
    await database.query(`create schema bi; create view bi.weekly as select * from reporting.sentiment_daily;
                          create materialized view bi.kept as select * from bi.weekly`);
    newer.edit(DAILY, prepend);
    newer.edit('migrations/views/reporting/least_n.sql', (text) => `-- Changed.\n${text}`);
    const before = await columns('reporting.sentiment_daily');
    const hash = await one(`select hash from verbatim.definition where name = 'reporting.least_n'`);
    const refused = await newer.migrate(url);
    expect(refused.error).toMatchObject({
      code: 'DEFINITION_IN_USE',
      message: expect.stringContaining('view bi.weekly depends on view reporting.sentiment_daily'),
    });
    expect(await columns('reporting.sentiment_daily')).toEqual(before);
    expect(await one(`select hash from verbatim.definition where name = 'reporting.least_n'`)).toBe(hash);
    await database.query('drop view bi.weekly cascade');
    expect((await newer.migrate(url)).applied).toEqual(['reporting.least_n', 'reporting.sentiment_daily']);
    expect(await columns('reporting.sentiment_daily')).toEqual(['extra', ...before]);
  });

  test('a function with other arguments takes the place of the old one; one that is gone is dropped', async () => {
    newer.edit('migrations/views/verbatim/hide_theme.sql', (text) =>
      text
        .replace(
          /hide_theme\(theme bigint, hidden boolean/,
          'hide_theme(theme bigint, extra integer, hidden boolean',
        )
        .replace('hide_theme(bigint, boolean)', 'hide_theme(bigint, integer, boolean)'),
    );
    newer.remove('migrations/views/verbatim/broken_theme_quotes.sql');
    expect((await newer.migrate(url)).applied).toEqual([
      'verbatim.broken_theme_quotes',
      'verbatim.hide_theme',
    ]);
    expect(
      await one(`select array_agg(oid::regprocedure::text) from pg_proc
                  where proname in ('hide_theme', 'broken_theme_quotes')`),
    ).toEqual([expect.stringMatching(/hide_theme\(bigint,integer,boolean\)$/)]);
  });

  test('a materialized view with its index and what reads it', async () => {
    const folder = 'migrations/views/reporting';
    const write = (name: string, text: string) =>
      writeFileSync(`${newer.folder}/${folder}/${name}.sql`, text);
    const kept = (value: number) => `CREATE MATERIALIZED VIEW reporting.z_kept AS SELECT ${value} AS one;
CREATE UNIQUE INDEX z_kept_one ON reporting.z_kept (one);
GRANT SELECT ON reporting.z_kept TO verbatim_analyst;\n`;
    write('z_kept', kept(1));
    write('a_reads', 'CREATE OR REPLACE VIEW reporting.a_reads AS SELECT one FROM reporting.z_kept;\n');
    expect((await newer.migrate(url)).applied).toEqual(['reporting.z_kept', 'reporting.a_reads']);
    await database.query('drop index reporting.z_kept_one');
    expect((await newer.migrate(url)).restored).toEqual(['reporting.z_kept']);
    write('z_kept', kept(2));
    expect((await newer.migrate(url)).applied).toEqual(['reporting.z_kept', 'reporting.a_reads']);
    expect(await one('select one from reporting.a_reads')).toBe(2);
    expect(await one(`select to_regclass('reporting.z_kept_one') is not null`)).toBe(true);
    expect(await one(`select has_table_privilege('verbatim_analyst', 'reporting.z_kept', 'select')`)).toBe(
      true,
    );
  });

  test('two versions on one database: the older refuses, and names both', async () => {
    newer.edit('package.json', (text) => text.replace(/"version": "[^"]*"/, '"version": "7.1.0"'));
    newer.edit(DAILY, (text) => `-- Changed.\n${text}`);
    await newer.migrate(url);
    const { code, stdout } = await verbatim(['status', '--json'], { DATABASE_URL: url, REDIS_URL: '' });
    expect([code, JSON.parse(stdout).error]).toMatchObject([
      2,
      {
        code: 'DATABASE_NEWER',
        message: expect.stringMatching(/Verbatim \(7\.1\.0\); this is \d+\.\d+\.\d+/),
      },
    ]);
    await expect(migrate(database)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
  });
});
