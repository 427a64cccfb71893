import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readServedModel } from '../../src/inference/model/served-model.ts';
import { POISON, poisonModel } from '../support/models/model-folder.ts';
import { isPgBouncerInstalled } from '../support/servers/pgbouncer-process.ts';
import { makeCorpus } from './corpus.ts';
import { type ErasureRounds, erasureRounds } from './erasure-rounds.ts';
import type { Fault } from './fault.ts';
import { LAUNCHER_FAULTS } from './launcher-faults.ts';
import { NIGHT_FAULTS, UPLOAD_FAULTS } from './night-faults.ts';
import { POOLER_FAULTS } from './pooler-faults.ts';
import { PostgresServer } from './postgres-server.ts';
import { PROCESS_FAULTS } from './process-faults.ts';
import { Random } from './random.ts';
import { RedisServer } from './redis-server.ts';
import { ROOT, SCRATCH } from './root.ts';
import { type RoundResult, runRound } from './round.ts';
import {
  LOST_FAULTS,
  POSTGRES_FAULTS,
  QUEUE_TABLE_FAULTS,
  REDIS_FAULTS,
  WIRE_FAULTS,
} from './server-faults.ts';
import { SESSION_FAULTS } from './session-faults.ts';
import { NOT_COMPARED, type TableRows, unknownTables } from './table-rows.ts';
import { CLOCK, VerbatimProcess } from './verbatim-process.ts';

/**
 * `npm run test:chaos`: kills, cuts, freezes and fills whatever a run stands on, and compares the tables with those
 * of an undisturbed run. Exit 1 when a row is lost or doubled, anything is stuck, or a document is set aside wrongly.
 *
 *   --seed N      which faults in which order (default 1)
 *   --faults N    on Redis and Postgres (default 100); a quarter of them where files are uploaded and a night follows
 *   --embedded N  on the embedded default (default 30)
 *   --short       16 and 4, as in CI; faults marked so come first
 *   --rows N      rows of feedback a round
 *   --only TEXT   only faults whose name holds it, or one of several with commas between
 *   --round KIND  only rounds of one kind: embedded, fragile, pooled, uploads
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    embedded: { type: 'string' },
    rows: { type: 'string' },
    only: { type: 'string', default: '' },
    round: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const wanted = {
  redis: Number(values.faults ?? (values.short ? 16 : 100)),
  embedded: Number(values.embedded ?? (values.short ? 4 : 30)),
};
const rows = Number(values.rows ?? 400);
// Undisturbed it takes 25 s; on a machine with much else to do ten times as long.
const EACH_ROUND_MS = 480_000;
const FAULTS_A_ROUND = 6;
// The name that the embedded default gives its database.
const EMBEDDED = 'verbatim';

const random = new Random(seed);
const say = (line: string) => process.stdout.write(`${line}\n`);
const started = performance.now();

const embedded = {
  ...makeCorpus(random, rows, [POISON]),
  model: poisonModel(join(SCRATCH, 'poisoned')),
  deadly: null,
};
const fragile = {
  ...makeCorpus(random, Math.min(rows, 200), ['detonate', 'devour']),
  model: join(ROOT, 'tests/fixtures/fragile-classifier'),
  // An integer division by zero.
  deadly: 'SIGFPE',
} as const;

type Kind = 'embedded' | 'fragile' | 'uploads' | 'pooled';
const corpora = { embedded, fragile, uploads: embedded, pooled: embedded };
const pooled = isPgBouncerInstalled();

const postgres = await PostgresServer.open();
const redis = wanted.redis > 0 ? await RedisServer.open() : null;
if (wanted.redis > 0 && !redis) throw new Error('There is no redis-server on the PATH.');
say(
  `Seed ${seed}. Postgres on ${postgres.hasOwnDisk ? 'a disk of its own' : 'the common disk'}; clocks: ${CLOCK}.`,
);

const results: (RoundResult & { title: string })[] = [];
const impossible = new Map<string, string>();
/** What the texts of a run bring along; not counted among the faults. */
const inherent = new Map<string, number>();
const gone: string[] = [];
let erasures: ErasureRounds | null = null;

async function prepare(database: string, model: string): Promise<string> {
  await postgres.ask('postgres', (pool) => pool.query(`create database ${database}`));
  const environment = { DATABASE_URL: postgres.url(database), REDIS_URL: '', VERBATIM_HOME: postgres.home };
  for (const args of [
    ['db', 'migrate'],
    ['model', 'add', model],
  ]) {
    const made = new VerbatimProcess(args, environment);
    const { code } = await made.ended;
    if (code !== 0) throw new Error(`verbatim ${args.join(' ')} ended with ${code}: ${made.stderr}`);
  }
  gone.push(...(await postgres.ask(database, unknownTables)));
  return database;
}

