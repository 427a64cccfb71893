import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { Fault } from './fault.ts';
import { hasNpx, VerbatimProcess } from './verbatim-process.ts';

const impossible = () => (hasNpx ? null : 'the system has no npx');
const ENDS_MS = 60_000;

/** Waits until the work under a killed launcher has ended, too: its output closes. */
async function awaitOrphan(cluster: Cluster, orphan: VerbatimProcess, who: string): Promise<string> {
  const started = performance.now();
  const exit = await Promise.race([orphan.ended, pause(ENDS_MS, null)]);
  if (exit === null) cluster.violations.push(`${who} went on for ${ENDS_MS / 1000} s after its launcher`);
  return `the work ended ${((performance.now() - started) / 1000).toFixed(1)} s later`;
}

/** `npx` starts the launcher by the Node of the system, and this one the Node that does the work. */
export const LAUNCHER_FAULTS: readonly Fault[] = [
  {
    name: 'launcher of a worker killed (npx, SIGKILL)',
    on: 'both',
    short: true,
    impossible,
    async inject(cluster) {
      const worker = new VerbatimProcess(['worker'], cluster.environment, 'npx');
      for (let i = 0; i < 600 && worker.exit === null && !worker.stderr.includes('Worker ready'); i++)
        await pause(100);
      const ready = worker.stderr.includes('Worker ready');
      await pause(500);
      worker.kill('SIGKILL');
      const how = await awaitOrphan(cluster, worker, 'a worker');
      if (ready && !worker.stdout.includes('Worker stopped'))
        cluster.violations.push('a worker without its launcher did not stop in order');
      return how;
    },
  },
  {
    name: 'launcher of the importing process killed (npx, SIGKILL)',
    on: 'both',
    impossible,
    async inject(cluster) {
      const before = cluster.driver;
      cluster.launcher = 'npx';
      before?.kill('SIGKILL');
      for (let i = 0; i < 100 && cluster.driver === before; i++) await pause(50);
      const { driver } = cluster;
      cluster.launcher = null;
      if (!driver || driver === before) return 'the command had ended';
      for (let i = 0; i < 200 && driver.exit === null && driver.stderr === ''; i++) await pause(50);
      driver.kill('SIGKILL');
      return `attempt ${cluster.attempts}, ${await awaitOrphan(cluster, driver, 'the command')}`;
    },
  },
];
