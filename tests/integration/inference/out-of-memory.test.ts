import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PROCESS = join(import.meta.dirname, '../../support/models/large-runs.ts');

interface Printed {
  readonly scores: number;
  readonly failures: readonly string[];
  readonly budgets: readonly number[];
  readonly halved: number;
}

test('a run that the memory does not hold is made smaller until it fits, and stays so', () => {
  // The operating system refuses more than 2.3 GB of data.
  const limited = ['--data=2300000000', process.execPath, PROCESS];
  const { stdout, stderr, status } = spawnSync('prlimit', limited, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const { scores, failures, budgets, halved } = JSON.parse(stdout) as Printed;
  expect(failures).toEqual([]);
  expect(scores).toBe(120);
  expect(halved).toBeGreaterThan(0);
  expect(budgets).toHaveLength(halved);
  for (const [i, budget] of budgets.entries()) {
    expect(budget).toBeLessThanOrEqual((budgets[i - 1] ?? 30_000) / 2);
  }
}, 180_000);
