import { type RatePolicy, ratesAgainstTheRest } from '../../src/audit/observed/rate-rules.ts';
import { judgeFamily } from '../../src/audit/verdict/family.ts';
import { generatorOf } from '../../src/statistics/distributions/random.ts';
import { binomialSampler } from '../../tests/support/data/audit-simulation.ts';

export interface CalibrationRates {
  readonly name: string;
  /** Shares of the simulated audits, 0..1. */
  readonly alarms: number;
  readonly fails: number;
  /** Share that finds the planted group; null without a planted group. */
  readonly found: number | null;
  readonly fourFifths: number;
}

/** Only ratio limits, as in the table of the specification. */
const POLICY: RatePolicy = { scale: 'ratio', warn: 0.9, fail: 0.8 };
const RATE = 0.4;

/** Seeded audits of the specification: equal groups, then one of eight with another rate. @param audits of each case */
export function simulateAudits(audits: number): CalibrationRates[] {
  const equal = [
    [8, 60],
    [8, 200],
    [8, 2_000],
    [20, 500],
  ] as const;
  const planted = [
    [200, 0.28],
    [500, 0.28],
    [2_000, 0.28],
    [2_000, 0.35],
  ] as const;
  return [
    ...equal.map(([groups, rows]) => {
      const rates = new Array<number>(groups).fill(RATE);
      return simulate(`no effect, ${groups} groups × ${rows}`, rates, rows, audits, false);
    }),
    ...planted.map(([rows, rate]) => {
      const rates = [rate, ...new Array<number>(7).fill(RATE)];
      return simulate(
        `one of 8 × ${rows} at ${Math.round(rate * 100)}%, others 40%`,
        rates,
        rows,
        audits,
        true,
      );
    }),
  ];
}

function simulate(
  name: string,
  rates: readonly number[],
  rows: number,
  audits: number,
  planted: boolean,
): CalibrationRates {
  const generator = generatorOf(20261123);
  const samplers = rates.map((rate) => binomialSampler(rows, rate));
  let [alarms, fails, found, fourFifths] = [0, 0, 0, 0];
  for (let audit = 0; audit < audits; audit++) {
    const groups = samplers.map((draw, i) => ({ key: `g${i}`, rows, successes: draw(generator) }));
    const statuses = judgeFamily(ratesAgainstTheRest(groups, POLICY)).metrics.map(
      ({ verdict }) => verdict.status,
    );
    if (statuses.some((status) => status === 'warn' || status === 'fail')) alarms++;
    if (statuses.includes('fail')) fails++;
    if (statuses[0] === 'warn' || statuses[0] === 'fail') found++;
    const selected = groups.map(({ successes }) => successes);
    if (Math.min(...selected) < 0.8 * Math.max(...selected)) fourFifths++;
  }
  const share = (count: number) => count / audits;
  return {
    name,
    alarms: share(alarms),
    fails: share(fails),
    found: planted ? share(found) : null,
    fourFifths: share(fourFifths),
  };
}
