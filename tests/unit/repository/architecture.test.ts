import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOMS } from '../../../bin/check-rooms.ts';
import { ROOT } from '../../support/cli.ts';

const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** Cells of the first table below a heading. */
function table(text: string, heading: string): string[][] {
  const [, below = ''] = text.split(`## ${heading}\n`);
  const lines = below.split('\n## ')[0]!.split('\n');
  const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

test('the path of a row is at most twenty files, which exist', () => {
  const files = [...page.matchAll(/^\d+\. \[(src\/[\w/.-]+)\]\(\.\.\/\1\)/gm)].map(([, file]) => file!);
  expect(files.length).toBe(page.match(/^\d+\. /gm)!.length);
  expect(files.length).toBeGreaterThan(10);
  expect(files.length).toBeLessThanOrEqual(20);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('architecture.md has a line for each room, and for no other folder', () => {
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((it) => it.isDirectory());
  const rooms = table(page, 'Rooms').map(([room]) => room);
  expect(rooms.toSorted()).toEqual(folders.map(({ name }) => name).sort());
});

test('the table of rooms in CONTRIBUTING.md is the one that npm run check uses', () => {
  const listed = table(contributing, 'Rooms').map(([room, imports]) => [
    room,
    imports === 'nothing else' ? [] : imports!.split(', ').sort(),
  ]);
  expect(Object.fromEntries(listed)).toEqual(
    Object.fromEntries(Object.entries(ROOMS).map(([room, imports]) => [room, [...imports].sort()])),
  );
});
