import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';

const ROOT = realpathSync(PACKAGE_ROOT);

/**
 * How this Verbatim is called from a folder: `verbatim` after a global install. `npx verbatim` finds it in its own
 * folder and where it is installed; anywhere else npm would fetch a stranger's package of that name.
 */
export function invocation(cwd = process.cwd(), environment = process.env): string {
  // The PATH that npx gives to a command ends with it.
  if (environment.npm_command !== 'exec' && onPath(environment.PATH ?? '')) return 'verbatim';
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(folder) && realpathSync(folder) === ROOT) return 'npx verbatim';
    const installed = join(folder, 'node_modules/verbatim');
    if (existsSync(installed) && relative(ROOT, realpathSync(installed)) === '') return 'npx verbatim';
    if (folder === dirname(folder)) break;
  }
  const path = join(ROOT, 'bin/verbatim.mjs');
  return `node ${/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}

/** Whether the first `verbatim` of the PATH is this one: a link to it, or on Windows a script beside its package. */
function onPath(path: string): boolean {
  const windows = process.platform === 'win32';
  const name = windows ? 'verbatim.cmd' : 'verbatim';
  const folder = path.split(delimiter).find((it) => it !== '' && existsSync(join(it, name)));
  if (folder === undefined) return false;
  const place = join(folder, windows ? 'node_modules/verbatim/bin/verbatim.mjs' : name);
  return existsSync(place) && realpathSync(place) === join(ROOT, 'bin/verbatim.mjs');
}
