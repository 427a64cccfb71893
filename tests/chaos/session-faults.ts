import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, RUN_SECONDS } from './cluster.ts';
import type { Fault } from './fault.ts';
import { aWorker } from './process-faults.ts';
import type { Random } from './random.ts';
import type { VerbatimProcess } from './verbatim-process.ts';

type Order = 'dead' | 'broken' | 'hung' | 'lost';

/** Orders a fault of the sessions of a worker that is ready (faulty-session.ts) and waits until it happens. */
async function order(cluster: Cluster, random: Random, what: Order) {
  for (let i = 0; i < 100 && !cluster.workers.some(isReady); i++) await pause(100);
  const { slot, worker } = aWorker(cluster, random, isReady);
  const taken = await cluster.orderSessionFault(slot, what);
  return { slot, worker, taken };
}

const isReady = ({ exit, stderr }: VerbatimProcess) => exit === null && stderr.includes('Worker ready');

const NONE = 'no session was at work';

export const SESSION_FAULTS: readonly Fault[] = [
  {
    name: 'session dead: its thread ends in a run',
    on: 'both',
    short: true,
    async inject(cluster, random) {
      const { slot, taken } = await order(cluster, random, 'dead');
      return taken ? `worker ${slot}` : NONE;
    },
  },
  {
    name: 'session dead: it fails whatever it is given',
    on: 'both',
    short: true,
    async inject(cluster, random) {
      const { slot, taken } = await order(cluster, random, 'broken');
      return taken ? `worker ${slot}` : NONE;
    },
  },
  {
    name: 'session hung: a run that never ends',
    on: 'both',
    short: true,
    async inject(cluster, random) {
      const { slot, worker, taken } = await order(cluster, random, 'hung');
      if (!taken) return NONE;
      await pause((RUN_SECONDS + 2) * 1000);
      // The thread burns a core until its process ends, which must not wait for it.
      worker.kill('SIGTERM');
      const exit = await Promise.race([worker.ended, pause(60_000, null)]);
      const how = exit?.code ?? exit?.signal ?? null;
      if (exit === null) cluster.violations.push(`worker ${slot} did not stop with a hung session`);
      return `worker ${slot}, which then ended with ${how}`;
    },
  },
  {
    name: 'device of a worker lost: all its sessions fail',
    on: 'both',
    short: true,
    async inject(cluster, random) {
      const { slot, worker } = await order(cluster, random, 'lost');
      const exit = await Promise.race([worker.ended, pause(8_000, null)]);
      cluster.endSessionFault(slot);
      return `worker ${slot}, ${exit ? `which left with ${exit.code ?? exit.signal}` : 'which had nothing to do'}`;
    },
  },
];
