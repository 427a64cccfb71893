import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES } from '../../../docs/build.ts';
import { ERRORS } from '../../../src/errors/verbatim-error.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
/** Where commands and their options are declared. */
const CLI = readdirSync(join(ROOT, 'src/cli'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /^options\/|\/declaration\.ts$|^command\.ts$/.test(file))
  .map((file) => read(join('src/cli', file)))
  .join('\n');

describe('pages made from source code', () => {
  test.each(Object.entries(PAGES))('docs/%s is up to date', (name, page) => {
    expect(read(`docs/${name}`), 'rewrite it with: node docs/build.ts').toBe(page());
  });

  test('docs/errors.md lists every code, and no other', () => {
    const listed = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(ERRORS));
  });

  test('docs/config.md names every setting that the source reads from the environment', () => {
    const page = read('docs/config.md');
    for (const name of read('src/app/settings.ts').match(
      /\b(?:VERBATIM_[A-Z_]+|DATABASE_URL|REDIS_URL)\b/g,
    ) ?? []) {
      expect(page).toContain(`\`${name}\``);
    }
  });
});

describe('prose', () => {
  const pages = [
    ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
    ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file)),
  ];

  test.each(pages)('links of %s lead to files and headings that exist', (page) => {
    for (const [, target] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      const [file, anchor] = target!.split('#') as [string, string | undefined];
      const path = file ? resolve(ROOT, dirname(page), file) : join(ROOT, page);
      expect(existsSync(path), `${target} of ${page}`).toBe(true);
      if (anchor) expect(anchors(relative(ROOT, path)), `${target} of ${page}`).toContain(anchor);
    }
  });

  test.each(pages)('settings that %s names exist', (page) => {
    const source = read('src/app/settings.ts');
    for (const [name] of read(page).matchAll(/\bVERBATIM_[A-Z_]+\b/g)) expect(source).toContain(`${name}:`);
  });

  test.each(pages)('commands and options that %s shows exist', (page) => {
    const commands = [...CLI.matchAll(/\bcommand\(\s*\w+,\s*'(\w+)/g)].map((match) => match[1]);
    for (const [, command, rest] of read(page).matchAll(/(?:^|`|npx )verbatim ([a-z]+)([^`\n|)]*)/gm)) {
      expect(commands, `verbatim ${command}`).toContain(command);
      for (const [option] of rest!.matchAll(/--[a-z-]+/g))
        expect(CLI, `${command} ${option}`).toContain(option);
      if (command === 'db') expect(commands).toContain(/^ (\w+)/.exec(rest!)?.[1]);
    }
  });
});

/** Anchors of the headings of a Markdown file, as code hosts make them. */
function anchors(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
