import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';
import { analyseExamples } from '../../support/data/analysed-examples.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** The package of deploy/dbt on the demo's data, with the logins of docs/dbt.md. */
const DBT = process.env.DBT ?? 'dbt';
const installed = (() => {
  try {
    return execFileSync(DBT, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).includes('postgres');
  } catch {
    return false;
  }
})();
if (!installed && process.env.CI) throw new Error('CI must have dbt-postgres: set DBT to its program.');

let made: Awaited<ReturnType<typeof makeDatabase>>;
let project: string;
let env: Record<string, string>;
const PASSWORD = 'dbt-test';
// Roles belong to the server, which other tests use.
const login = (role: string) => `verbatim_dbt_${role}_${process.pid}`;

beforeAll(async () => {
  if (!installed) return;
  made = await makeDatabase();
  env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  await analyseExamples(env);
  const sql = readFileSync(join(ROOT, 'docs/dbt.md'), 'utf8').match(/```sql\n(create role[\s\S]*?)```/)![1]!;
  for (const role of ['analyst', 'reader']) {
    const own = sql
      .replaceAll('…', PASSWORD)
      .replaceAll('verbatim_dbt', login(role))
      .replaceAll('marts', `marts_${role}`)
      .replace('in role verbatim_analyst', `in role verbatim_${role}`)
      .replace('on database verbatim', `on database "${new URL(made.url).pathname.slice(1)}"`);
    await made.database.query(own);
  }
  project = mkdtempSync(join(tmpdir(), 'verbatim-dbt-'));
  cpSync(join(ROOT, 'deploy/dbt'), project, { recursive: true });
}, 900_000);
afterAll(async () => {
  if (!installed) return;
  rmSync(project, { recursive: true, force: true });
  for (const role of ['analyst', 'reader']) {
    await made.database.query(`drop owned by ${login(role)} cascade; drop role ${login(role)}`);
  }
  await made.drop();
});

function dbt(role: 'analyst' | 'reader', ...args: string[]): Promise<{ code: number; output: string }> {
  const { hostname, port, pathname } = new URL(made.url);
  return new Promise((resolve) => {
    execFile(
      DBT,
      [...args, '--project-dir', project, '--profiles-dir', project, '--no-use-colors'],
      {
        cwd: project,
        maxBuffer: 2 ** 26,
        env: {
          ...process.env,
          ...{
            DBT_HOST: hostname,
            DBT_PORT: port || '5432',
            DBT_USER: login(role),
          },
          ...{ DBT_ENV_SECRET_PASSWORD: PASSWORD, DBT_DATABASE: pathname.slice(1) },
          ...{ DBT_SCHEMA: `marts_${role}`, DBT_PARTIAL_PARSE: 'false' },
        },
      },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` });
      },
    );
  });
}

const rowsOf = async (sql: string) => (await made.database.query(sql)).rows;

describe.skipIf(!installed)('deploy/dbt', () => {
  test('dbt parse has no warning', async () => {
    const { code, output } = await dbt('analyst', 'parse', '--warn-error');
    expect(code, output).toBe(0);
  });

  test('dbt build makes three marts with the figures of the views', async () => {
    const { code, output } = await dbt('analyst', 'build');
    expect(code, output).toBe(0);
    expect(output).toMatch(/ERROR=0/);
    const weeks = await rowsOf(
      'select week, source, n, negative_share from marts_analyst.verbatim_sentiment_weekly order by 1, 2',
    );
    expect(weeks.length).toBeGreaterThan(10);
    expect(weeks).toEqual(
      await rowsOf('select week, source, n, negative_share from reporting.sentiment_weekly order by 1, 2'),
    );
    const [comments] = await rowsOf(
      `select count(*)::int as n, count(*) filter (where sentiment = 'negative')::int as negative from marts_analyst.verbatim_comments`,
    );
    expect([comments]).toEqual(
      await rowsOf(
        `select count(*)::int as n, count(*) filter (where sentiment = 'negative')::int as negative from reporting.feedback_analysis`,
      ),
    );
    const fresh = await dbt('analyst', 'source', 'freshness');
    expect(fresh.code, fresh.output).toBe(0);
  }, 300_000);

  test('the interval of a change is that of an independent implementation', async () => {
    const [late, early] = ['2, 39', '3, 23'];
    const sql = `select {{ newcombe_low('2.0/39', 'reporting.wilson_low(${late})', '3.0/23', 'reporting.wilson_high(${early})') }} as low,
      {{ newcombe_high('2.0/39', 'reporting.wilson_high(${late})', '3.0/23', 'reporting.wilson_low(${early})') }} as high`;
    const { code, output } = await dbt('analyst', '--quiet', 'show', '--inline', sql, '--output', 'json');
    expect(code, output).toBe(0);
    const [row] = JSON.parse(output.slice(output.indexOf('{'))).show;
    // statsmodels 0.15.0: confint_proportions_2indep(2, 39, 3, 23, method='newcomb', compare='diff').
    expect(row.low).toBeCloseTo(-0.273566, 6);
    expect(row.high).toBeCloseTo(0.065963, 6);
  });

  test('numbers of few people are hidden in marts, also where the login may see them', async () => {
    const [{ few, shown }] = await rowsOf(
      `select count(hidden_reason)::int as few, count(*) filter (where feedback < 10)::int as shown
         from marts_analyst.verbatim_topics_weekly`,
    );
    expect(few).toBeGreaterThan(10);
    expect(shown).toBe(0);
  });

  test('a comment that is erased is gone after the next build, and one that is handled is marked', async () => {
    const [{ id }] = await rowsOf('select min(feedback_id)::int as id from reporting.feedback_analysis');
    await made.database.query(`insert into verbatim.handled (feedback_id, handled_by) values ($1, 'test')`, [
      id + 1,
    ]);
    await made.database.query('delete from verbatim.feedback where id = $1', [id]);
    const { code, output } = await dbt('analyst', 'build', '--select', 'verbatim_comments');
    expect(code, output).toBe(0);
    const rows = await rowsOf(
      `select feedback_id::int as id, handled_at is not null as handled from marts_analyst.verbatim_comments
        where feedback_id in (${id}, ${id + 1})`,
    );
    expect(rows).toEqual([{ id: id + 1, handled: true }]);
  }, 300_000);

  test('words are in the mart of comments only if they are asked for', async () => {
    const columns = () =>
      rowsOf(
        `select column_name from information_schema.columns where table_name = 'verbatim_comments' and column_name = 'text'`,
      );
    expect(await columns()).toEqual([]);
    const { code, output } = await dbt(
      'analyst',
      'build',
      '--select',
      'verbatim_comments',
      '--vars',
      '{verbatim_text: true}',
      '--full-refresh',
    );
    expect(code, output).toBe(0);
    expect((await columns()).length).toBe(1);
  }, 300_000);

  test('a reader builds the marts of counts alone', async () => {
    const { code, output } = await dbt('reader', 'build', '--vars', '{verbatim_comments: false}');
    expect(code, output).toBe(0);
    const tables = await rowsOf(
      `select tablename from pg_tables where schemaname = 'marts_reader' order by 1`,
    );
    expect(tables.map(({ tablename }) => tablename)).toEqual([
      'verbatim_sentiment_weekly',
      'verbatim_topics_weekly',
    ]);
  }, 300_000);
});
