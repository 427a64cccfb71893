import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** While files are sent to `verbatim serve` and imported there. */
export const UPLOAD_FAULTS: readonly Fault[] = [
  {
    name: 'server killed in the middle of an upload (SIGKILL)',
    on: 'uploads',
    async inject({ server }) {
      server?.kill('SIGKILL');
      await server?.ended;
      return 'started again';
    },
  },
  {
    name: 'server told to stop in the middle of an upload (SIGTERM)',
    on: 'uploads',
    async inject(cluster) {
      const { server } = cluster;
      const ready = server?.stderr.includes('Listening on');
      server?.kill('SIGTERM');
      const exit = await Promise.race([server?.ended, pause(60_000, null)]);
      if (exit === null) cluster.violations.push('the server did not end within 60 s of SIGTERM');
      else if (ready && exit?.code !== 0) cluster.violations.push(`the server stopped with ${exit?.code}`);
      return `ended with ${exit?.code ?? exit?.signal}`;
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
    /Night {6}(\S+)\n(?![\s\S]*Night {6})/.exec(driver?.stderr ?? '')?.[1] ?? 'before its first step';
  for (let i = 0; i < 400 && driver && driver.exit === null; i++) {
    if (STEPS.indexOf(said()) >= step) break;
    await pause(50);
  }
  return said();
}
