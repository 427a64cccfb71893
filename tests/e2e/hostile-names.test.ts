import { expect, test } from 'vitest';
import { verbatim } from '../support/cli.ts';
import { testDatabase } from '../support/database.ts';

const TEXT = `text'); drop table verbatim.feedback; --`;
const ATTRIBUTE = `$1'') or true; delete from verbatim.document; --`;
const SOURCE = `shop'; truncate verbatim.analysis cascade; --`;

test('names of columns, attributes, sources and reports are data, whatever they say', async () => {
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_SESSIONS: '1' };
  const values = ['north', '__proto__'];
  const rows = Array.from({ length: 24 }, (_, i) => `${i},Order ${i} came late.,${values[i % 2]}`);
  const csv = `id,"${TEXT}","${ATTRIBUTE}"\n${rows.join('\n')}\n`;
  const imported = await verbatim(
    ['import', '-', '--source', SOURCE, '--map', `text="${TEXT}"`, '--json'],
    environment,
    csv,
  );
  expect(imported.code, imported.stderr).toBe(0);
  const night = await verbatim(['nightly', '--by', ATTRIBUTE, '--period', 'all', '--json'], environment);
  expect(night.code, night.stderr).toBe(0);
  const report = await verbatim(
    ['report', 'attributes', '--by', ATTRIBUTE, '--source', SOURCE, '--format', 'json'],
    environment,
  );
  expect(report.code, report.stderr).toBe(0);
  expect(report.stdout).toContain('north');
  const digest = await verbatim(
    ['digest', '--period', 'all', '--by', ATTRIBUTE, '--format', 'json'],
    environment,
  );
  expect(digest.code, digest.stderr).toBe(0);
  const unknown = await verbatim(['report', TEXT, '--json'], environment);
  expect([unknown.code, JSON.parse(unknown.stdout).error.code]).toEqual([2, 'REPORT_UNKNOWN']);
  const { rows: stored } = await database.query(
    `select (select count(*) from verbatim.feedback) as feedback, (select count(*) from verbatim.document) as documents,
            (select count(*) from verbatim.analysis) as analyses, (select count(*) from verbatim.rollup_day) as cells,
            (select array_agg(distinct source) from verbatim.feedback) as sources,
            (select array_agg(distinct attributes ->> $1 order by attributes ->> $1) from verbatim.feedback) as values`,
    [ATTRIBUTE],
  );
  expect(stored).toEqual([
    {
      // All together, and each of two values.
      ...{ feedback: 24, documents: 24, analyses: 24, cells: 3 },
      ...{ sources: [SOURCE], values: expect.arrayContaining(values) },
    },
  ]);
}, 300_000);
