import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { billOfMaterials } from '../../release/bill-of-materials.ts';
import { released } from '../../release/changelog.ts';
import { assertReleasable } from '../../release/preconditions.ts';
import { faults, MOST_BYTES } from '../../release/tarball.ts';
import { ROOT } from '../support/cli.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'verbatim-release-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A repository with one commit, of version 0.9.0. */
function clone(): { path: string; git: (...args: string[]) => void } {
  const path = folder();
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const git = (...args: string[]) =>
    void execFileSync('git', [...identity, ...args], { cwd: path, stdio: 'ignore' });
  writeFileSync(join(path, 'package.json'), '{"version":"0.9.0"}');
  git('init');
  git('add', '.');
  git('commit', '-m', 'First');
  return { path, git };
}

test('what is unreleased becomes the section of the version, and an empty one is refused', () => {
  const text = '# Changelog\n\n## [Unreleased]\n\n### Changed\n\n- A thing.\n';
  const after = '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-29\n\n### Changed\n\n- A thing.\n';
  expect(released(text, '1.2.3', '2026-11-29')).toBe(after);
  expect(() => released(after, '1.2.4', '2026-11-30')).toThrow('says nothing under Unreleased');
  const again = after.replace('[Unreleased]\n', '[Unreleased]\n\n- More.\n');
  expect(() => released(again, '1.2.3', '2026-11-30')).toThrow('has a section for 1.2.3 already');
  expect(released(read('CHANGELOG.md'), '999.0.0', '2026-11-29')).toContain('## [999.0.0] - 2026-11-29\n');
});

test('a release needs a newer version, a tree without changes, and a tag that is free', () => {
  const { path, git } = clone();
  expect(() => assertReleasable(path, '0.10.0')).not.toThrow();
  expect(() => assertReleasable(path, '0.9.0')).toThrow('not newer than 0.9.0');
  expect(() => assertReleasable(path, '0.8.10')).toThrow('not newer');
  expect(() => assertReleasable(path, 'v1')).toThrow('such as 1.2.3');
  expect(() => assertReleasable(path, '')).toThrow('such as 1.2.3');
  git('tag', 'v0.10.0');
  expect(() => assertReleasable(path, '0.10.0')).toThrow('The tag v0.10.0 exists');
  writeFileSync(join(path, 'new'), '');
  expect(() => assertReleasable(path, '0.11.0')).toThrow('differ from the last commit:\n?? new');
});

test('a tarball is refused that is too large, lacks a part or has one too many', () => {
  const wrong = faults({
    path: '',
    bytes: MOST_BYTES + 1,
    files: ['package.json', 'src/x.ts', 'docs/a.png'],
  });
  expect(wrong).toEqual(
    expect.arrayContaining([
      ...['src/x.ts does not belong in it', 'docs/a.png does not belong in it'],
      ...['dist/cli/main.js is missing', 'NOTICE is missing'],
      `it has ${MOST_BYTES + 1} bytes; at most ${MOST_BYTES} are allowed`,
    ]),
  );
});

test('the bill of materials names what is installed, with its licence, and nothing for development alone', () => {
  const { components } = billOfMaterials(ROOT, folder()) as unknown as {
    components: { name: string; licenses?: unknown[] }[];
  };
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies!)));
  const alone = ['fast-check', '@biomejs/biome', 'vitest', 'node'];
  expect(Object.keys(devDependencies!)).toEqual(expect.arrayContaining(alone));
  expect(names.filter((name) => alone.includes(name))).toEqual([]);
  expect(components.filter(({ licenses }) => !licenses?.length).map(({ name }) => name)).toEqual([]);
});
