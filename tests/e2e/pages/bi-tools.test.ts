import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT, verbatim } from '../../support/cli.ts';
import { analyseExamples } from '../../support/data/analysed-examples.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** What docs and deploy give to BI tools, asked as a reader; questions against the reports that the page names. */
const PAGE = readFileSync(join(ROOT, 'docs/metabase.md'), 'utf8');
const QUESTION =
  /^### (.+)\n(?:(?!^###)[\s\S])*?```sql\n([\s\S]*?)\n```\n+Same as `npx verbatim (report [^`]+)`/gm;
const questions = [...PAGE.matchAll(QUESTION)].map(
  ([, title, sql, report]) => [title!, sql!, report!] as const,
);
const filters: Record<string, string> = { source: 'dated-reviews', attribute: 'Department Name' };

let made: Awaited<ReturnType<typeof makeDatabase>>;
let env: Record<string, string>;
let client: pg.Client;

beforeAll(async () => {
  made = await makeDatabase();
  env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  await analyseExamples(env);
  client = new pg.Client({ connectionString: made.url });
  await client.connect();
  await client.query('set role verbatim_reader');
  const { rows } = await client.query(
    `select theme from reporting.theme_monthly where source = $1 group by 1 having bool_and(said is not null)
      order by sum(said) desc limit 1`,
    [filters.source],
  );
  filters.theme = rows[0].theme;
}, 900_000);
afterAll(async () => {
  await client?.end();
  await made?.drop();
});

/** A day as a report writes it; a number without the digits in which sums differ by their order. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toLocaleDateString('sv');
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? Number(number.toPrecision(9)) : number;
}

describe('docs/metabase.md', () => {
  test('has six questions', () => expect(questions.length).toBe(6));

  test.each(questions)('%s', async (_, sql, command) => {
    const filled = sql.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) =>
      client.escapeLiteral(filters[name]!),
    );
    const { rows, fields } = await client.query(filled);
    const words = [...command.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, word]) =>
      word === 'THEME' ? filters.theme! : (quoted ?? word!),
    );
    const { code, stdout, stderr } = await verbatim([...words, '--format', 'json'], env);
    expect(code, stderr).toBe(0);
    const found: Record<string, unknown>[] = JSON.parse(stdout).sections[0].rows;
    // A question may show one value of a breakdown. The view has no row for comments without a topic.
    const [first] = rows;
    const same = found.filter(
      (row) => row.topic !== '(no topic)' && (first?.value === undefined || row.value === first.value),
    );
    const names = fields.map(({ name }) => name);
    const cells = (all: Record<string, unknown>[]) =>
      all
        .map((row) => names.map((name) => plain(row[name])))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expect(rows.length).toBeGreaterThan(0);
    expect(cells(rows)).toEqual(cells(same));
  });
});

describe('deploy/superset', () => {
  const folder = join(ROOT, 'deploy/superset');
  const yaml = (...path: string[]) => parse(readFileSync(join(folder, ...path), 'utf8'));
  const datasets = readdirSync(join(folder, 'datasets/verbatim')).map((file) =>
    yaml('datasets/verbatim', file),
  );

  test.each(datasets.map((it) => [it.table_name, it] as const))(
    'columns and metrics of %s run',
    async (view, set) => {
      const columns = set.columns.map((column: { column_name: string }) => column.column_name).join(', ');
      expect((await client.query(`select ${columns} from reporting.${view}`)).rows.length).toBeGreaterThan(
        10,
      );
      const metrics = set.metrics.map(
        (it: { expression: string }, at: number) => `${it.expression} as m${at}`,
      );
      const { rows } = await client.query(`select ${metrics.join(', ')} from reporting.${view}`);
      for (const value of Object.values(rows[0])) expect(Number(value)).toBeGreaterThan(0);
    },
  );

  test('charts and the dashboard name what there is', () => {
    const uuids = (all: { uuid: string }[]) => all.map(({ uuid }) => uuid).sort();
    const charts = readdirSync(join(folder, 'charts')).map((file) => yaml('charts', file));
    for (const chart of charts) {
      const set = datasets.find(({ uuid }) => uuid === chart.dataset_uuid);
      const known = [
        ...set.columns.map((column: { column_name: string }) => column.column_name),
        ...set.metrics.map((metric: { metric_name: string }) => metric.metric_name),
      ];
      const { metrics = [], all_columns = [], adhoc_filters } = chart.params;
      const named = [
        ...metrics,
        ...all_columns,
        ...adhoc_filters.map(({ subject }: { subject: string }) => subject),
      ];
      expect(known).toEqual(expect.arrayContaining(named));
    }
    const cells: { type?: string; meta: { uuid: string } }[] = Object.values(
      yaml('dashboards/customer_feedback.yaml').position,
    );
    expect(uuids(cells.filter(({ type }) => type === 'CHART').map(({ meta }) => meta))).toEqual(
      uuids(charts),
    );
  });
});

test('docs/power-bi.md names columns that there are', async () => {
  const page = readFileSync(join(ROOT, 'docs/power-bi.md'), 'utf8');
  const [, columns] = /SelectColumns\(View, \{([^}]+)\}/.exec(page)!;
  await client.query(`select ${columns!.replaceAll('"', '')} from reporting.sentiment_weekly`);
});
