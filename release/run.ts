import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { billOfMaterials } from './bill-of-materials.ts';
import { released } from './changelog.ts';
import { assertReleasable } from './preconditions.ts';
import { faults, installTarball, pack } from './tarball.ts';

/**
 * `npm run release -- X.Y.Z [--dry-run] [--output FOLDER]`: makes and checks a release of the last commit, and publishes
 * nothing. All of it happens in a copy: a release that fails leaves the clone as it was.
 */
const CLONE = join(import.meta.dirname, '..');
const CHANGED = ['package.json', 'package-lock.json', 'CHANGELOG.md'];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean' }, output: { type: 'string', default: join(CLONE, 'artifacts') } },
});
const version = positionals[0] ?? '';
const work = mkdtempSync(join(tmpdir(), 'verbatim-release-'));
try {
  assertReleasable(CLONE, version);
  const made = await make();
  if (values['dry-run']) console.log('Dry run: nothing is kept.');
  else keep(made, resolve(values.output));
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Version, changelog, tarball, bill of materials and checksums, each checked. @returns files to hand out */
async function make(): Promise<string[]> {
  const copy = join(work, 'clone');
  mkdirSync(copy);
  step('Copy the last commit');
  execFileSync('sh', ['-c', 'git archive HEAD | tar -x -C "$1"', 'sh', copy], { cwd: CLONE });
  symlinkSync(join(CLONE, 'node_modules'), join(copy, 'node_modules'));

  step(`Version ${version}, section of the changelog`);
  const changelog = join(copy, 'CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(changelog, released(readFileSync(changelog, 'utf8'), version, today));
  execFileSync('npm', ['version', version, '--no-git-tag-version'], { cwd: copy, stdio: 'ignore' });

  step('Compile and pack');
  const tarball = pack(copy, work);
  const wrong = faults(tarball);
  if (wrong.length > 0) throw new Error(`${basename(tarball.path)}: ${wrong.join('; ')}`);

  step('List what it is made of (CycloneDX)');
  const bill = join(work, `verbatim-${version}.cdx.json`);
  writeFileSync(bill, `${JSON.stringify(billOfMaterials(copy, join(work, 'bill')), null, 2)}\n`);

  step('Install the tarball and run its demo');
  await tryTarball(tarball.path);

  const sums = join(work, 'SHA256SUMS');
  const lines = [tarball.path, bill].map((file) => {
    const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
    return `${sum}  ${basename(file)}\n`;
  });
  writeFileSync(sums, lines.join(''));
  const size = (tarball.bytes / 1e6).toFixed(1);
  console.log(`\nverbatim ${version}: ${tarball.files.length} files, ${size} MB\n${lines.join('')}`);
  return [tarball.path, bill, sums];
}

/** As a stranger has it: below an empty prefix, with an empty home. */
async function tryTarball(path: string): Promise<void> {
  const [prefix, home] = [join(work, 'prefix'), join(work, 'home')];
  for (const folder of [prefix, home]) mkdirSync(folder);
  await installTarball({ path }, prefix);
  const verbatim = (...args: string[]) =>
    execFileSync(join(prefix, 'bin/verbatim'), args, {
      cwd: home,
      encoding: 'utf8',
      env: { HOME: home, PATH: process.env.PATH },
    });
  const said = verbatim('--version').trim();
  if (said !== version) throw new Error(`The installed program calls itself ${said}`);
  try {
    const report = verbatim('demo');
    if (!report.includes('1,000 new feedback, 958 new analyses'))
      throw new Error('Its demo shows another report');
  } finally {
    verbatim('db', 'stop');
  }
}

function keep(files: readonly string[], output: string): void {
  mkdirSync(output, { recursive: true });
  for (const file of files) cpSync(file, join(output, basename(file)));
  for (const file of CHANGED) copyFileSync(join(work, 'clone', file), join(CLONE, file));
  console.log(`In ${output}. Not committed: ${CHANGED.join(', ')}. Then:`);
  console.log(`  git commit -am "Release ${version}" && git tag v${version}`);
}

function step(name: string): void {
  console.log(name);
}
