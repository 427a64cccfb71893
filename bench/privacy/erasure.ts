import { parseArgs } from 'node:util';
import { erasureRounds } from '../../tests/chaos/erasure-rounds.ts';

/**
 * `node bench/privacy/erasure.ts`: erases a person who is in every table, 100 times with faults in the middle, and prints
 * how often anything is left. Needs DATABASE_URL of a server on which it may make databases.
 * `--seeds N` (100), `--from N` (1).
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => from + i);
const started = performance.now();
const { rounds, faults, attempts, found, broken } = await erasureRounds(
  process.env.DATABASE_URL!,
  seeds,
  (line) => process.stderr.write(`${line}\n`),
);
for (const line of [...found, ...broken]) console.log(`! ${line}`);
const hits = Object.entries(faults).map(([name, n]) => `${name} ${n}`);
console.log(
  `${rounds} erasures with faults in the middle (${hits.join(', ')}; ${attempts} attempts): ` +
    `${found.length} canaries left, ${broken.length} broken. ${Math.round((performance.now() - started) / 1000)} s.`,
);
process.exit(found.length + broken.length > 0 ? 1 : 0);
