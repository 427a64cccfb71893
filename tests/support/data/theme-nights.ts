import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../../src/db/client.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { analyseBatch } from '../../../src/workers/analyse-batch.ts';
import type { testEngine } from '../servers/app.ts';
import { testDatabase } from '../servers/database.ts';

const DEMO = join(import.meta.dirname, '../../../examples/womens-clothing-reviews.csv');
const [HEADER, ...ROWS] = parse(readFileSync(DEMO)) as string[][];

/** A database that takes reviews and analyses them with the embedded model. */
export interface Shop {
  readonly url: string;
  readonly database: Database;
  readonly modelId: number;
  /** Rows of the demo file, from 0, end exclusive. */
  takeDemo(from: number, to: number): Promise<void>;
  take(texts: readonly string[]): Promise<void>;
}

/** A shop of the running test's own. */
export async function openShop({ engine, register }: Awaited<ReturnType<typeof testEngine>>): Promise<Shop> {
  const { url, database } = await testDatabase();
  const modelId = await register(database);
  const takeRows = async (rows: readonly (readonly string[])[]) => {
    const csv = stringify([HEADER!, ...rows.map((row) => [...row])]);
    const options = {
      file: 'shop.csv',
      input: Readable.from([Buffer.from(csv)]),
      map: { text: ['Review Text'] },
    };
    await importFile(database, options as unknown as Parameters<typeof importFile>[1]);
    const runId = await startRun(database, { trigger: 'test', modelId, device: 'cpu', runtime: 'test' });
    await analyseBatch({ database, engine }, { runId, modelId, from: 1, to: 2 ** 40 });
  };
  return {
    url,
    database,
    modelId,
    takeDemo: (from, to) => takeRows(ROWS.slice(from, to)),
    take: (texts) =>
      takeRows(
        texts.map((text, i) =>
          ROWS[0]!.map((cell, column) =>
            column === 4 ? text : column === 0 ? `x${texts.length}-${i}` : cell,
          ),
        ),
      ),
  };
}

/** All that nights of themes have stored, but for the times: equal lists are equal tables. */
export async function themeTables(database: Database): Promise<unknown[]> {
  const tables = [];
  for (const sql of [
    `select id, model_id, name, user_name, keywords, encode(centroid, 'hex') as centroid, segments, current, hidden,
            merged_into, shown_as, split_from from verbatim.theme order by id`,
    'select * from verbatim.theme_segment order by document_id, model_id, ordinal',
    'select * from verbatim.theme_quote order by theme_id, rank',
    `select model_id, number, reason, seed, segments, themes, far_below, newcomers, far_newcomers
       from verbatim.theme_clustering order by number`,
    'select theme_id, kind, applied_at is null as waiting from verbatim.theme_edit order by id',
  ]) {
    tables.push((await database.query(sql)).rows);
  }
  return tables;
}

/** The theme that each segment is shown in, by document and ordinal. */
export async function shownThemes(database: Database): Promise<Map<string, number | null>> {
  const { rows } = await database.query<{ key: string; theme: number | null }>(
    `select t.document_id || '/' || t.ordinal as key, h.shown_as as theme
       from verbatim.theme_segment t left join verbatim.theme h on h.id = t.theme_id`,
  );
  return new Map(rows.map(({ key, theme }) => [key, theme]));
}
