import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { installationId } from '../../src/db/server/installation.ts';
import { type Cluster, LOCK_SECONDS } from './cluster.ts';
import type { Fault } from './fault.ts';

const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

export const POSTGRES_FAULTS: readonly Fault[] = [
  {
    name: 'Postgres crashes and recovers',
    on: 'both',
    async inject({ options: { postgres } }, random) {
      await postgres.stop('immediate');
      const down = random.whole(0, 3_000);
      await pause(down);
      await postgres.start();
      return `away for ${down} ms and the recovery`;
    },
  },
  {
    name: 'postmaster killed (SIGKILL), nobody starts it',
    on: 'embedded',
    short: true,
    async inject({ options: { postgres } }) {
      await postgres.killAndAwait();
      return 'started again by a process of Verbatim';
    },
  },
  {
    name: 'Postgres restarted',
    on: 'both',
    async inject({ options: { postgres } }, random) {
      await postgres.stop('fast');
      const down = random.whole(0, 3_000);
      await pause(down);
      await postgres.start();
      return `away for ${down} ms`;
    },
  },
  {
    name: 'connections ended by pg_terminate_backend',
    on: 'both',
    async inject({ options: { postgres, database } }) {
      const { rowCount } = await postgres.ask(database, (pool) => pool.query(CUT));
      return `${rowCount} connections`;
    },
  },
  {
    name: 'disk of Postgres full',
    on: 'both',
    impossible: ({ options: { postgres } }) =>
      postgres.hasOwnDisk ? null : 'mounting a small disk for Postgres is not permitted here',
    async inject(cluster, random) {
      const { postgres, database } = cluster.options;
      const free = postgres.fillDisk();
      const seconds = random.whole(2, 5);
      // Whatever is written must find room, also that which would fit into pages that are there.
      await postgres
        .ask(database, (pool) => pool.query('checkpoint; select pg_switch_wal()'))
        .catch(() => {});
      await pause(seconds * 1000);
      free();
      // It may have given up, for want of room for its log.
      await postgres.start();
      return `for ${seconds} s`;
    },
  },
];

/** The wire between the processes and the servers. */
const wire = (cluster: Cluster, name: 'postgres' | 'redis') => cluster.wires![name];

export const LOST_FAULTS: readonly Fault[] = [
  {
    name: 'Postgres lost for longer than a lock',
    on: 'redis',
    short: true,
    async inject(cluster, random) {
      const how = random.pick(['refuse', 'swallow'] as const);
      const seconds = LOCK_SECONDS * 2 + random.whole(1, 4);
      const proxy = wire(cluster, 'postgres');
      proxy[how]();
      await pause(seconds * 1000);
      proxy.heal();
      return `${seconds} s, connections ${how === 'refuse' ? 'refused' : 'silent'}`;
    },
  },
];

export const WIRE_FAULTS: readonly Fault[] = (['postgres', 'redis'] as const).flatMap((server) => {
  const title = server === 'redis' ? 'Redis' : 'Postgres';
  return [
    {
      name: `connections to ${title} reset`,
      on: 'redis',
      async inject(cluster: Cluster) {
        return `${wire(cluster, server).cut()} connections`;
      },
    },
    {
      name: `connections to ${title} slow`,
      on: 'redis',
      async inject(cluster: Cluster) {
        const proxy = wire(cluster, server);
        const usual = proxy.delay;
        proxy.delay = 400;
        await pause(3_000);
        proxy.delay = usual;
        return '400 ms each way for 3 s';
      },
    },
    {
      name: `network to ${title} swallows everything`,
      on: 'redis',
      async inject(cluster: Cluster) {
        wire(cluster, server).swallow();
        await pause(5_000);
        wire(cluster, server).heal();
        return '5 s';
      },
    },
  ] as const;
});

export const REDIS_FAULTS: readonly Fault[] = [
  {
    name: 'Redis killed, its log kept (AOF)',
    on: 'redis',
    async inject({ options: { redis } }, random) {
      await redis!.kill(true);
      await pause(random.whole(0, 2_000));
      await redis!.start();
      const keys = await redis!.ask((it) => it.dbsize());
      return `${keys} keys came back`;
    },
  },
  {
    name: 'Redis killed, all lost (no persistence)',
    on: 'redis',
    async inject({ options: { redis } }, random) {
      const keys = await redis!.ask((it) => it.dbsize());
      await redis!.kill(false);
      await pause(random.whole(0, 2_000));
      await redis!.start();
      return `${keys} keys gone`;
    },
  },
  {
    name: 'Redis at maxmemory',
    on: 'redis',
    short: true,
    async inject({ options: { redis } }, random) {
      const seconds = random.whole(4, 8);
      await redis!.ask((it) => it.config('SET', 'maxmemory', '1'));
      await pause(seconds * 1000);
      await redis!.ask((it) => it.config('SET', 'maxmemory', '0'));
      return `for ${seconds} s`;
    },
  },
  {
    name: 'FLUSHALL',
    on: 'redis',
    async inject({ options: { redis } }) {
      return redis!.ask(async (it) => {
        const keys = await it.dbsize();
        await it.flushall();
        return `${keys} keys gone`;
      });
    },
  },
  {
    name: 'forged and old jobs in the queue',
    on: 'redis',
    async inject({ options: { redis, postgres, database } }) {
      const installation = await postgres.ask(database, installationId);
      const hash = await postgres.ask(database, async (pool) => {
        const { rows } = await pool.query<{ hash: string }>(
          `select hash from verbatim.model order by active desc limit 1`,
        );
        return rows[0]!.hash;
      });
      return redis!.ask(async (connection) => {
        const queue = new Queue(`analyse-${hash.slice(0, 12)}`, {
          prefix: `verbatim-${installation}`,
          connection,
        });
        const forged = [
          { runId: 1, modelId: 1, from: 9, to: 1 },
          { runId: 1, modelId: 1, from: 1, to: 2, text: 'x' },
          { documentIds: [1, 2, 3] },
          { runId: 999_999, modelId: 1, from: 900_000, to: 900_001 },
        ];
        await queue.addBulk(forged.map((data) => ({ name: 'analyse', data })));
        await queue.close();
        return `${forged.length} jobs`;
      });
    },
  },
  {
    name: 'workers started before Redis and Postgres',
    on: 'redis',
    async inject(cluster, random) {
      const { redis, postgres } = cluster.options;
      await redis!.kill(true);
      await postgres.stop('fast');
      for (const worker of cluster.workers) worker.kill('SIGKILL');
      await pause(random.whole(2_000, 4_000));
      await postgres.start();
      await pause(random.whole(0, 1_500));
      await redis!.start();
      return `${cluster.workers.length} workers`;
    },
  },
];

export const QUEUE_TABLE_FAULTS: readonly Fault[] = [
  {
    name: 'the queue in Postgres emptied',
    on: 'embedded',
    async inject({ options: { postgres, database } }) {
      const { rowCount } = await postgres.ask(database, (pool) => pool.query('delete from bullmq.job'));
      return `${rowCount} jobs gone`;
    },
  },
];
