import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run build`: `src` compiled, with types of the client for those who import it. Beside it, in the same places, the
 * files that modules read from their own folder (SQL, pages, JSON).
 * @param clone folder of the clone
 * @param to folder of what is made; emptied before: what a file was compiled to that has gone since must not be packed
 */
export function build(clone: string, to = join(clone, 'dist')): void {
  rmSync(to, { recursive: true, force: true });
  const compiler = join(clone, 'node_modules/typescript/bin/tsc');
  for (const project of ['tsconfig.build.json', 'tsconfig.client.json']) {
    execFileSync(process.execPath, [compiler, '-p', project, '--outDir', to], {
      cwd: clone,
      stdio: 'inherit',
    });
  }
  cpSync(join(clone, 'src'), to, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
  });
}

if (import.meta.main) build(join(import.meta.dirname, '..'));
