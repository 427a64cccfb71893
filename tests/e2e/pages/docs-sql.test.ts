import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { answerCells, answerText, questionsOf, withAnswers } from '../../support/data/answers.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/**
 * The queries of docs/sql.md against what the demo stores. `ANSWERS=write npx vitest run tests/e2e/pages/docs-sql.test.ts`
 * writes the answers, and docs/sql-views.md, anew.
 */
const PAGE = join(ROOT, 'docs/sql.md');
const VIEWS = join(ROOT, 'docs/sql-views.md');
const WRITE = process.env.ANSWERS === 'write';
const BY = 'Department Name';
const questions = questionsOf(readFileSync(PAGE, 'utf8'));

let made: Awaited<ReturnType<typeof makeDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  made = await makeDatabase();
  const env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  for (const file of ['womens-clothing-reviews.csv', 'dated-reviews.csv']) {
    expect((await verbatim(['import', join(ROOT, 'examples', file)], env)).code).toBe(0);
  }
  expect((await verbatim(['nightly', '--by', BY, '--period', 'all'], env)).code).toBe(0);
  client = new pg.Client({ connectionString: made.url });
  await client.connect();
}, 900_000);
afterAll(async () => {
  await client?.end();
  await made?.drop();
});

/** The last statement that answers with rows. */
async function ask(sql: string): Promise<string> {
  const results = [await client.query(sql)].flat() as pg.QueryResult[];
  const { fields, rows } = results.findLast((result) => result.fields?.length > 0)!;
  return answerText(
    fields.map(({ name }) => name),
    rows,
  );
}

/**
 * How far a number may be from the one written on another processor: one comment on the border of two labels, or 1 %.
 * A share or a score of 500 comments moves by a fifth of a point then.
 */
function allowance(written: string): number {
  const value = Math.abs(Number(written));
  const border = !written.includes('.') ? 1 : value <= 1 ? 0.01 : 0.2;
  return Math.max(border, 0.01 * value) + 1e-9;
}

describe('docs/sql.md', () => {
  test('has twenty questions', () => expect(questions.length).toBeGreaterThanOrEqual(20));

  test.each(questions.map((question) => [question.title, question] as const))('%s', async (_, question) => {
    const answer = await ask(question.sql);
    if (WRITE) return;
    const [head, ...rows] = answerCells(answer);
    const [shownHead, ...shown] = answerCells(question.answer);
    expect(head).toEqual(shownHead);
    expect(rows.length).toBe(shown.length);
    expect(rows.length).toBeGreaterThan(0);
    for (const [i, cells] of rows.entries()) {
      for (const [k, cell] of cells.entries()) {
        const written = shown[i]![k]!;
        // Which of two similar sentences is nearest to a theme's centre may differ on another kind of processor.
        if (head![k] === 'quote') continue;
        // A comment on the border of two labels, too.
        if (/^-?\d+(\.\d+)?$/.test(written)) {
          const away = Math.abs(Number(cell) - Number(written));
          expect(away, `${head![k]}: ${cell} for ${written}`).toBeLessThanOrEqual(allowance(written));
        } else expect(cell).toBe(written);
      }
    }
  });

  test('answers are rewritten on demand', async () => {
    if (!WRITE) return;
    const answers: string[] = [];
    for (const { sql } of questions) answers.push(await ask(sql));
    writeFileSync(PAGE, withAnswers(readFileSync(PAGE, 'utf8'), answers));
  });

  test('the page names every view of the contract', async () => {
    const { rows } = await client.query(
      `select relname as name from pg_class where relnamespace = 'reporting'::regnamespace and relkind = 'v'`,
    );
    const page = readFileSync(PAGE, 'utf8');
    for (const { name } of rows) expect(page).toContain(`\`${name}\``);
  });
});

test('docs/sql-views.md is what the comments of the views say', async () => {
  const { rows } = await client.query<{ view: string; comment: string; columns: string[][]; roles: string }>(
    `select c.relname as view, obj_description(c.oid) as comment,
            json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum))
                     order by a.attnum) as columns,
            case when has_table_privilege('verbatim_reader', c.oid, 'select') then 'reader, analyst' else 'analyst' end as roles
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'reporting'::regnamespace and c.relkind = 'v' group by c.oid, c.relname order by 1`,
  );
  const parts = rows.map(({ view, comment, columns, roles }) => {
    const lines = columns.map(([name, type, said]) => `| \`${name}\` | ${type} | ${said ?? ''} |`);
    return `## ${view}\n\n${comment} For: ${roles}.\n\n| column | type | meaning |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  const page = `<!-- Made by tests/e2e/pages/docs-sql.test.ts; do not edit. -->\n\n# The views\n\nSchema \`reporting\`, version 1, from the comments in the database. [SQL](sql.md) says how to use them.\n\n${parts.join('\n')}`;
  if (WRITE) writeFileSync(VIEWS, page);
  expect(readFileSync(VIEWS, 'utf8')).toBe(page);
  // Every column says what it is.
  for (const { view, columns } of rows) {
    for (const [name, , said] of columns) expect(said, `${view}.${name}`).toBeTruthy();
  }
});

describe('contributions of themes', () => {
  test('add up to the CSAT of any period within 0.01', async () => {
    for (const [first, last, source] of [
      [null, null, 'womens-clothing-reviews'],
      [null, null, 'dated-reviews'],
      ['2026-01-01', '2026-01-31', 'dated-reviews'],
      ['2026-02-10', '2026-02-16', 'dated-reviews'],
      ['2026-03-31', '2026-03-31', 'dated-reviews'],
    ]) {
      const { rows } = await client.query(
        `select sum(p.contribution) as sum, min(p.score) as score,
                (select 100.0 * count(*) filter (where rating >= 4) / count(*) from verbatim.feedback
                  where source = $3 and ($1::date is null or (occurred_at at time zone 'UTC')::date between $1 and $2)) as csat
           from reporting.score_contributions($1, $2, $3) p`,
        [first, last, source],
      );
      const { sum, score, csat } = rows[0];
      expect(Math.abs(sum - Number(csat)), `${first} ${source}`).toBeLessThan(0.01);
      expect(Math.abs(score - Number(csat))).toBeLessThan(0.01);
    }
  });

  test('add up to the NPS, on the same reviews with ratings of 0 to 10', async () => {
    // One star is 2 of ten, five are 10: nobody is a 0, and 8 is passive.
    await client.query('begin');
    await client.query(`update verbatim.feedback set rating = rating * 2 where source = 'dated-reviews'`);
    await client.query(
      `update verbatim.import set rating_scale = rating_scale || '{"low": 0, "high": 10, "nps": true}'
        where source = 'dated-reviews'`,
    );
    const { rows } = await client.query(
      `select sum(p.contribution) as sum, array_agg(distinct p.measure) as measures,
              (select 100.0 * (count(*) filter (where rating >= 9) - count(*) filter (where rating <= 6)) / count(*)
                 from verbatim.feedback where source = 'dated-reviews') as nps
         from reporting.score_contributions(null, null, 'dated-reviews') p`,
    );
    await client.query('rollback');
    expect(rows[0].measures).toEqual(['nps']);
    expect(Math.abs(rows[0].sum - Number(rows[0].nps))).toBeLessThan(0.01);
  });
});
