import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePeriod } from '../src/analysis/digest/period.ts';
import { type Database, openDatabase } from '../src/db/client.ts';
import { activeModel } from '../src/db/results/models.ts';
import { setRollupAttributes } from '../src/db/rollups/rollups.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { makeAndStoreDigest } from '../src/runs/digest/make-digest.ts';
import { type NightlyRun, runSteps } from '../src/runs/nightly/steps.ts';
import { updateThemes } from '../src/runs/themes/update.ts';
import { verbatim } from './command.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:night`: cost of a nightly run apart from inference, with a million comments in the tables and ten
 * thousand new, against a full rebuild. Comments are numbered sentences of the demo's reviews with the judgements and
 * embeddings of these sentences. SQL writes them; no model runs.
 * `-- --feedback N` (1,000,000), `-- --new N` (10,000), `-- --nights N` (3). Writes docs/benchmarks.md from a million on.
 */
const { values } = parseArgs({
  options: {
    feedback: { type: 'string', default: '1000000' },
    new: { type: 'string', default: '10000' },
    nights: { type: 'string', default: '3' },
  },
});
const [feedback, fresh, nights] = [Number(values.feedback), Number(values.new), Number(values.nights)];
const BY = 'Department Name';
const CHUNK = 50_000;
const DAYS = 730;
const LAST_DAY = '2026-03-29';
const folder = mkdtempSync(join(tmpdir(), 'verbatim-night-'));

/** Comments `from` to `to`: over two years or, for a nightly run, on its day with a few late ones. */
async function add(database: Database, modelId: number, from: number, to: number, night: number | null) {
  const day =
    night === null
      ? `date '${LAST_DAY}' - (i % ${DAYS})::int`
      : `date '${LAST_DAY}' + case when i % 20 = 0 then -(i % 9)::int else ${night + 1} end`;
  await database.query('drop table if exists made');
  await database.query(
    `with run as (
       insert into verbatim.run (trigger, model_id, status) values ('bench', $1, 'done') returning id
     ), source as (
       insert into verbatim.import (source, file_name, encoding, delimiter, mapping, rating_scale)
       values ('bench', 'made', 'utf-8', ',', '{}',
               '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}') returning id
     )
     select i, run.id as run_id, source.id as import_id, ${day} as day, s.*, s.sentence || ' ' || i as text
       into made
       from run, source, generate_series($2::int, $3::int) i join sentences s on s.k = (i * 7919::bigint) % (select count(*) from sentences)`,
    [modelId, from, to],
  );
  await database.query(
    `with documents as (
       insert into verbatim.document (hash, text, characters)
       select sha256(convert_to(text, 'UTF8')), text, char_length(text) from made order by i returning id, hash
     )
     insert into verbatim.feedback
       (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating, attributes)
     select import_id, i, 'bench', md5('bench' || i)::uuid, md5('bench' || i)::uuid, d.id, day + interval '9 hours',
            1 + i % 5, jsonb_build_object('${BY}', 'D' || i % 6)
       from made join documents d on d.hash = sha256(convert_to(text, 'UTF8'))`,
  );
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, embedding, tokens, windows, truncated)
     select d.id, $1, run_id, sentiment, negative, neutral, positive, score, greatest(negative, neutral, positive),
            '{}', '{}', toxicity, embedding, m.tokens, 1, false
       from made m join verbatim.document d on d.hash = sha256(convert_to(m.text, 'UTF8'))`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
       neutral, positive, score, toxicity, tokens, embedding)
     select d.id, $1, 0, 0, d.characters, sentiment, negative, neutral, positive, score, toxicity, m.tokens, embedding
       from made m join verbatim.document d on d.hash = sha256(convert_to(m.text, 'UTF8'))`,
    [modelId],
  );
}

