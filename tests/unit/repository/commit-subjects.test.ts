import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-commits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
const commit = (subject: string) => git(...identity, 'commit', '--allow-empty', '-q', '-m', subject);
const check = (place = folder) => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/check-commits.ts'), place], {
    encoding: 'utf8',
  });
  return { status, stderr };
};

test('only commits that origin does not have are checked; without an origin, the last', () => {
  git('init', '-q', '-b', 'main');
  commit('An old subject that goes on for more than seventy-two characters, as it did then');
  expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('80 characters') });
  commit('Close access when the last key expires');
  expect(check().status).toBe(0);

  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  expect(check().status).toBe(0);
  for (const wrong of ['Added a check', 'Fixing it', 'Fixes it', 'fix it', 'Fix it.']) {
    commit(wrong);
    expect(check(), wrong).toMatchObject({ status: 1, stderr: expect.stringContaining(`: ${wrong}\n`) });
    git('reset', '-q', '--hard', 'HEAD~1');
  }
  for (const right of ['Embed the model', 'Pass the signal on', 'Process rejects in order', 'x'.repeat(72)]) {
    commit(right.replace(/^x/, 'X'));
    expect(check(), right).toEqual({ status: 0, stderr: '' });
  }
});

test('a folder without history is not checked', () => {
  const empty = mkdtempSync(join(tmpdir(), 'verbatim-no-commits-'));
  expect(check(empty)).toEqual({
    status: 0,
    stderr: 'No git history here: commit subjects are not checked.\n',
  });
  rmSync(empty, { recursive: true });
});
