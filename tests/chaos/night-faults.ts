import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';

// src/db/uploads/claims.ts
const CLAIM_SECONDS = 30;

/** One of the servers and its number. */
function aServer({ servers }: Cluster, random: Random) {
  const slot = random.whole(0, servers.length - 1);
  return { slot, server: servers[slot]! };
}

/** While files are sent to two `verbatim serve` on one database and folder, and imported there. */
export const UPLOAD_FAULTS: readonly Fault[] = [
  {
    name: 'one of two servers killed in the middle of an upload (SIGKILL)',
    on: 'uploads',
    short: true,
    async inject(cluster, random) {
      const { slot, server } = aServer(cluster, random);
      server.kill('SIGKILL');
      await server.ended;
      return `server ${slot}, started again`;
    },
  },
  {
    name: 'one of two servers told to stop in the middle of an upload (SIGTERM)',
    on: 'uploads',
    short: true,
    async inject(cluster, random) {
      const { slot, server } = aServer(cluster, random);
      const ready = server.stderr.includes('Listening on');
      server.kill('SIGTERM');
      const exit = await Promise.race([server.ended, pause(60_000, null)]);
      if (exit === null) cluster.violations.push('the server did not end within 60 s of SIGTERM');
      else if (ready && exit.code !== 0) cluster.violations.push(`the server stopped with ${exit.code}`);
      return `server ${slot} ended with ${exit?.code ?? exit?.signal}`;
    },
  },
  {
    name: 'one of two servers frozen for longer than its claim (SIGSTOP)',
    on: 'uploads',
    async inject(cluster, random) {
      const { slot, server } = aServer(cluster, random);
      server.kill('SIGSTOP');
      await pause(CLAIM_SECONDS * 1000 + 3_000);
      server.kill('SIGCONT');
      return `server ${slot}`;
    },
  },
];

const CUT_NIGHT = `select pg_terminate_backend(backend_pid) from verbatim.lease where name = 'nightly'`;

/** While `verbatim nightly` is at it. */
export const NIGHT_FAULTS: readonly Fault[] = [
  {
    name: 'night killed (SIGKILL)',
    on: 'uploads',
    async inject(cluster, random) {
      const step = await aStep(cluster, random.whole(0, 4));
      cluster.driver?.kill('SIGKILL');
      await cluster.driver?.ended;
      return `attempt ${cluster.attempts}, ${step}`;
    },
  },
  {
    name: 'night interrupted (SIGTERM)',
    on: 'uploads',
    async inject(cluster, random) {
      const step = await aStep(cluster, random.whole(0, 4));
      cluster.driver?.kill('SIGTERM');
      const exit = await Promise.race([cluster.driver?.ended, pause(60_000, null)]);
      if (exit === null) cluster.violations.push('the night did not end within 60 s of SIGTERM');
      return `attempt ${cluster.attempts}, ${step}, ended with ${exit?.code ?? exit?.signal}`;
    },
  },
  {
    name: 'night loses its lock (pg_terminate_backend)',
    on: 'uploads',
    async inject(cluster, random) {
      const { postgres, database } = cluster.options;
      const step = await aStep(cluster, random.whole(0, 4));
      const { rowCount } = await postgres.ask(database, (pool) => pool.query(CUT_NIGHT));
      return `${step}, ${rowCount} connections`;
    },
  },
];

const STEPS = ['analyse', 'rollups', 'themes', 'theme-rollups', 'digest'];

/** Waits until the night says that it is at a step, or has ended; what it said last. */
async function aStep({ driver }: { driver: { stderr: string; exit: unknown } | null }, step: number) {
  const said = () =>
    /Nightly {4}(\S+)\n(?![\s\S]*Nightly {4})/.exec(driver?.stderr ?? '')?.[1] ?? 'before its first step';
  for (let i = 0; i < 400 && driver && driver.exit === null; i++) {
    if (STEPS.indexOf(said()) >= step) break;
    await pause(50);
  }
  return said();
}
