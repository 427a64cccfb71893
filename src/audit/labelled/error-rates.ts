import {
  baseRate,
  type Confusion,
  confusionOf,
  ERROR_RATES,
  equalizedOddsGap,
} from '../../statistics/effects/confusion.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { rateFields, ratePolicy, ratesAgainstTheRest } from '../observed/rate-rules.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { baseRatesOf, byLevel, type GroupsOf } from './groups.ts';
import type { BinaryTask } from './rows.ts';

/** L1: error rates of each level against the rest, by human labels. */
export function errorRates(task: BinaryTask, { attribute, levelOf }: GroupsOf, policy: Policy): Draft[] {
  const groups = [...byLevel(task.rows, ({ row }) => levelOf(row), policy.k)].map(([key, rows]) => ({
    ...{ key, rows: rows.length },
    confusion: confusionOf(
      rows.map(({ label }) => label),
      rows.map(({ decision }) => decision),
    ),
  }));
  const all = groups.reduce((total, { rows }) => total + rows, 0);
  const rule = ratePolicy('L1', policy);
  return Object.entries(ERROR_RATES).flatMap(([name, rateOf]) => {
    const counted = groups.map(({ key, rows, confusion }) => ({
      ...{ key, groupRows: rows, ...rateOf(confusion) },
    }));
    if (counted.every(({ rows }) => rows === 0)) return [];
    return ratesAgainstTheRest(counted, rule).map((rate, i): Draft => {
      const { rows, confusion } = groups[i]!;
      const rest = sumOf(groups.filter((_, at) => at !== i).map((group) => group.confusion));
      const odds = equalizedOddsGap(confusion, rest);
      const fields = rateFields(rate, rule);
      return {
        ...{ check: 'L1', metric: `${name}_difference`, task: task.name, attribute, scale: 'difference' },
        ...{ groupRows: rows, referenceRows: all - rows, successes: counted[i]!.successes },
        ...fields,
        method: {
          ...fields.method,
          // FNR is 1 − TPR: its gap is the same, and is tested with it.
          ...(name === 'tpr' && !isInsufficient(odds) ? { equalisedOddsGap: odds } : {}),
          ...baseRatesOf(baseRate(confusion), baseRate(rest), policy),
        },
      };
    });
  });
}

function sumOf(parts: readonly Confusion[]): Confusion {
  const sum = (key: keyof Confusion) => parts.reduce((total, part) => total + part[key], 0);
  return {
    truePositives: sum('truePositives'),
    falsePositives: sum('falsePositives'),
    falseNegatives: sum('falseNegatives'),
    trueNegatives: sum('trueNegatives'),
  };
}
