import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** Schemas, relations, columns and functions of our own, with their comments. */
async function described(database: Database): Promise<Map<string, string>> {
  const { rows } = await database.query<{ name: string; comment: string | null }>(`
    with own as (select oid, nspname from pg_namespace where nspname in ('verbatim', 'reporting')),
    relation as (
      select c.oid, format('%s.%s', nspname, relname) as name
        from pg_class c join own on own.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'f')
    )
    select nspname as name, obj_description(oid, 'pg_namespace') as comment from own
     union all
    select name, obj_description(oid, 'pg_class') from relation
     union all
    select format('%s.%s', name, attname), col_description(oid, attnum)
      from relation join pg_attribute on attrelid = oid and attnum > 0 and not attisdropped
     union all
    select format('%s.%s()', nspname, proname), obj_description(p.oid, 'pg_proc')
      from pg_proc p join own on own.oid = pronamespace`);
  return new Map(rows.map(({ name, comment }) => [name, comment?.trim() ?? '']));
}

const bare = (comments: Map<string, string>) =>
  [...comments].filter(([, text]) => !text).map(([name]) => name);

test('every schema, table, view, column and function has its comment', async () => {
  const { database } = await testDatabase();
  const comments = await described(database);
  expect(bare(comments)).toEqual([]);
  for (const name of [
    ...['verbatim', 'verbatim.analysis', 'verbatim.analysis.embedding'],
    ...[
      'reporting',
      'reporting.feedback_analysis',
      'reporting.feedback_analysis.status',
      'reporting.wilson_low()',
    ],
  ]) {
    expect(comments.has(name), name).toBe(true);
  }
});

test('what has no comment is noticed', async () => {
  const { database } = await testDatabase();
  await database.query(`create table verbatim.extra (id integer); create view reporting.extra as select 1 as one;
                        alter table verbatim.feedback add column extra text`);
  expect(bare(await described(database)).sort()).toEqual([
    ...[
      'reporting.extra',
      'reporting.extra.one',
      'verbatim.extra',
      'verbatim.extra.id',
      'verbatim.feedback.extra',
    ],
  ]);
});
