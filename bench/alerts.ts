import { join } from 'node:path';
import { TREND_DAYS } from '../src/analysis/themes/daily-emergence.ts';
import { openAlertFile } from '../src/ingest/alerts/alert-file.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { chiSquareQuantile } from '../src/statistics/distributions/distributions.ts';
import { nightlyChecks } from './alerts/checks.ts';
import { Draws, sourceCounts, type Topic, type Unrest } from './alerts/world.ts';
import { writePage } from './page.ts';

/**
 * `npm run bench:alerts`: simulates what the shipped rules do when nothing happens, and when complaints double; prints,
 * and writes docs/benchmarks.md. `-- --quick` simulates a tenth and writes nothing.
 */
const quick = process.argv.includes('--quick');

const CALM: Unrest = { name: 'calm: independent comments', dispersion: 1, wander: 0 };
const USUAL: Unrest = {
  name: 'usual: days vary 1.5 times as much, shares wander by 10 %',
  dispersion: 1.5,
  wander: 0.1,
};
const RESTLESS: Unrest = { name: 'restless: twice as much, 20 %', dispersion: 2, wander: 0.2 };

const YEAR = 365;
const MONTH = 30;
const SOURCES = [400, 150, 50];
/** Shares of a hundred topics and sixty themes: from 8 % down to 0.1 %. */
const shares = (n: number, most: number) => Array.from({ length: n }, (_, i) => most / (1 + i * 0.8));
const TOPICS = shares(100, 0.08);
const THEMES = shares(60, 0.08);

const { rules } = await openAlertFile(join(PACKAGE_ROOT, 'catalogue/alerts/rules.yaml'));

const table: string[] = [
  '| nothing happens | months | false alarms | a month (95 % interval) | by rule |',
  '| --- | ---: | ---: | ---: | --- |',
];
for (const unrest of [CALM, USUAL, RESTLESS]) {
  const worlds = quick ? 2 : 12;
  const counts = new Map<string, number>();
  let alarms = 0;
  for (let world = 0; world < worlds; world++) {
    const draws = new Draws(1_000 * (world + 1));
    const days = TREND_DAYS + YEAR;
    const topics = TOPICS.map((share): Topic => ({ share, doubledFrom: null }));
    const sources = SOURCES.map((perDay) =>
      sourceCounts(draws, { days, perDay, topics, themes: THEMES, unrest }),
    );
    for (const { rule } of nightlyChecks(rules, sources, { days })) {
      alarms++;
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  }
  const months = (worlds * YEAR) / MONTH;
  // Exact interval of a Poisson count (Garwood 1936).
  const low = alarms === 0 ? 0 : chiSquareQuantile(0.025, 2 * alarms) / 2 / months;
  const high = chiSquareQuantile(0.975, 2 * alarms + 2) / 2 / months;
  const by = [...counts].map(([rule, n]) => `${rule}: ${n}`).join('; ');
  table.push(
    `| ${unrest.name} | ${months.toFixed(0)} | ${alarms} | ${(alarms / months).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) | ${by || '–'} |`,
  );
  console.log(table.at(-1));
}

table.push(
  '',
  'Goal: at most 1 a month.',
  '',
  '| a complaint rises from 3 % to 6 % | comments a day | worlds | found within 14 days | days until found: median | 90 % |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
);
const WITHIN = 14;
for (const unrest of [CALM, USUAL]) {
  for (const perDay of [100, 200, 500, 2_000]) {
    const worlds = quick ? 10 : 40;
    const found: number[] = [];
    for (let world = 0; world < worlds; world++) {
      const draws = new Draws(7_000 + 1_000 * world + perDay);
      const from = TREND_DAYS;
      const days = from + WITHIN;
      const topics = TOPICS.map(
        (share, i): Topic => (i === 3 ? { share: 0.03, doubledFrom: from } : { share, doubledFrom: null }),
      );
      const source = sourceCounts(draws, { days, perDay, topics, themes: THEMES, unrest });
      const isIt = ({ subject, day }: { subject: number | null; day: number }) =>
        subject === 3 && day >= from;
      const alert = nightlyChecks(rules, [source], { days, stop: isIt }).find(isIt);
      found.push(alert ? alert.day - from + 1 : Number.POSITIVE_INFINITY);
    }
    const ordered = found.toSorted((a, b) => a - b);
    const shown = (share: number) => {
      const value = ordered[Math.ceil(share * worlds) - 1]!;
      return Number.isFinite(value) ? String(value) : 'more';
    };
    const share = found.filter(Number.isFinite).length / worlds;
    table.push(
      `| ${unrest.name.split(':')[0]} | ${perDay} | ${worlds} | ${(100 * share).toFixed(0)} % | ${shown(0.5)} | ${shown(0.9)} |`,
    );
    console.log(table.at(-1));
  }
}
if (!quick) writePage('alerts', table.join('\n'), 'npm run bench:alerts');
