import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = realpathSync(join(import.meta.dirname, '../..'));

/**
 * How this Verbatim is called from a folder. `npx verbatim` finds it in its own folder and where it is installed;
 * anywhere else npm would fetch a stranger's package of that name.
 */
export function invocation(cwd = process.cwd()): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(folder) && realpathSync(folder) === ROOT) return 'npx verbatim';
    const installed = join(folder, 'node_modules/verbatim');
    if (existsSync(installed) && relative(ROOT, realpathSync(installed)) === '') return 'npx verbatim';
    if (folder === dirname(folder)) break;
  }
  const path = join(ROOT, 'bin/verbatim.mjs');
  return `node ${/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}
