import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/app/config.ts';
import { Lifecycle } from '../src/app/lifecycle.ts';
import type { App } from '../src/app/open.ts';
import { type Database, openDatabase } from '../src/db/client.ts';
import { activeModel } from '../src/db/results/models.ts';
import { updateRollup } from '../src/db/rollups/rollups.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { editTopics } from '../src/db/topics/edits.ts';
import { addTopic, changeTopic } from '../src/domain/topics/topic-edits.ts';
import { openCodebook } from '../src/ingest/codebook/open-codebook.ts';
import { updateTopics } from '../src/runs/topics/update.ts';
import { verbatim } from './command.ts';

const TOPICS = 150;
const CHUNK = 50_000;
const CATALOGUE = join(import.meta.dirname, '../catalogue');

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly note: string;
}

/**
 * Time and memory of topics on so many sentences, from the real tables of an embedded server and back into them: the
 * sentences of the demo again and again with their embeddings, and the topics of the catalogues.
 */
export async function topicScale(sentences: number): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-topic-scale-'));
  try {
    await verbatim(['run', 'examples/womens-clothing-reviews.csv'], {
      ...{ VERBATIM_HOME: folder, DATABASE_URL: '', REDIS_URL: '' },
    });
    const database = await openDatabase(await startEmbeddedServer(folder), {
      connections: 8,
      name: 'topics',
    });
    try {
      return await measureAll(database, sentences);
    } finally {
      await database.end();
    }
  } finally {
    await stopEmbeddedServer(folder).catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(database: Database, sentences: number): Promise<Measured[]> {
  const { id: modelId } = (await activeModel(database, 'feedback'))!;
  await repeatSentences(database, modelId, sentences);
  const names = await addTopics(database);
  const app: App = {
    ...{ config: readConfig({}), database, keyring: null, lifecycle: new Lifecycle(), wait: 0, first: false },
  };
  const run = async () => {
    const { rejudged, sentences: judged, results } = await updateTopics(app);
    return `${rejudged} topics, ${judged.toLocaleString('en')} sentences, ${results.toLocaleString('en')} results`;
  };
  const rollUp = async () => {
    const { days, rows } = await updateRollup(database, 'topic', modelId);
    return `${days} days, ${rows.toLocaleString('en')} rows`;
  };
  await updateRollup(database, 'day', modelId);
  const made = [await measured(`all ${TOPICS} topics on all sentences`, run)];
  await database.query('vacuum analyze');
  made.push(await measured('their roll-ups, counted anew', rollUp));
  await editTopics(
    database,
    changeTopic(names[0]!, { description: 'Whether it fits: runs small, large, tight.' }),
  );
  made.push(await measured('one topic after an edit', run));
  made.push(await measured('a run without news', run));
  for (const view of ['topic', 'topic_monthly', 'topic_attribute_monthly', 'topic_driver']) {
    await database.query(`select * from reporting.${view}`);
    if (view === 'topic') await rollUp();
    made.push(
      await measured(`reporting.${view}`, async () => {
        const { rowCount } = await database.query(`select * from reporting.${view}`);
        return `${rowCount} rows`;
      }),
    );
  }
  return made;
}

async function measured(name: string, work: () => Promise<string>): Promise<Measured> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const started = performance.now();
  const note = await work();
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const one = { name, seconds, peakMiB: Math.max(peak, process.memoryUsage.rss()) / 1_048_576, note };
  console.error(`${name}: ${seconds.toFixed(2)} s, ${one.peakMiB.toFixed(0)} MiB; ${note}`);
  return one;
}

async function addTopics(database: Database): Promise<string[]> {
  const books = await Promise.all(
    readdirSync(CATALOGUE)
      .filter((file) => file.endsWith('.yaml') && file !== 'statements.yaml')
      .map(async (file) =>
        (await openCodebook(join(CATALOGUE, file))).map(({ name, description }) => ({
          name: `${name} (${file.replace('.yaml', '')})`,
          description,
        })),
      ),
  );
  const topics = books.flat().slice(0, TOPICS);
  await editTopics(database, (stored) =>
    topics.reduce<ReturnType<ReturnType<typeof addTopic>>>(
      (all, topic) => addTopic(crypto.randomUUID(), topic)(all),
      stored.map((topic) => ({ ...topic, place: topic.name })),
    ),
  );
  return topics.map(({ name }) => name);
}

/** Comments of one numbered sentence each, over two years. */
async function repeatSentences(database: Database, modelId: number, sentences: number): Promise<void> {
  await database.query(
    `select row_number() over (order by s.document_id, s.ordinal) - 1 as k,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as sentence,
            s.sentiment, s.negative, s.neutral, s.positive, s.score, s.tokens, s.embedding
       into sentences
       from verbatim.segment s join verbatim.document d on d.id = s.document_id`,
  );
  await database.query('analyze sentences');
  for (let from = 0; from < sentences; from += CHUNK) {
    await database.query('drop table if exists made');
    await database.query(
      `select i, s.*, s.sentence || ' ' || i as text into made
         from generate_series($1::int, $2::int) i
         join sentences s on s.k = (i * 7919::bigint) % (select count(*) from sentences)`,
      [from, Math.min(sentences, from + CHUNK) - 1],
    );
    await database.query(
      `with documents as (
         insert into verbatim.document (hash, text, characters)
         select sha256(convert_to(text, 'UTF8')), text, char_length(text) from made order by i returning id, hash
       )
       insert into verbatim.feedback
         (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating, attributes)
       select (select min(id) from verbatim.import), i, 'bench', md5('bench' || i)::uuid, md5('bench' || i)::uuid, d.id,
              date '2026-03-29' - (i % 730) + interval '9 hours', 1 + i % 5, jsonb_build_object('Department Name', 'D' || i % 6)
         from made join documents d on d.hash = sha256(convert_to(text, 'UTF8'))`,
    );
    await database.query(
      `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
         confidence, emotions, emotion_probabilities, toxicity, embedding, tokens, windows, truncated)
       select d.id, $1, (select min(id) from verbatim.run), sentiment, negative, neutral, positive, score,
              greatest(negative, neutral, positive), '{}', '{}', 0, embedding, m.tokens, 1, false
         from made m join verbatim.document d on d.hash = sha256(convert_to(m.text, 'UTF8'))`,
      [modelId],
    );
    await database.query(
      `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
         neutral, positive, score, tokens, embedding)
       select d.id, $1, 0, 0, d.characters, sentiment, negative, neutral, positive, score, m.tokens, embedding
         from made m join verbatim.document d on d.hash = sha256(convert_to(m.text, 'UTF8'))`,
      [modelId],
    );
  }
  await database.query('vacuum analyze');
}