/** A nightly run whose analysis is already done. */
async function night(
  database: Database,
  last: string,
  rebuild: boolean,
): Promise<NightlyRun & { peakMiB: number }> {
  const model = (await activeModel(database, 'feedback'))!;
  if (rebuild) await setRollupAttributes(database, [BY]);
  const signal = new AbortController().signal;
  const period = parsePeriod('week', new Date(`${last}T12:00:00Z`))!;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  try {
    const made = await runSteps({
      ...{ database, modelId: model.id, trigger: 'bench', device: 'cpu', signal },
      steps: {
        themes: async () => {
          const { newcomers, clustered } = await updateThemes(database, {
            modelId: model.id,
            rebuild,
            signal,
          });
          return { counts: { newcomers, clustered }, idle: false };
        },
        digest: async ({ runId }) => {
          await makeAndStoreDigest(database, { model, period, by: ['source', BY], runId });
          return { counts: {}, idle: false };
        },
      },
    });
    return { ...made, peakMiB: peak / 1_048_576 };
  } finally {
    clearInterval(watch);
  }
}

const dayAfter = (day: string, n: number) =>
  new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);

try {
  await verbatim(['run', 'examples/womens-clothing-reviews.csv'], {
    VERBATIM_HOME: folder,
    DATABASE_URL: '',
    REDIS_URL: '',
  });
  const url = await startEmbeddedServer(folder);
  const database = await openDatabase(url, { connections: 8, name: 'night' });
  const { id: modelId } = (await activeModel(database, 'feedback'))!;
  await database.query(
    `select row_number() over (order by s.document_id, s.ordinal) - 1 as k,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as sentence,
            s.sentiment, s.negative, s.neutral, s.positive, s.score, s.toxicity, s.tokens, s.embedding
       into sentences
       from verbatim.segment s join verbatim.document d on d.id = s.document_id`,
  );
  for (let from = 0; from < feedback; from += CHUNK) {
    await add(database, modelId, from, Math.min(feedback, from + CHUNK) - 1, null);
    console.error(`${from + CHUNK} comments written`);
  }
  await database.query('vacuum analyze');
  const whole = await night(database, LAST_DAY, true);
  const made: (NightlyRun & { peakMiB: number })[] = [];
  for (let n = 0; n < nights; n++) {
    await add(database, modelId, feedback + n * fresh, feedback + (n + 1) * fresh - 1, n);
    made.push(await night(database, dayAfter(LAST_DAY, n + 1), false));
  }
  const seconds = (it: NightlyRun, step: string) => it.steps.find((one) => one.step === step)!.seconds;
  const steps = whole.steps.map(({ step }) => step).filter((step) => step !== 'analyse');
  const total = (it: NightlyRun) => steps.reduce((sum, step) => sum + seconds(it, step), 0);
  const ordered = made.toSorted((a, b) => total(a) - total(b));
  const usual = ordered[Math.floor(ordered.length / 2)]!;
  const ratio = total(usual) / total(whole);
  const of = (n: number) => n.toLocaleString('en');
  const page = [
    `| step | full rebuild, ${of(feedback)} comments, s | nightly run with ${of(fresh)} new, s | ratio |`,
    '| --- | --- | --- | --- |',
    ...steps.map(
      (step) =>
        `| ${step} | ${seconds(whole, step).toFixed(2)} | ${seconds(usual, step).toFixed(2)} | ${((100 * seconds(usual, step)) / seconds(whole, step)).toFixed(1)} % |`,
    ),
    `| **everything but inference** | ${total(whole).toFixed(1)} | ${total(usual).toFixed(2)} | ${(100 * ratio).toFixed(1)} % (target ≤ 3 %)${ratio <= 0.03 ? '' : ' (missed)'} |`,
    '',
    `Median of ${nights} nightly runs (${made.map((it) => total(it).toFixed(2)).join(', ')} s). Peak memory of the process: ${whole.peakMiB.toFixed(0)} MiB in the rebuild, ${Math.max(...made.map((it) => it.peakMiB)).toFixed(0)} MiB in the nightly runs, which follow in the same process.`,
  ].join('\n');
  console.log(page);
  if (feedback >= 1_000_000) writePage('night', page, 'npm run bench:night');
  await database.end();
} finally {
  await stopEmbeddedServer(folder).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
