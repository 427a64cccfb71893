import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks before anything is made.
 * @throws Error when the version is none, or not newer; when files differ from the last commit; when the tag exists
 */
export function assertReleasable(clone: string, version: string): void {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`A version such as 1.2.3 is expected, not ${version}`);
  const { version: now } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as {
    version: string;
  };
  if (version.localeCompare(now, 'en', { numeric: true }) <= 0) {
    throw new Error(`${version} is not newer than ${now}, the version of package.json`);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain');
  if (changed !== '') throw new Error(`Files differ from the last commit:\n${changed}`);
  if (git('tag', '--list', `v${version}`) !== '') throw new Error(`The tag v${version} exists`);
}
