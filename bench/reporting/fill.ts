import type { Database } from '../../src/db/client.ts';
import { addDocuments, addFeedback, addQuotesAndRejects, makeFrame } from './tables.ts';

const CHUNK = 250_000;
/** Filled without indexes, keys and triggers, which are made afterwards. */
const TABLES = ['document', 'analysis', 'segment', 'theme_segment', 'feedback'];

export interface Filled {
  readonly modelId: number;
  readonly documents: number;
  readonly seconds: number;
}

/** Fills an empty database of its own with `feedback` comments and their results; no model runs. */
export async function fill(
  database: Database,
  url: string,
  feedback: number,
  open: (url: string) => Promise<Database>,
): Promise<Filled> {
  const started = performance.now();
  const documents = Math.max(1000, Math.round(feedback / 10));
  // Settings of sessions that are opened from now on: no triggers, and much memory for indexes.
  for (const [name, value] of [
    ...[['max_wal_size', '8GB'] as const, ['checkpoint_timeout', '30min'] as const],
    ...[['maintenance_work_mem', '768MB'] as const],
  ]) {
    await database.query(`alter system set ${name} = '${value}'`);
  }
  await database.query('select pg_reload_conf()');
  const filling = await open(`${url}?options=-c%20session_replication_role%3Dreplica`);
  try {
    const modelId = await makeFrame(database);
    const { rows: indexes } = await filling.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
         from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        where t.relnamespace = 'verbatim'::regnamespace and t.relname = any ($1)
          and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
      [TABLES],
    );
    for (const { name } of indexes) await filling.query(`drop index verbatim."${name}"`);
    for (let from = 1; from <= documents; from += CHUNK) {
      await addDocuments(filling, modelId, from, Math.min(documents, from + CHUNK - 1));
    }
    await filling.query(`select setval('verbatim.document_id_seq', $1)`, [documents]);
    report(started, `${documents} documents with results`);
    for (let from = 1; from <= feedback; from += CHUNK * 4) {
      const to = Math.min(feedback, from + CHUNK * 4 - 1);
      await addFeedback(filling, { from, to, all: feedback, documents });
      report(started, `${to} comments`);
    }
    // Indexes exist before an import of new rows.
    for (const { definition } of indexes) await filling.query(definition);
    report(started, 'indexes');
    await filling.query('vacuum analyze');
    await addQuotesAndRejects(filling, feedback);
    report(started, 'vacuum, quotes and rejects');
    return { modelId, documents, seconds: (performance.now() - started) / 1000 };
  } finally {
    await filling.end();
  }
}

export const report = (started: number, what: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${what}`);
