import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Database } from '../../../src/db/client.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { ROOT, verbatim } from '../cli.ts';
import { addModel } from './rollup-rows.ts';

const DEMO = join(ROOT, 'examples/womens-clothing-reviews.csv');
/** A Sunday. */
const LAST_DAY = '2026-09-27';
const DAYS = 26 * 7;

/** A file of a source. */
export interface ShopFile {
  readonly source: string;
  readonly name: string;
  readonly csv: string;
}

/**
 * The first of the demo's reviews with made-up days over 26 weeks, as files of three sources. More of them come
 * late, and of those with few stars more than of others, so that something moves.
 */
export function datedFiles(count: number): ShopFile[] {
  const [header, ...rows] = parse(readFileSync(DEMO)) as string[][];
  const rating = header!.indexOf('Rating');
  const dated = rows.slice(0, count).map((row, i) => {
    // Fractions of multiples of irrational numbers: spread evenly, without a pattern.
    const [spread, luck] = [(i * 0.6180339887) % 1, (i * 0.7548776662) % 1];
    const late = Number(row[rating]) <= 3 && luck < 0.55;
    const share = late ? 0.75 + spread / 4 : spread ** 0.8;
    const day = Date.parse(LAST_DAY) - Math.floor((1 - share) * (DAYS - 1)) * 86_400_000;
    return [new Date(day).toISOString().slice(0, 10), ...row];
  });
  const sourceOf = (i: number) => (i % 10 < 5 ? 'web shop' : i % 10 < 8 ? 'survey' : 'app');
  return ['web shop', 'survey', 'app'].map((source) => ({
    ...{ source, name: `${source.replace(' ', '-')}.csv` },
    csv: stringify([['Date', ...header!], ...dated.filter((_, i) => sourceOf(i) === source)]),
  }));
}

const THEMES = {
  Dresses: 'dress',
  'Size and fit': 'size|fit',
  Fabric: 'fabric|material',
  Colors: 'color',
  Returns: 'return',
};

const topicId = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
/** A topic with two below it, of which one is of few comments, and one more. */
export const TOPICS = [
  { id: topicId(1), name: 'Garment', parent: null, words: 'soft' },
  { id: topicId(2), name: 'Size', parent: topicId(1), words: 'size|fit' },
  { id: topicId(3), name: 'Zip', parent: topicId(1), words: 'zip' },
  { id: topicId(4), name: 'Dress', parent: null, words: 'dress' },
];

/** Imports files, and has their stars and words stand for what a model would say: quick, and no matter for a page. */
export async function fillWithoutModel(
  database: Database,
  files: readonly ShopFile[],
  by: readonly string[],
): Promise<void> {
  for (const { source, name: file, csv } of files) {
    const map = { text: ['Review Text'], time: 'Date', rating: 'Rating' };
    const options = { file, source, map, input: Readable.from([Buffer.from(csv)]) };
    await importFile(database, options as unknown as Parameters<typeof importFile>[1]);
  }
  const model = await addModel(database, 'stars');
  await database.query(`
    insert into verbatim.run (trigger, model_id, status, as_of, finished_at) values ('test', 1, 'done', now(), now());
    insert into verbatim.run_step (run_id, step, status) values (1, 'analyse', 'done');
    insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
      confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
    select document_id, 1, 1, case when stars >= 4 then 'positive' when stars <= 2 then 'negative' else 'mixed' end,
           0.2, 0.3, 0.5, (stars - 3) / 2, 0.5, '{}', '{}', 0.01, 5, 1, false
      from (select document_id, min(rating) as stars from verbatim.feedback where document_id is not null group by 1) f;
    insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
      neutral, positive, score, tokens)
    select d.id, 1, 0, 0, least(d.characters, 80), case when a.sentiment = 'mixed' then 'neutral' else a.sentiment end,
           0.2, 0.3, 0.5, a.score, 5
      from verbatim.document d join verbatim.analysis a on a.document_id = d.id`);
  for (const [i, [name, words]] of Object.entries(THEMES).entries()) {
    await database.query(
      `with made as (
         insert into verbatim.theme (id, model_id, name, keywords, centroid, current, shown_as, first_seen, last_seen)
         values ($1, 1, $2, '{}', '', true, $1, now(), now()) returning id
       )
       insert into verbatim.theme_segment (document_id, model_id, ordinal, theme_id, similarity)
       select d.id, 1, 0, made.id, 0.5 from made, verbatim.document d where d.text ~* $3 on conflict do nothing`,
      [i + 1, name, words],
    );
  }
  await database.query(
    `insert into verbatim.topic (id, name, description, parent_id)
     select id::uuid, name, 'made', parent::uuid from json_to_recordset($1) as t (id text, name text, parent text)`,
    [JSON.stringify(TOPICS)],
  );
  for (const { id, words } of TOPICS) {
    await database.query(
      `with judged as (
         insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
         values ($1, 1, 'made', 'description', '', 0, 0, 0) returning topic_id
       )
       insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
       select topic_id, d.id, 1, 0, 0.9 from judged, verbatim.document d where d.text ~* $2`,
      [id, words],
    );
  }
  await setRollupAttributes(database, by);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, model);
}

/** Imports files and runs a night and an audit, all with the embedded model. */
export async function fillShop(url: string, files: readonly ShopFile[], by: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-shop-'));
  const run = async (...flags: string[]) => {
    const ended = await verbatim(flags, { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' });
    if (ended.code !== 0) throw new Error(`${flags[0]}: ${ended.stderr}`);
  };
  try {
    for (const { source, name, csv } of files) {
      const file = join(folder, name);
      writeFileSync(file, csv);
      await run('import', file, '--source', source, '--map', 'text=Review Text,time=Date,rating=Rating');
    }
    await run('topic', 'import', join(ROOT, 'examples/topics-shop.yaml'), '--later');
    await run('topic', 'add', 'Garment', '--description', 'The garment itself.', '--later');
    for (const name of ['Fit and size', 'Length', 'Fabric', 'Colour', 'Style', 'Comfort', 'Quality']) {
      await run('topic', 'move', name, '--to', 'Garment');
    }
    await run('nightly', '--by', by, '--period', 'all');
    await run('audit', '--by', by);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
