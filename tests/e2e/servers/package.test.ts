import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { faults, installTarball, pack, type Tarball } from '../../../release/tarball.ts';
import { ROOT } from '../../support/cli.ts';

/**
 * The package as strangers get it: packed, installed by npm below an empty prefix that belongs to root, and run by
 * somebody else, in empty folders. Without root, whoever runs the test, on a tree without write permission.
 */

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const root = process.getuid?.() === 0;
const USER = 1000;

const folder = realpathSync(mkdtempSync('/tmp/verbatim-package-'));
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/verbatim');
const node24 = dirname(process.execPath);
const node22 = join(folder, 'node22/node_modules/node/bin');
const inClone = { ...process.env, DATABASE_URL: '', REDIS_URL: '', VERBATIM_HOME: join(folder, 'clone') };
let tarball: Tarball;
let before: string[];
let clone: Promise<{ stdout: string }>;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  for (const name of ['prefix', 'node22']) mkdirSync(join(folder, name));
  tarball = pack(ROOT, folder);
  // Its script fetches the program. Where npm cannot, that Node is left out.
  const older = run(
    'npm',
    ['install', '--ignore-scripts=false', '--prefer-offline', '--no-audit', 'node@22'],
    {
      cwd: join(folder, 'node22'),
    },
  ).catch(() => {});
  await Promise.all([installTarball(tarball, prefix), older]);
  if (!root) await run('chmod', ['-R', 'a-w', prefix]);
  before = everything(installed);
  // Not `verbatim` of tests/support, which ends with the test.
  clone = run(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), 'demo'], { env: inClone });
  clone.catch(() => {});
});
afterAll(async () => {
  await clone.catch(() => {});
  await run(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), 'db', 'stop'], { env: inClone });
  for (const home of ['home24', 'home22']) {
    if (existsSync(join(folder, home))) call(home, ['db', 'stop']);
  }
  if (!root) await run('chmod', ['-R', 'u+w', prefix]);
  rmSync(folder, { recursive: true, force: true });
});

