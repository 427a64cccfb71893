import { endToEnd, type Figure } from './end-to-end.ts';
import { memory } from './memory.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench`: measures, prints, and writes docs/benchmarks.md. `-- --quick` uses a tenth of the rows and writes
 * nothing.
 */
const quick = process.argv.includes('--quick');

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
