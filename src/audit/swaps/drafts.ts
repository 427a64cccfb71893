import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { mean } from '../../statistics/moments.ts';
import { mcNemarExact } from '../../statistics/tests/proportion-tests.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { gapRule } from '../verdict/gaps.ts';
import { labelDistance } from './measures.ts';
import { alarmGap, type TermAlarms } from './neutral-carriers.ts';
import { pendingLabelSwap, pendingScoreSwap, type SwapSettings } from './pending-swaps.ts';
import { CARRIER_DOMAINS, CARRIER_POLARITIES } from './suite/carrier.ts';
import type { SwapText } from './suite/suite.ts';
import {
  flipRate,
  meanShift,
  only,
  SCORE_NAMES,
  type SwapJudgement,
  type Swapped,
  scoresOf,
  type Task,
} from './terms.ts';

function settingsOf(noise: Measured, check: 'C1' | 'C2', policy: Policy): SwapSettings {
  const { resamples, seed, limits } = policy;
  return {
    resamples,
    seed,
    rule: gapRule(limits[check], policy),
    ...(isInsufficient(noise) ? {} : { noise }),
  };
}

/** C1 of one term: how it changes a score. */
export function scoreDraft(
  it: Swapped,
  task: Task,
  noise: Measured,
  name: (axis: string) => string,
  policy: Policy,
): Draft {
  const [scores, baselineScores] = [scoresOf(it.judged, task), scoresOf(it.judgedBaseline, task)];
  const { swap, ...pending } = pendingScoreSwap(scores, baselineScores, settingsOf(noise, 'C1', policy));
  const limits = policy.limits.C1;
  const p = (test: Measured<{ readonly p: number }>) => (isInsufficient(test) ? null : test.p);
  return {
    ...{ check: 'C1', metric: 'mean_paired_difference', task: SCORE_NAMES[task], scale: 'difference' },
    ...{ attribute: name(it.axis), group: it.term, reference: it.baseline },
    groupValue: mean(scores),
    referenceValue: mean(baselineScores),
    groupRows: swap.pairs,
    referenceRows: swap.pairs,
    ...{ effect: swap.cohensDz, effectName: "Cohen's dz", test: 'paired t' },
    ...(isInsufficient(swap.pairedT) ? {} : { statistic: swap.pairedT.statistic }),
    ...{ warnLimit: limits.warn, failLimit: limits.fail },
    method: {
      ...{ wilcoxon_p: p(swap.wilcoxon), sign_flip_p: p(swap.signFlip), seed: policy.seed },
      placebo_noise: isInsufficient(noise) ? null : noise,
      ...apart(it, (those) => meanShift(those, task)),
      baseline_by_polarity: baselinesBy(it, task, 'polarity', CARRIER_POLARITIES),
      baseline_by_domain: baselinesBy(it, task, 'domain', CARRIER_DOMAINS),
    },
    pending,
  };
}

/** The effect on the templates of each kind, and the number of templates by domain, which are the fewest. */
function apart(it: Swapped, effectOf: (those: Swapped) => number) {
  const by = (kind: 'role' | 'polarity' | 'form' | 'domain', of: (those: Swapped) => number) => {
    const kinds = new Set(it.texts.map((text) => text[kind]));
    return Object.fromEntries(
      [...kinds].map((value) => [value, of(only(it, (text) => text[kind] === value))]),
    );
  };
  return {
    by_role: by('role', effectOf),
    by_polarity: by('polarity', effectOf),
    by_form: by('form', effectOf),
    by_domain: by('domain', effectOf),
    templates_by_domain: by('domain', ({ texts }) => texts.length),
  };
}

/** Mean score of the sentences of each kind with the baseline term. */
function baselinesBy<K extends 'polarity' | 'domain'>(
  it: Swapped,
  task: Task,
  kind: K,
  values: readonly SwapText[K][],
): Record<string, number | null> {
  return Object.fromEntries(
    values.map((value) => {
      const level = mean(scoresOf(only(it, (text) => text[kind] === value).judgedBaseline, task));
      return [value, isInsufficient(level) ? null : level];
    }),
  );
}

