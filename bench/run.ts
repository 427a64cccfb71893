import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../src/config.ts';
import { endToEnd, type Figure } from './end-to-end.ts';
import { memory } from './memory.ts';

/**
 * `npm run bench`: measures, prints, and writes docs/benchmarks.md. `-- --quick` measures on a tenth of the
 * rows and writes nothing.
 */
const quick = process.argv.includes('--quick');
const PAGE = join(import.meta.dirname, '../docs/benchmarks.md');

const figures: Figure[] = [
  ...(await endToEnd(quick ? 2_000 : 20_000, quick ? 1 : 3)),
  ...(await memory(quick ? 2_000 : 20_000)),
];
const table = [
  '| figure | value | target |',
  '| --- | --- | --- |',
  ...figures.map((row) => `| ${row.join(' | ')} |`),
];
console.log(table.join('\n'));
if (!quick) writePage('end-to-end', table.join('\n'), 'npm run bench');

/** Replaces one marked block of the page; the rest of it stays. */
export function writePage(mark: string, text: string, command: string): void {
  const machine = `${cpus()[0]!.model.trim()}, ${availableParallelism()} cores, Node ${process.versions.node}`;
  const stamp = `Verbatim ${VERSION}, ${new Date().toISOString().slice(0, 10)}, ${machine}. Made by \`${command}\`.`;
  const block = `<!-- ${mark} -->\n${stamp}\n\n${text}\n<!-- /${mark} -->`;
  const page = readFileSync(PAGE, 'utf8');
  const old = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  writeFileSync(PAGE, old.test(page) ? page.replace(old, block) : `${page.trimEnd()}\n\n${block}\n`);
}
