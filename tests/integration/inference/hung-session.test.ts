import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PROCESS = join(import.meta.dirname, '../../support/models/hanging-runs.ts');

test('a run that hangs is given up, its text alone is set aside, a changed folder is noticed, the process ends', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROCESS], {
    encoding: 'utf8',
    timeout: 150_000,
    killSignal: 'SIGKILL',
  });
  // Node itself would wait for its threads for ever.
  expect(status, stderr).toBe(7);
  expect(JSON.parse(stdout)).toEqual({
    scores: [1, 2, 4, 5],
    failures: [[3, 'SESSION_HUNG']],
    after: 'MODEL_CHANGED',
  });
}, 180_000);
