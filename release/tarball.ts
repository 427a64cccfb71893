import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `npm pack` made. */
export interface Tarball {
  readonly path: string;
  readonly bytes: number;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** Compiles a clone and packs it into a folder. @throws what npm or the compiler says */
export function pack(clone: string, folder: string): Tarball {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: clone, encoding: 'utf8' });
  npm('run', '--silent', 'build');
  const [packed] = JSON.parse(npm('pack', '--json', '--pack-destination', folder)) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  return {
    path: join(folder, packed.filename),
    bytes: packed.size,
    files: packed.files.map(({ path }) => path),
  };
}

/** `npm install --global` below a prefix, as a stranger calls it; as little as possible is asked of a registry. */
export async function installTarball({ path }: Pick<Tarball, 'path'>, prefix: string): Promise<void> {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm's default, which .npmrc changes for what npm and npx start in this clone.
  const scripts = '--ignore-scripts=false';
  await run('npm', ['install', '--global', '--prefix', prefix, scripts, ...quiet, path], { cwd: prefix });
}

// Neither what is for development, nor what a package of npm cannot hold.
const FOREIGN =
  /^(src|tests|bench|release|\.ci)\/|(?<!\.d)\.ts$|\.(map|png|tgz)$|_snapshot\.json$|(^|\/)\.(env|npmrc)/;
const NEEDED = [
  ...[
    'package.json',
    'LICENSE',
    'NOTICE',
    'README.md',
    'CHANGELOG.md',
    'bin/verbatim.mjs',
    'dist/cli/main.js',
    'dist/client/client.js',
    'dist/client/client.d.ts',
    'dist/client/paths.d.ts',
  ],
  ...['migrations/meta/_journal.json', 'models/checks.json', 'models/golden.jsonl'],
  ...['models/verbatim-multilingual/verbatim.json', 'examples/womens-clothing-reviews.csv'],
  ...['catalogue/general.yaml', 'catalogue/statements.yaml'],
];

/** Bytes. */
export const MOST_BYTES = 90_000_000;

/** What is wrong with a tarball, in lines. */
export function faults({ bytes, files }: Tarball): string[] {
  const foreign = files.filter((file) => FOREIGN.test(file)).map((file) => `${file} does not belong in it`);
  const missing = NEEDED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  const large = bytes > MOST_BYTES ? [`it has ${bytes} bytes; at most ${MOST_BYTES} are allowed`] : [];
  return [...foreign, ...missing, ...large];
}
