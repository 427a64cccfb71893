import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The import before it had a thread for reading, and checked foreign keys row by row. */
const FORMER = '70023f26';
const ROOT = join(import.meta.dirname, '../..');

/** A checkout of an earlier commit below this folder; null where the clone does not have it. */
export function formerCheckout(folder: string): string | null {
  const root = join(folder, 'former');
  mkdirSync(root);
  try {
    const tar = execFileSync('git', ['archive', FORMER], { cwd: ROOT, maxBuffer: 1 << 30 });
    execFileSync('tar', ['x', '-C', root], { input: tar });
  } catch {
    return null;
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}
