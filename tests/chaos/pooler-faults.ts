import { setTimeout as pause } from 'node:timers/promises';
import { LOCK_SECONDS } from './cluster.ts';
import type { Fault } from './fault.ts';

/** In rounds whose processes reach Postgres through PgBouncer in transaction mode. */
export const POOLER_FAULTS: readonly Fault[] = [
  {
    name: 'PgBouncer killed (SIGKILL) and started again',
    on: 'pooled',
    short: true,
    async inject({ pooler }, random) {
      await pooler!.kill();
      const down = random.whole(0, 3_000);
      await pause(down);
      await pooler!.start();
      return `away for ${down} ms`;
    },
  },
  {
    name: 'PgBouncer paused for longer than a lock (SIGUSR1)',
    on: 'pooled',
    async inject({ pooler }, random) {
      const seconds = LOCK_SECONDS * 2 + random.whole(1, 4);
      pooler!.signal('SIGUSR1');
      await pause(seconds * 1000);
      pooler!.signal('SIGUSR2');
      return `for ${seconds} s`;
    },
  },
];
