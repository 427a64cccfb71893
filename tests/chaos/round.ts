import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, type ClusterOptions, LOCK_SECONDS } from './cluster.ts';
import { CANARY } from './corpus.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';
import { compareRows, type Difference, readRows, type TableRows } from './table-rows.ts';

export interface InjectedFault {
  readonly name: string;
  readonly effect: string;
  /** Documents that had a result when it began. */
  readonly after: number;
}

export interface RoundResult extends Difference {
  readonly faults: readonly InjectedFault[];
  readonly seconds: number;
  /** Documents with a failure at the end that have none of the words of `Corpus.special`. */
  readonly setAside: number;
  /** How often the command was started until it was done. */
  readonly attempts: number;
  /**
   * Documents without a result, batches left in the queue, imports, uploads and runs that are said to be running, when all
   * was said to be done.
   */
  readonly stuck: number;
  readonly violations: readonly string[];
  /** Batches that gave up, by code. */
  readonly gaveUp: Readonly<Record<string, number>>;
}

export interface RoundOptions extends ClusterOptions {
  readonly expected: TableRows | null;
  readonly modelHash: string;
  readonly random: Random;
  /** Next fault to inject; later: none just now; null: no more. */
  readonly next: (cluster: Cluster) => Fault | 'later' | null;
  readonly limitMs: number;
}

const MISSING = `
  select (select count(*) from verbatim.import where status = 'running')
       + (select count(*) from verbatim.run where status = 'running')
       + (select count(*) from verbatim.upload where state in ('queued', 'running') or analysis_pending)
       + count(*) as n from verbatim.document d
   where not exists (select from verbatim.analysis a where a.document_id = d.id)
     and not exists (select from verbatim.failure f where f.document_id = d.id)`;

const SET_ASIDE_WRONGLY = `
  select count(distinct d.id) as n from verbatim.failure f join verbatim.document d on d.id = f.document_id
   where not exists (select from unnest($1::text[]) word where strpos(d.text, word) > 0)`;

/** One run from the first row to the last, with faults; then what the tables hold, beside the undisturbed run. */
export async function runRound(options: RoundOptions): Promise<RoundResult & { rows: TableRows }> {
  const { postgres, redis, database, expected, modelHash, limitMs } = options;
  const started = performance.now();
  const cluster = new Cluster(options);
  const faults: InjectedFault[] = [];
  let stuck = 0;
  let attempts = 0;
  let first: TableRows | null = null;
  let gaveUp: Record<string, number> = {};
  await cluster.open();
  try {
    const state = { over: false };
    const driving = cluster.drive(limitMs).finally(() => {
      state.over = true;
    });
    driving.catch(() => {});
    await injectAll(cluster, options, faults, state);
    await driving;
    attempts = cluster.attempts;
    // A second command finds nothing to do.
    await settle(cluster, modelHash);
    first = await postgres.ask(database, readRows);
    const again = await redo(cluster);
    if (again) cluster.violations.push(again);
    stuck += await waiting(cluster, modelHash);
    gaveUp = await cluster.withQueue(modelHash, async (queue) =>
      Object.fromEntries((await queue.failedGroups()).map(({ code, jobs }) => [code, jobs])),
    );
  } catch (error) {
    cluster.violations.push(String(error instanceof Error ? error.message : error));
    stuck++;
  }
  const contents = redis ? await redis.contents() : Buffer.alloc(0);
  await cluster.close();
  await postgres.start();
  stuck += await postgres.ask(database, async (pool) => {
    const { rows } = await pool.query<{ n: number }>(MISSING);
    return rows[0]!.n;
  });
  const setAside = await postgres.ask(database, async (pool) => {
    const { rows } = await pool.query<{ n: number }>(SET_ASIDE_WRONGLY, [options.corpus.special]);
    return rows[0]!.n;
  });
  const rows = await postgres.ask(database, readRows);
  if (cluster.printed.includes(CANARY)) cluster.violations.push('a process printed text of the feedback');
  if (options.uploads) {
    const { length } = cluster.spooled;
    if (length > 0) cluster.violations.push(`${length} files are left in the folder of uploads`);
    // At least once: whoever is killed between the answer and the note of it sends the digest again.
    const sent = cluster.webhook.bodies.length;
    if (sent === 0 || sent > attempts + 1) cluster.violations.push(`the digest was sent ${sent} times`);
  }
  if (contents.includes(CANARY)) cluster.violations.push('Redis holds text of the feedback');
  return {
    // As it was when all was said to be done, and after the second command.
    ...worst([first ?? rows, rows].map((found) => compareRows(expected ?? rows, found))),
    ...{ rows, faults, stuck, setAside, gaveUp, attempts, violations: cluster.violations },
    seconds: (performance.now() - started) / 1000,
  };
}

const worst = ([a, b]: readonly Difference[]): Difference => (badness(a!) >= badness(b!) ? a! : b!);
const badness = ({ lost, doubled, foreign }: Difference) => lost + doubled + foreign;

async function injectAll(
  cluster: Cluster,
  { random, next, postgres, database, corpus, uploads = false }: RoundOptions,
  faults: InjectedFault[],
  state: { readonly over: boolean },
): Promise<void> {
  let after = 0;
  let progress = 0;
  const look = async () => {
    const count = `select count(*) as done, count(*) + (select count(*) from verbatim.feedback)
        + (select count(*) from verbatim.run_step) as progress from verbatim.analysis`;
    const found = await postgres
      .ask(database, async (pool) => (await pool.query<{ done: number; progress: number }>(count)).rows[0]!)
      .catch(() => null);
    if (found) [after, progress] = [found.done, found.progress];
    return progress;
  };
  // From the middle of the import on; the most faults shall find work under way.
  const importing = random.whole(0, 3) === 0;
  while (!state.over && !importing && !uploads) {
    await look();
    if (after > 0) break;
    await pause(50);
  }
  while (!state.over) {
    await pause(random.whole(50, 700));
    if (state.over || after >= corpus.rows) return;
    const fault = next(cluster);
    if (fault === null) return;
    if (fault === 'later') continue;
    await look();
    const done = after;
    const effect = await fault.inject(cluster, random);
    faults.push({ name: fault.name, effect, after: done });
    process.stdout.write(`    after ${String(done).padStart(4)} documents: ${fault.name}: ${effect}\n`);
    // Not the next at once: it would only hit processes that are starting.
    const from = await look();
    for (let i = 0; i < 60 && !state.over && (await look()) === from; i++) await pause(100);
  }
}

const waiting = (cluster: Cluster, modelHash: string) =>
  cluster.withQueue(modelHash, async (queue) => {
    const { waiting: held, active } = await queue.counts();
    return held + active;
  });

/** Batches that came twice are still in the queue when the last result is there: they end by themselves. */
async function settle(cluster: Cluster, modelHash: string): Promise<void> {
  const end = performance.now() + LOCK_SECONDS * 10_000;
  while (performance.now() < end && (await waiting(cluster, modelHash)) > 0) await pause(250);
}

async function redo(cluster: Cluster): Promise<string | null> {
  await cluster.drive(60_000);
  const outcome = JSON.parse(cluster.driver?.stdout || '{}');
  if (cluster.options.uploads) return outcome.idle ? null : `a second night found something to do`;
  const { accepted, changed, documents } = outcome;
  return accepted === 0 && changed === 0 && documents === 0
    ? null
    : `a second run found something to do: ${JSON.stringify({ accepted, changed, documents })}`;
}