const copy = async (template: string, name: string) => {
  await postgres.ask('postgres', async (pool) => {
    await pool.query(`drop database if exists ${name} with (force)`);
    await pool.query(`create database ${name} template ${template}`);
    // A user's own server has it on; the embedded one brings its own setting.
    if (name !== EMBEDDED) await pool.query(`alter database ${name} set synchronous_commit = on`);
  });
  return name;
};

/** Each kind as often as any other, in an order of the seed; in the short form those marked so come first. */
function* order(kinds: readonly Fault[]): Generator<Fault> {
  const first = values.short ? kinds.filter(({ short }) => short) : [];
  const rest = kinds.filter((kind) => !first.includes(kind));
  if (first.length > 0) yield* random.shuffled(first);
  for (;;) yield* random.shuffled(rest.length > 0 ? rest : first);
}

async function campaign(
  on: 'redis' | 'embedded',
  templates: { embedded: string; fragile: string },
): Promise<void> {
  const count = wanted[on];
  if (count === 0) return;
  const server = on === 'redis' ? redis : null;
  const all = [
    ...[...PROCESS_FAULTS, ...SESSION_FAULTS, ...LAUNCHER_FAULTS, ...POSTGRES_FAULTS, ...LOST_FAULTS],
    ...[...WIRE_FAULTS, ...REDIS_FAULTS, ...QUEUE_TABLE_FAULTS],
  ];
  const named = (faults: readonly Fault[]) =>
    faults.filter(({ name }) => values.only.split(',').some((part) => name.includes(part)));
  const kinds = named(all).filter(({ on: place }) => place === on || place === 'both');
  const poolers = named(POOLER_FAULTS);
  if (kinds.length === 0 && poolers.length === 0)
    throw new Error(`No fault on ${on} has ${values.only} in its name.`);
  const hashes = {
    embedded: (await readServedModel(embedded.model)).hash,
    fragile: (await readServedModel(fragile.model)).hash,
  };
  const expected: Partial<Record<Kind, TableRows>> = {};
  // The short form makes what both have in common fail on Redis.
  const own = kinds.map((kind) =>
    on === 'embedded' && kind.on === 'both' ? { ...kind, short: false } : kind,
  );
  const sequence = order(own.length > 0 ? own : poolers);
  const poolerSequence = order(poolers);
  const nightly = {
    uploads: order(UPLOAD_FAULTS),
    // One in two hits the night itself.
    night: alternating(
      order(NIGHT_FAULTS),
      order(kinds.filter(({ name }) => !/importing|forged|session/.test(name))),
    ),
  };
  let injected = 0;
  const databaseOf = (name: string) => (on === 'embedded' ? EMBEDDED : name);
  const round = async (kind: Kind, faults: number) => {
    const corpus = corpora[kind];
    const template = kind === 'fragile' ? 'fragile' : 'embedded';
    const title = `${on}, ${faults > 0 ? 'disturbed' : 'undisturbed'}, ${kind}`;
    say(`\n${title} (${Math.round((performance.now() - started) / 1000)} s)`);
    await server?.ask((it) => it.flushall());
    const database = await copy(templates[template], databaseOf(`chaos_${on}`));
    let left = faults;
    const result = await runRound({
      ...{ postgres, redis: server, database, corpus, random, modelHash: hashes[template] },
      workers: on === 'redis' ? 3 : 1,
      ...{ uploads: kind === 'uploads', pooled: kind === 'pooled' },
      expected: expected[undisturbedOf(kind)] ?? null,
      limitMs: EACH_ROUND_MS,
      next: ({ phase }) => {
        // Of the faults of a round with uploads, two hit the uploads, so that some are left for the night.
        if (phase === 'uploads' && left <= faults - 2) return 'later';
        while (left-- > 0) {
          const pooler = kind === 'pooled' && left === faults - 1 && poolers.length > 0;
          const sequenceNow = pooler ? poolerSequence : phase === 'command' ? sequence : nightly[phase];
          const fault = sequenceNow.next().value as Fault;
          // The reasons are known once there is a cluster; they do not change.
          const why = fault.impossible?.({ options: { postgres } } as never) ?? null;
          if (why === null) return fault;
          impossible.set(fault.name, why);
        }
        return null;
      },
    });
    expected[undisturbedOf(kind)] ??= result.rows;
    // What the corpus itself brings.
    const inside =
      kind === 'fragile'
        ? ['a document that ends its worker', 'a session out of memory']
        : ['a document that fails its session run'];
    results.push({ ...result, title });
    for (const name of faults > 0 ? inside : []) inherent.set(name, (inherent.get(name) ?? 0) + 1);
    injected += result.faults.length;
    say(
      `    ${result.seconds.toFixed(0)} s, ${result.attempts} attempts; lost ${result.lost}, doubled ${result.doubled}, ` +
        `foreign ${result.foreign}, stuck ${result.stuck}, set aside wrongly ${result.setAside}${describeGaveUp(result)}`,
    );
    for (const line of [...result.examples, ...result.violations]) say(`    ! ${line}`);
  };
  const kindOf = (n: number): Kind => {
    if (values.round) return values.round as Kind;
    if (on === 'redis' && !values.only && n % 4 === 3) return 'uploads';
    if (on === 'redis' && pooled && n % 4 === (values.short ? 0 : 2)) return 'pooled';
    return n % 6 === 1 ? 'fragile' : 'embedded';
  };
  const undisturbed = new Set<Kind>();
  for (let n = 0; injected < count && n < count; n++) {
    const last = count - injected <= FAULTS_A_ROUND;
    // The short form has a round of uploads, too: its last.
    const kind =
      last && !undisturbed.has('uploads') && on === 'redis' && !values.only && !values.round
        ? 'uploads'
        : kindOf(n);
    if (!undisturbed.has(undisturbedOf(kind))) await round(undisturbedOf(kind), 0);
    undisturbed.add(undisturbedOf(kind));
    await round(kind, Math.min(FAULTS_A_ROUND, count - injected));
  }
}