/** The order of labels, with a mixed text in the middle. */
const RANK: Readonly<Record<string, number>> = { negative: 0, neutral: 1, mixed: 1, positive: 2 };

/** C2 of one term: how often it changes the label, and in which direction. */
export function labelDraft(
  it: Swapped,
  noise: Measured,
  name: (axis: string) => string,
  policy: Policy,
): Draft {
  const labels = Float64Array.from(it.judged, ({ label }, i) =>
    Number(label === it.judgedBaseline[i]!.label),
  );
  const ones = new Float64Array(labels.length).fill(1);
  const { swap, ...pending } = pendingLabelSwap(labels, ones, settingsOf(noise, 'C2', policy));
  const limits = policy.limits.C2;
  const positive = (judged: readonly SwapJudgement[]) =>
    judged.map(({ label }) => Number(label === 'positive'));
  const distance = labelDistance(positive(it.judged), positive(it.judgedBaseline));
  const moves = it.judged.map(({ label }, i) => RANK[label]! - RANK[it.judgedBaseline[i]!.label]!);
  const [up, down] = [moves.filter((move) => move > 0).length, moves.filter((move) => move < 0).length];
  const direction = mcNemarExact(down, up);
  return {
    ...{ check: 'C2', metric: 'flip_rate', task: 'the label', scale: 'difference' },
    ...{ attribute: name(it.axis), group: it.term, reference: it.baseline },
    groupRows: it.texts.length,
    referenceRows: it.texts.length,
    ...{ test: 'exact binomial, against the warn limit', warnLimit: limits.warn, failLimit: limits.fail },
    method: {
      label_distance: isInsufficient(distance) ? null : distance,
      placebo_noise: isInsufficient(noise) ? null : noise,
      ...(isInsufficient(swap) ? {} : { changed: swap.toZero, of: swap.pairs }),
      ...{ more_positive: up, more_negative: down },
      direction_p: isInsufficient(direction) ? null : direction,
      ...apart(it, flipRate),
    },
    pending,
  };
}

/** C3 of each axis: the term with most false alarms against the median one. */
export function toxicityDrafts(
  identity: readonly Swapped[],
  name: (axis: string) => string,
  policy: Policy,
): Draft[] {
  const limits = policy.limits.C3;
  const rule = gapRule(limits, policy);
  const toxic = (it: SwapJudgement) => (it.toxicity ?? 0) >= policy.toxicity;
  return [...Map.groupBy(identity, ({ axis }) => axis)].map(([axis, members]) => {
    const alarms = (term: string, judged: readonly SwapJudgement[]): TermAlarms => ({
      ...{ term, rows: judged.length, successes: judged.filter(toxic).length },
    });
    const terms = [
      alarms(members[0]!.baseline, members[0]!.judgedBaseline),
      ...members.map((it) => alarms(it.term, it.judged)),
    ];
    const found = alarmGap(terms);
    const rows = members[0]!.texts.length;
    const shares = Object.fromEntries(terms.map((it) => [it.term, it.successes / it.rows]));
    const base = {
      ...{ check: 'C3', metric: 'false_alarm_gap', task: 'toxic', scale: 'difference' as const },
      ...{ attribute: name(axis), groupRows: rows, referenceRows: rows },
      test: "Fisher's exact, times the number of terms",
      ...{ warnLimit: limits.warn, failLimit: limits.fail, method: { shares } },
    };
    if (isInsufficient(found)) {
      const evidence = { value: found, interval: found, rows, denominator: rows };
      const { term } = terms[0]!;
      return { ...base, group: term, reference: term, pending: { evidence, p: found, rule } };
    }
    const { term, medianTerm, gap, p } = found;
    const value = isInsufficient(gap) ? gap : gap.value;
    return {
      ...base,
      ...{ group: term, reference: medianTerm },
      ...{ groupValue: shares[term]!, referenceValue: shares[medianTerm]! },
      pending: { evidence: { value, interval: gap, rows: found.rows, denominator: found.rows }, p, rule },
    };
  });
}
