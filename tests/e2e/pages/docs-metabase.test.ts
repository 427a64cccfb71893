import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** The questions of docs/metabase.md, asked as a reader, against the reports that the page names for them. */
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
  for (const file of ['womens-clothing-reviews.csv', 'dated-reviews.csv']) {
    expect((await verbatim(['import', join(ROOT, 'examples', file)], env)).code).toBe(0);
  }
  expect((await verbatim(['topic', 'import', join(ROOT, 'examples/topics-shop.yaml')], env)).code).toBe(0);
  expect((await verbatim(['nightly', '--by', 'Department Name', '--period', 'all'], env)).code).toBe(0);
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
