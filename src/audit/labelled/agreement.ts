import { POLARITIES } from '../../domain/analysis.ts';
import { cohensKappa } from '../../statistics/effects/agreement.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { beyondCounting, gapRule, onlyBelow, pendingGap, resamplesFor } from '../verdict/gaps.ts';
import { byLevel, type GroupsOf } from './groups.ts';
import { type LabelledRow, majorityLabel } from './rows.ts';
import { agreementGap } from './score-gaps.ts';

/** Polarity as an ordered scale, with a mixed text in the middle. */
const CLASS = new Map<string, number>([...POLARITIES.map((it, i) => [it, i] as const), ['mixed', 1]]);

/** L4: does the model agree with people as well as people agree with each other? Rows with two or more labellers. */
export function agreementDrafts(
  rows: readonly LabelledRow[],
  { attribute, levelOf }: GroupsOf,
  policy: Policy,
): Draft[] {
  const judged = rows.flatMap((row) => {
    const values = row.labels.filter(({ task }) => task === 'sentiment').map(({ value }) => CLASS.get(value));
    const [first, second] = values;
    const model = CLASS.get(row.sentiment);
    return first === undefined || second === undefined || model === undefined
      ? []
      : [{ row, first, second, model }];
  });
  const settings = { resamples: resamplesFor(judged.length, policy), seed: policy.seed };
  const { warn, fail } = policy.limits.L4;
  return [...byLevel(judged, ({ row }) => levelOf(row), policy.k)].map(([group, members]): Draft => {
    const [first, second, model] = (['first', 'second', 'model'] as const).map((who) =>
      members.map((member) => member[who]),
    ) as [number[], number[], number[]];
    const gap = beyondCounting(agreementGap({ first, second, model }, settings), settings.resamples);
    const sizes = { rows: members.length, denominator: members.length };
    return {
      ...{ check: 'L4', metric: 'kappa_model_minus_people', task: 'sentiment', attribute, group },
      ...{ reference: 'two people', scale: 'difference', test: 'bootstrap', method: settings },
      groupValue: cohensKappa(first, model),
      referenceValue: cohensKappa(first, second),
      ...{ groupRows: members.length, referenceRows: members.length, warnLimit: warn, failLimit: fail },
      pending: pendingGap(gap, sizes, onlyBelow(gapRule(policy.limits.L4, policy))),
    };
  });
}

/** Rows whose labellers are divided; L1 to L3 leave them out. */
export function dividedRows(rows: readonly LabelledRow[]): number {
  return rows.filter((row) => row.labels.length > 1 && majorityLabel(row, 'sentiment') === null).length;
}
