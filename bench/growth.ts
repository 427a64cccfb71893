import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/db/client.ts';
import { verbatim } from './command.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:growth`: bytes that one analysed comment takes in Postgres, by table, after the reviews of the demo
 * were imported, analysed and put into themes and topics. Writes docs/benchmarks.md, which docs/scaling.md reasons from.
 */
const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'examples/womens-clothing-reviews.csv');
const TOPICS = join(ROOT, 'examples/topics-shop.yaml');
const home = mkdtempSync(join(tmpdir(), 'verbatim-growth-'));
const environment = { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '' };
const of = (n: number) => Math.round(n).toLocaleString('en');
// Tables that grow with comments, not with definitions or runs.
const GROWING = `segment, analysis, theme_segment, document_words, sentence_topic, feedback, document, topic_scored`;

interface Size {
  readonly table: string;
  readonly heap: number;
  readonly indexes: number;
  readonly n: number;
}

try {
  await verbatim(['topic', 'import', TOPICS], environment);
  await verbatim(['run', FILE], environment);
  await verbatim(['nightly'], environment);
  const bin = join(ROOT, 'bin/verbatim.mjs');
  const url = execFileSync(process.execPath, [bin, 'db', 'url'], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  }).trim();
  const database = await openDatabase(url, { connections: 1, name: 'growth' });
  try {
    // As after autovacuum, without the empty pages that a small table begins with.
    await database.query('vacuum (full, analyze)');
    const { rows: sizes } = await database.query<Size>(
      `select c.relname as table, pg_table_size(c.oid) as heap, pg_indexes_size(c.oid) as indexes,
              (select count(*) from pg_index where indrelid = c.oid) as n
         from pg_class c where c.relnamespace = 'verbatim'::regnamespace and c.relname = any($1)
        order by pg_total_relation_size(c.oid) desc`,
      [GROWING.split(', ')],
    );
    const { rows } = await database.query<{ feedback: number; sentences: number; characters: number }>(
      `select (select count(*) from verbatim.feedback) as feedback, (select count(*) from verbatim.segment) as sentences,
              (select avg(characters)::float8 from verbatim.document) as characters`,
    );
    const { feedback, sentences, characters } = rows[0]!;
    const lines = sizes.map(
      ({ table, heap, indexes, n }) =>
        `| ${table} | ${of(heap / feedback)} | ${of(indexes / feedback)} (${n}) | ${of((heap + indexes) / feedback)} |`,
    );
    const total = sizes.reduce((sum, { heap, indexes }) => sum + heap + indexes, 0) / feedback;
    const text = [
      `${of(feedback)} reviews, ${of(characters)} characters and ${(sentences / feedback).toFixed(1)} sentences each on average. Bytes a comment, after VACUUM FULL:`,
      '',
      '| table | rows | indexes | both |',
      '| --- | --- | --- | --- |',
      ...lines,
      `| **all of them** | | | **${of(total)}** |`,
    ].join('\n');
    console.log(text);
    writePage('growth', text, 'npm run bench:growth');
  } finally {
    await database.end();
  }
} finally {
  await verbatim(['db', 'stop'], environment).catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
