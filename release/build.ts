import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run build`: `src` compiled to `dist`, and beside it, in the same places, the files that modules read from their
 * own folder (SQL, pages, JSON).
 */
const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

// What a file was compiled to that has gone since must not be packed.
rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
cpSync(join(ROOT, 'src'), DIST, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
});