/** Behind PgBouncer the same rows are stored as without. */
const undisturbedOf = (kind: Kind) => (kind === 'pooled' ? 'embedded' : kind);

function* alternating<T>(...parts: readonly Generator<T>[]): Generator<T> {
  for (;;) for (const part of parts) yield part.next().value as T;
}

const describeGaveUp = ({ gaveUp }: RoundResult) => {
  const parts = Object.entries(gaveUp).map(([code, n]) => `${n} ${code}`);
  return parts.length > 0 ? `; batches that gave up: ${parts.join(', ')}` : '';
};

const cleanUp = async () => {
  for (const process of VerbatimProcess.running) process.kill('SIGKILL');
  await redis?.stop().catch(() => {});
  await postgres.close().catch(() => {});
  rmSync(SCRATCH, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}

try {
  const templates = {
    embedded: await prepare('chaos_embedded', embedded.model),
    fragile: await prepare('chaos_fragile', fragile.model),
  };
  await campaign('redis', templates);
  await campaign('embedded', templates);
  if (!values.only && !values.round) {
    const seeds = Array.from({ length: values.short ? 3 : 12 }, (_, i) => seed + i);
    say(`\n${seeds.length} erasures`);
    erasures = await erasureRounds(postgres.url('postgres'), seeds, say);
  }
} finally {
  await cleanUp();
}

const sum = (of: (result: RoundResult) => number) => results.reduce((total, result) => total + of(result), 0);
const faults = results.flatMap((result) => result.faults);
say('\nFaults');
for (const [name, own] of [...Map.groupBy(faults, ({ name }) => name)].sort(([a], [b]) => (a < b ? -1 : 1))) {
  say(`  ${String(own.length).padStart(3)}  ${name}`);
}
for (const [name, n] of inherent) say(`  and in ${n} of the runs: ${name}`);
if (!pooled) impossible.set('rounds behind PgBouncer', 'no pgbouncer is installed');
for (const [name, why] of impossible) say(`    0  ${name}: ${why}`);
say('\nNot compared');
for (const [what, why] of Object.entries(NOT_COMPARED)) say(`  ${what}: ${why}`);
if (gone.length > 0) say(`  tables that nobody has decided about: ${[...new Set(gone)].join(', ')}`);
const kinds = new Set(faults.map(({ name }) => name)).size;
const violations = results.flatMap((result) => result.violations);
const stuck = sum(({ stuck }) => stuck);
const foreign = sum(({ foreign }) => foreign);
const setAside = sum(({ setAside }) => setAside);
say(
  `\n${faults.length} faults of ${kinds} kinds in ${results.length} runs (${sum(({ attempts }) => attempts)} attempts): ` +
    `rows lost ${sum(({ lost }) => lost)}, rows doubled ${sum(({ doubled }) => doubled)}, rows that differ ${foreign}, ` +
    `stuck ${stuck}, documents set aside wrongly ${setAside}, other violations ${violations.length}. ` +
    `${Math.round((performance.now() - started) / 1000)} s, seed ${seed}.`,
);
const left = [...(erasures?.found ?? []), ...(erasures?.broken ?? [])];
for (const line of left) say(`  ! ${line}`);
if (erasures)
  say(`${erasures.rounds} erasures, ${erasures.attempts} attempts: ${left.length} left or broken.`);
const bad =
  left.length + sum(({ lost, doubled }) => lost + doubled) + foreign + stuck + setAside + violations.length;
process.exit(bad > 0 ? 1 : 0);
