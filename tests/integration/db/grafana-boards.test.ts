import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../support/data/rollup-rows.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** What can be known of the boards without Grafana: every statement runs as the role that Grafana has. */

const FOLDER = join(import.meta.dirname, '../../../deploy/grafana');
interface Query {
  readonly board: string;
  readonly title: string;
  readonly sql: string;
  readonly format: string;
}
interface Board {
  readonly panels: readonly {
    title: string;
    datasource: { uid: string };
    targets: readonly { rawSql: string; format: string; datasource: { uid: string } }[];
  }[];
  readonly templating: { list: readonly { name: string; query: string }[] };
  readonly annotations: { list: readonly { name: string; target: { rawSql: string } }[] };
}

const boards = readdirSync(join(FOLDER, 'boards')).map(
  (name) => [name, JSON.parse(readFileSync(join(FOLDER, 'boards', name), 'utf8')) as Board] as const,
);
const queries: Query[] = boards.flatMap(([board, { panels, templating, annotations }]) => [
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ rawSql, format }) => ({ board, title, sql: rawSql, format })),
  ),
  ...templating.list.map(({ name, query }) => ({ board, title: name, sql: query, format: 'table' })),
  ...annotations.list.map(({ name, target }) => ({
    board,
    title: name,
    sql: target.rawSql,
    format: 'table',
  })),
]);

/** What Grafana makes of its macros. */
const expanded = (sql: string): string =>
  sql
    .replace(/\$__timeFilter\(([^)]+)\)/g, "$1 BETWEEN '2025-11-26T00:00:00Z' AND '2099-01-01T00:00:00Z'")
    .replaceAll(/\$\{source:sqlstring\}/g, "'shop','o''clock'");

let made: Awaited<ReturnType<typeof makeDatabase>>;
let grafana: pg.Client;
beforeAll(async () => {
  made = await makeDatabase();
  const { database, url } = made;
  const model = await addModel(database, 'first');
  await addFeedback(database, { source: 'shop', first: '2026-01-05', days: 60, count: 900, tag: 'a' });
  await addFeedback(database, { source: "o'clock", first: '2026-03-01', days: 30, count: 30, tag: 'b' });
  await addResults(database, model);
  await addThemes(database, model);
  await setRollupAttributes(database, ['Department']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
  await database.query(
    `update verbatim.run set as_of = now(), started_at = now(), finished_at = now() + interval '2 s', tokens = 100;
     insert into verbatim.run_step (run_id, step, status) select id, 'analyse', 'done' from verbatim.run`,
  );
  // The statements of login.sql, as psql reads them; under a name of its own, for roles belong to the server.
  const name = `verbatim_grafana_${new URL(url).pathname.slice(-12)}`;
  const script = readFileSync(join(FOLDER, 'login.sql'), 'utf8')
    .replaceAll('verbatim_grafana', name)
    .replace(/^\\getenv .*$/m, '')
    .replace(/^SELECT '(CREATE ROLE \w+)' .*\\gexec$/m, '$1;')
    .replace(":'password'", "'none of your business'");
  expect(script).not.toMatch(/\\/);
  await database.query(script);
  const login = new URL(url);
  login.username = name;
  login.password = 'none of your business';
  grafana = new pg.Client({ connectionString: login.href });
  await grafana.connect();
});
afterAll(async () => {
  const name = grafana.user!;
  await grafana.end();
  await made.database.query(`drop role ${name}`);
  await made.drop();
});

test.each(queries)('$board: $title', async ({ title, sql, format }) => {
  const { rows, fields } = await grafana.query(expanded(sql));
  if (title !== 'Findings of bias audits') expect(rows.length).toBeGreaterThan(0);
  if (format === 'time_series') expect(fields[0]!.name).toBe('time');
});

test('small cells and words stay hidden from the login of Grafana, which cannot write', async () => {
  const { rows } = await grafana.query(
    `select n, hidden_reason from reporting.sentiment_daily where source = 'o''clock'`,
  );
  // A day of none is no secret.
  expect(rows.every(({ n, hidden_reason }) => n === 0 || (n === null && hidden_reason !== null))).toBe(true);
  expect(rows.some(({ hidden_reason }) => hidden_reason !== null)).toBe(true);
  await expect(grafana.query('select text from reporting.feedback_analysis')).rejects.toThrow(
    /permission denied/,
  );
  await expect(grafana.query('create temp table t ()')).rejects.toThrow(/read-only|permission denied/);
});

test('boards ask the datasource that is provisioned, and are where its provider looks', () => {
  const read = (file: string) => parse(readFileSync(join(FOLDER, 'provisioning', file), 'utf8'));
  const [source] = read('datasources/verbatim.yaml').datasources;
  expect(source).toMatchObject({ uid: 'verbatim', user: 'verbatim_grafana', editable: false });
  expect(source.secureJsonData.password).toBe('$__file{/login/password}');
  for (const [, { panels }] of boards) {
    for (const { datasource, targets } of panels) {
      expect([datasource.uid, ...targets.map((target) => target.datasource.uid)]).toEqual([
        'verbatim',
        'verbatim',
      ]);
    }
  }
  const compose = parse(readFileSync(join(FOLDER, '../../docker-compose.yml'), 'utf8'), { merge: true });
  const path = read('dashboards/verbatim.yaml').providers[0].options.path;
  expect(compose.services.grafana.volumes).toContain(`./deploy/grafana/boards:${path}:ro`);
});
