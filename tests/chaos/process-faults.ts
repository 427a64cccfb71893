import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, LOCK_SECONDS } from './cluster.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';
import { CLOCK, VerbatimProcess } from './verbatim-process.ts';

/** A worker and its number: one that is up, or as `wanted` says, where there is one. */
export function aWorker(cluster: Cluster, random: Random, wanted = isUp) {
  const first = random.whole(0, cluster.workers.length - 1);
  const slots = cluster.workers.map((_, i) => (first + i) % cluster.workers.length);
  const slot = slots.find((it) => wanted(cluster.workers[it]!)) ?? first;
  return { slot, worker: cluster.workers[slot]! };
}

const isUp = ({ exit }: VerbatimProcess) => exit === null;

const batches = ({ stderr }: VerbatimProcess) => stderr.split('"msg":"batch"').length - 1;

export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'worker killed (SIGKILL)',
    on: 'both',
    async inject(cluster, random) {
      const { slot, worker } = aWorker(cluster, random);
      const done = batches(worker);
      worker.kill('SIGKILL');
      await worker.ended;
      return `worker ${slot} after ${done} batches`;
    },
  },
  {
    name: 'worker told to stop (SIGTERM)',
    on: 'both',
    async inject(cluster, random) {
      const { slot, worker } = aWorker(cluster, random);
      const started = performance.now();
      const ready = worker.stderr.includes('Worker ready');
      worker.kill('SIGTERM');
      const exit = await Promise.race([worker.ended, pause(40_000, null)]);
      const seconds = (performance.now() - started) / 1000;
      const how = exit?.code ?? exit?.signal ?? null;
      if (exit === null) cluster.violations.push(`worker ${slot} did not stop within 40 s`);
      // What it has in hand is finished first, be it the text that ends it.
      else if (ready && how !== 0 && how !== cluster.options.corpus.deadly)
        cluster.violations.push(`worker ${slot} stopped with ${how}`);
      return `worker ${slot} ended with ${how} in ${seconds.toFixed(1)} s`;
    },
  },
  {
    name: 'importing process killed (SIGKILL)',
    on: 'both',
    async inject(cluster) {
      cluster.driver?.kill('SIGKILL');
      await cluster.driver?.ended;
      return `attempt ${cluster.attempts}`;
    },
  },
  {
    name: 'importing process interrupted (SIGTERM)',
    on: 'both',
    async inject(cluster) {
      const { driver } = cluster;
      driver?.kill('SIGTERM');
      const exit = await Promise.race([driver?.ended, pause(60_000, null)]);
      if (exit === null) cluster.violations.push('the command did not end within 60 s of SIGTERM');
      return `attempt ${cluster.attempts} ended with ${exit?.code ?? exit?.signal}`;
    },
  },
  {
    name: 'worker frozen for longer than its lock (SIGSTOP)',
    on: 'both',
    async inject(cluster, random) {
      const { slot, worker } = aWorker(cluster, random);
      const done = batches(worker);
      worker.kill('SIGSTOP');
      await pause((LOCK_SECONDS * 2 + random.whole(0, 2)) * 1000);
      worker.kill('SIGCONT');
      return `worker ${slot} after ${done} batches`;
    },
  },
  {
    name: 'importing process frozen (SIGSTOP)',
    on: 'both',
    async inject({ driver }) {
      driver?.kill('SIGSTOP');
      await pause(4_000);
      driver?.kill('SIGCONT');
      return '4 s';
    },
  },
  {
    name: 'clock of a worker jumps',
    on: 'both',
    async inject(cluster, random) {
      const seconds = random.pick([3600, -3600, 86_400, -86_400, 20, -20]);
      cluster.moveClock(seconds);
      await pause(5_000);
      cluster.moveClock(0);
      await pause(1_000);
      return `${seconds > 0 ? '+' : ''}${seconds} s and back, by ${CLOCK}`;
    },
  },
  {
    name: 'everything missing queued a second time',
    on: 'both',
    async inject(cluster) {
      const again = new VerbatimProcess(['requeue', '--json'], cluster.environment);
      const { code } = await again.ended;
      if (again.bugs.length > 0) cluster.violations.push(`requeue printed: ${again.bugs[0]}`);
      return code === 0 ? `${JSON.parse(again.stdout).documents} documents` : `exit ${code}`;
    },
  },
];
