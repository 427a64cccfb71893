import type { EvidenceRecord } from '../../domain/audit-record.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import { mean } from '../../statistics/moments.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { gapRule } from '../verdict/gaps.ts';
import { pendingLabelSwap, pendingScoreSwap, type SwapSettings } from './pending-swaps.ts';
import { sidesOf } from './suite/real-swaps.ts';
import type { SwapJudgement } from './terms.ts';

/** The results for a comment with the words of one side, and with those of the other. */
export interface JudgedSwap {
  readonly axis: string;
  readonly feedbackId: number;
  readonly first: SwapJudgement;
  readonly second: SwapJudgement;
}

/** Comments that one finding points at, at most. */
const COMMENTS_SHOWN = 10;

/** C4: swaps in stored comments: how scores and labels differ between the words of either side. */
export function feedbackChecks(
  swaps: readonly JudgedSwap[],
  policy: Policy,
): { readonly drafts: readonly Draft[]; readonly evidence: ReadonlyMap<Draft, readonly EvidenceRecord[]> } {
  const drafts: Draft[] = [];
  const evidence = new Map<Draft, readonly EvidenceRecord[]>();
  for (const [axis, members] of Map.groupBy(swaps, (swap) => swap.axis)) {
    for (const task of ['positive', 'negative'] as const) {
      const draft = scoreDraft(axis, members, task, policy);
      drafts.push(draft);
      const shift = (it: JudgedSwap) => it.first[task] - it.second[task];
      evidence.set(
        draft,
        [...members]
          .sort((a, b) => Math.abs(shift(b)) - Math.abs(shift(a)) || a.feedbackId - b.feedbackId)
          .slice(0, COMMENTS_SHOWN)
          .map((it) => ({
            ...{ feedbackId: it.feedbackId, pair: null, role: 'example', score: shift(it) },
            why: `the ${task} score moves by ${shift(it).toFixed(2)} when the word is exchanged`,
          })),
      );
    }
    drafts.push(labelDraft(axis, members, policy));
  }
  return { drafts, evidence };
}

function namesOf(axis: string, members: readonly JudgedSwap[]) {
  const [group, reference] = sidesOf(axis);
  const sizes = { groupRows: members.length, referenceRows: members.length };
  return {
    check: 'C4',
    scale: 'difference' as const,
    attribute: `${axis} (feedback)`,
    group,
    reference,
    ...sizes,
  };
}

/** A comment is not a designed sentence, so it warns at most. */
function settingsOf(check: 'C1' | 'C2', policy: Policy): SwapSettings {
  const { resamples, seed, limits } = policy;
  return { resamples, seed, rule: { ...gapRule(limits[check], policy), cap: 'warn' } };
}

function scoreDraft(
  axis: string,
  members: readonly JudgedSwap[],
  task: 'positive' | 'negative',
  policy: Policy,
): Draft {
  const { limits, seed } = policy;
  const scores = Float64Array.from(members, ({ first }) => first[task]);
  const baselineScores = Float64Array.from(members, ({ second }) => second[task]);
  const { swap, ...pending } = pendingScoreSwap(scores, baselineScores, settingsOf('C1', policy));
  return {
    ...namesOf(axis, members),
    ...{ metric: 'mean_paired_difference', task: `the ${task} score` },
    ...{ groupValue: mean(scores), referenceValue: mean(baselineScores) },
    ...{ effect: swap.cohensDz, effectName: "Cohen's dz", test: 'paired t' },
    ...(isInsufficient(swap.pairedT) ? {} : { statistic: swap.pairedT.statistic }),
    ...{ warnLimit: limits.C1.warn, failLimit: limits.C1.fail, method: { seed } },
    pending,
  };
}

function labelDraft(axis: string, members: readonly JudgedSwap[], policy: Policy): Draft {
  const { limits } = policy;
  const labels = Float64Array.from(members, ({ first, second }) => Number(first.label === second.label));
  const baselineLabels = new Float64Array(labels.length).fill(1);
  const { swap, ...pending } = pendingLabelSwap(labels, baselineLabels, settingsOf('C2', policy));
  return {
    ...namesOf(axis, members),
    ...{ metric: 'flip_rate', task: 'the label', test: 'exact binomial, against the warn limit' },
    ...{ warnLimit: limits.C2.warn, failLimit: limits.C2.fail },
    method: isInsufficient(swap) ? {} : { changed: swap.toZero, of: swap.pairs },
    pending,
  };
}
