import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateAudits } from './audit/calibration.ts';
import { auditCost } from './audit/cost.ts';
import { swapCost } from './audit/swaps.ts';
import type { Figure } from './end-to-end.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:audit`: cost of an audit at a million rows, and its false alarms. `-- --quick` uses a twentieth of the rows
 * and simulated audits and writes nothing.
 */
const quick = process.argv.includes('--quick');
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'));
let cost: Figure[];
let swaps: Figure[];
try {
  cost = await auditCost(join(folder, 'home'), quick ? 50_000 : 1_000_000);
  swaps = await swapCost(join(folder, 'swaps'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const calibration = simulateAudits(quick ? 2_000 : 40_000);
const text = [
  '| figure | value | target |',
  '| --- | --- | --- |',
  ...[...cost, ...swaps].map((row) => `| ${row.join(' | ')} |`),
  '',
  '| simulated audits | any warn or fail | any fail | planted group found | bare 4/5 rule alarms |',
  '| --- | ---: | ---: | ---: | ---: |',
  ...calibration.map(({ name, alarms, fails, found, fourFifths }) => {
    return `| ${name} | ${percent(alarms)} | ${percent(fails)} | ${found === null ? '–' : percent(found)} | ${percent(fourFifths)} |`;
  }),
].join('\n');
console.log(text);
if (!quick) writePage('audit', text, 'npm run bench:audit');