/** Paths, sizes and times of what a folder holds. */
function everything(of: string): string[] {
  return readdirSync(of, { recursive: true, encoding: 'utf8' })
    .map((path) => {
      const { size, mtimeMs } = lstatSync(join(of, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

/** An empty folder of the user, made when missing. */
function own(name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(path);
    if (root) chownSync(path, USER, USER);
  }
  return path;
}

interface Call {
  readonly node?: string;
  readonly program?: string;
  readonly environment?: Record<string, string>;
}

/** Calls the package with nothing in the environment but HOME, an empty folder at first, and PATH. */
function call(home: string, args: readonly string[], more: Call = {}) {
  const { node = node24, program = join(prefix, 'bin/verbatim'), environment = {} } = more;
  const PATH = [node, join(prefix, 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  return spawnSync(program, args, {
    cwd: own(`${home}-work`),
    env: { HOME: own(home), PATH, ...environment },
    encoding: 'utf8',
    ...(root ? { uid: USER, gid: USER } : {}),
  });
}

/** A report without what differs from run to run: times, places, and how the program is called. */
const reportOf = (stdout: string) =>
  stdout
    .replace(/\nDigest {5}.*$/s, '')
    .replace(/^Import .*|^Analyse .*/gm, '')
    .replace(/^\s+|\s+$/g, '');

test('the tarball holds what a run needs, and is small', () => {
  expect(faults(tarball)).toEqual([]);
  // 37 of it are the model.
  expect(tarball.bytes).toBeLessThan(45_000_000);
  // What a module reads from its own folder is beside it.
  const assets = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join('dist', relative(join(ROOT, 'src'), entry.parentPath), entry.name));
  expect(assets.length).toBeGreaterThan(20);
  expect(tarball.files).toEqual(expect.arrayContaining(assets));
});

test('npm fetched nothing but packages', () => {
  const natives = join(installed, 'node_modules/onnxruntime-node/bin/napi-v6');
  const libraries = readdirSync(natives, { recursive: true, encoding: 'utf8' });
  expect(libraries.filter((name) => /cuda|tensorrt/.test(name))).toEqual([]);
  expect(existsSync(join(installed, 'node_modules/node'))).toBe(false);
  // npm ran the scripts: else this says nothing.
  expect(readFileSync(join(natives, '../../script/install.js'), 'utf8')).toContain('// by Verbatim');
});

test('on Node 24 it shows the report of the clone, keeps data with the user and writes nothing into the package', async () => {
  expect(call('home24', ['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  const demo = call('home24', ['demo']);
  expect(demo.status, demo.stderr).toBe(0);
  const { stdout } = await clone;
  expect(reportOf(demo.stdout)).toContain('Sentiment ─');
  expect(reportOf(demo.stdout)).toBe(reportOf(stdout));
  expect(demo.stdout).toContain('  your own file   verbatim run FILE.csv\n');
  expect(demo.stdout).toContain(`Digest     ${folder}/home24/.local/share/verbatim/digest.html\n`);

  const status = call('home24', ['status']);
  expect(status.status, status.stderr).toBe(0);
  expect(status.stdout).toContain('Analysed    958, missing 0');
  expect(readdirSync(join(folder, 'home24/.local/share/verbatim/compiled'))).not.toEqual([]);
  expect(readdirSync(join(folder, 'home24-work'))).toEqual([]);
  expect(existsSync(join(folder, 'home24/.local/share/verbatim/programs'))).toBe(false);
  expect(everything(installed)).toEqual(before);
});

test('its server has the pages with what they load, and answers from the data', async () => {
  const server = spawn(join(prefix, 'bin/verbatim'), ['serve', '--port', '0'], {
    cwd: own('home24-work'),
    env: { HOME: own('home24'), PATH: `${node24}:/usr/bin:/bin` },
    ...(root ? { uid: USER, gid: USER } : {}),
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  await expect.poll(() => said, { timeout: 120_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0];
  for (const path of ['/dashboard', '/upload']) {
    const page = await fetch(address + path);
    expect(page.status, path).toBe(200);
    const loads = [...(await page.text()).matchAll(/(?:href|src)="(\/[^"]+\.(?:js|css|svg))"/g)];
    expect(loads.length, path).toBeGreaterThan(1);
    for (const [, file] of loads) expect((await fetch(address + file)).status, file).toBe(200);
  }
  const overview = await fetch(`${address}/reports/overview`);
  expect([overview.status, await overview.text()]).toEqual([200, expect.stringMatching(/"analysed": ?958/)]);
});

test('a program imports its client', () => {
  const program = `import { openClient } from 'verbatim/client';
const { error, response } = await openClient('http://feedback.example', {
  fetch: async ({ url }) => Response.json({ error: { code: 'ROUTE_UNKNOWN', message: url, fix: '' } }, { status: 404 }),
}).GET('/status');
console.log(response.status, error.error.message);`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(prefix, 'lib'),
    encoding: 'utf8',
  });
  expect(ran).toMatchObject({ status: 0, stdout: '404 http://feedback.example/status\n' });
});

test('on Node 22 it shows the same, under XDG_DATA_HOME', async ({ skip }) => {
  if (!existsSync(join(node22, 'node'))) skip('npm does not give Node 22 here');
  const data = join(own('home22'), 'data');
  const more = { node: node22, environment: { XDG_DATA_HOME: data } };
  expect(String(spawnSync(join(node22, 'node'), ['--version']).stdout)).toMatch(/^v22\./);
  expect(call('home22', ['--version'], more)).toMatchObject({ status: 0, stdout: `${version}\n` });
  const demo = call('home22', ['demo'], more);
  expect(demo.status, demo.stderr).toBe(0);
  expect(reportOf(demo.stdout)).toBe(reportOf((await clone).stdout));
  expect(call('home22', ['status'], more).stdout).toContain('Analysed    958, missing 0');
  expect(call('home22', ['db', 'stop'], more).status).toBe(0);
  // Nor has onnxruntime left an id of the device, which it does where its telemetry is on.
  expect(readdirSync(join(folder, 'home22'))).toEqual(['data']);
});

test('of two versions on one data folder the older refuses', () => {
  const newer = join(folder, 'newer');
  cpSync(installed, newer, {
    recursive: true,
    filter: (path) => !path.startsWith(join(installed, 'node_modules')),
  });
  symlinkSync(join(installed, 'node_modules'), join(newer, 'node_modules'));
  const journal = join(newer, 'migrations/meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as {
    entries: { idx: number; when: number; tag: string }[];
  };
  const last = entries.at(-1)!;
  const added = { ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_later' };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, added] }));
  writeFileSync(join(newer, 'migrations/9999_later.sql'), 'select 1;\n');

  const program = join(newer, 'bin/verbatim.mjs');
  const first = call('home24', ['status'], { program });
  expect(first.status, first.stderr).toBe(0);
  const refused = call('home24', ['status', '--json']);
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('DATABASE_NEWER')]);
  expect(call('home24', ['status'], { program }).status).toBe(0);
});

test('npx runs it where npm runs no scripts: the programs of Postgres are completed in the data folder', () => {
  // Packages come from npm's cache; what npx installs does not stay there.
  const cache = String(spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout).trim();
  const empty = join(folder, 'npx');
  mkdirSync(join(empty, 'cache'), { recursive: true });
  mkdirSync(join(empty, 'work'));
  if (existsSync(join(cache, '_cacache')))
    symlinkSync(join(cache, '_cacache'), join(empty, 'cache/_cacache'));
  const npx = (...args: string[]) =>
    spawnSync(
      'npx',
      ['--yes', '--ignore-scripts', '--prefer-offline', `--package=${tarball.path}`, 'verbatim', ...args],
      {
        cwd: join(empty, 'work'),
        env: {
          ...process.env,
          ...{ DATABASE_URL: '', REDIS_URL: '', npm_config_cache: join(empty, 'cache') },
          VERBATIM_HOME: join(empty, 'data'),
        },
        encoding: 'utf8',
      },
    );
  const status = npx('status');
  expect(status.status, status.stderr).toBe(0);
  expect(status.stdout).toContain('Feedback    0 rows');
  const [programs] = readdirSync(join(empty, 'data/programs'));
  expect(programs).toMatch(/^postgres-\d+\.\d+\.\d+[\w.-]*$/);
  const stop = { ...process.env, DATABASE_URL: '', VERBATIM_HOME: join(empty, 'data') };
  expect(spawnSync(join(prefix, 'bin/verbatim'), ['db', 'stop'], { env: stop }).status).toBe(0);
  expect(readdirSync(join(empty, 'work'))).toEqual([]);
});

test.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)('systemd takes its units', () => {
  const units = join(installed, 'deploy/systemd');
  const copy = join(folder, 'units');
  mkdirSync(copy);
  for (const name of readdirSync(units)) {
    // In the folder of programs that systemd looks into.
    const text = readFileSync(join(units, name), 'utf8');
    writeFileSync(join(copy, name), text.replace('ExecStart=', `ExecStart=${prefix}/bin/`));
  }
  const files = readdirSync(copy).map((name) => join(copy, name));
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { encoding: 'utf8' });
  expect(verified.stderr.split('\n').filter((line) => line.includes('verbatim'))).toEqual([]);
});

test('an older Node is refused in one line', () => {
  const old =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })";
  const refused = call(
    'home24',
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(old)}`],
      ...[join(installed, 'bin/verbatim.mjs'), '--version'],
    ],
    { program: process.execPath },
  );
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toMatch(/^Verbatim needs Node 22\.22 or newer\. This is Node 20\.19\.0, .*\n$/);
});

test.runIf(root)('a user without a home is asked for a folder, and for nothing else', () => {
  const nobody = { cwd: '/', uid: 54_321, gid: 54_321, encoding: 'utf8' } as const;
  const PATH = `${node24}:/usr/bin:/bin`;
  const program = join(prefix, 'bin/verbatim');
  expect(spawnSync(program, ['--version'], { ...nobody, env: { PATH } })).toMatchObject({
    status: 0,
    stderr: '',
  });
  const refused = spawnSync(program, ['status'], { ...nobody, env: { PATH } });
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('VERBATIM_HOME')]);
});
