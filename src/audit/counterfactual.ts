import type { EvidenceRecord } from '../domain/audit-record.ts';
import type { Draft } from './draft.ts';
import { insufficient, isInsufficient, type Measured } from './insufficient.ts';
import { pendingNeutralCarriers, type TermAlarms } from './neutral-carriers.ts';
import type { Policy } from './policy.ts';
import { pairedPower } from './power.ts';
import { LABEL_SWAP, pendingLabelSwap, pendingScoreSwap, type SwapSettings } from './swap-audit.ts';
import { PLACEBO, type SwapSuite, type SwapText } from './swap-suite/suite.ts';
import { counterfactualTokenGap, labelDistance, placeboNoise, scoreDeviation, scoreRange } from './swaps.ts';

/** What a model says of one sentence of a suite. */
export interface SwapJudgement {
  /** Probabilities, 0..1. */
  readonly negative: number;
  readonly positive: number;
  /** null where the model does not tell. */
  readonly toxicity: number | null;
  readonly label: string;
}

/** How far the scores of an axis lie apart over its terms, for the report. */
export interface AxisSpread {
  readonly axis: string;
  readonly language: string;
  readonly task: string;
  /** ScoreDev and ScoreRange (Prabhakaran et al. 2019), counterfactual token fairness gap (Garg et al. 2019). */
  readonly deviation: number | null;
  readonly range: number | null;
  readonly tokenGap: number | null;
  /** The size that 95 % of placebo effects stay below. */
  readonly noise: number | null;
}

export interface SwapFindings {
  /** C1 and C2 by term, C3 by axis; what the person's role and the sentence's polarity do is in `method`. */
  readonly drafts: readonly Draft[];
  /** The templates that move most, of each draft that has some. */
  readonly evidence: ReadonlyMap<Draft, readonly EvidenceRecord[]>;
  readonly spreads: readonly AxisSpread[];
  /** What to know of the suite: power, carriers that were left out. */
  readonly notes: readonly string[];
}

type Task = 'positive' | 'negative' | 'toxic';
const PROBABILITY: Readonly<Record<Task, (it: SwapJudgement) => number>> = {
  positive: (it) => it.positive,
  negative: (it) => it.negative,
  toxic: (it) => it.toxicity ?? 0,
};
const TOLD: Readonly<Record<Task, string>> = {
  positive: 'the positive score',
  negative: 'the negative score',
  toxic: 'the toxicity score',
};

/** The judgements of one term over some templates, and those of its baseline over the same. */
interface Swapped {
  readonly axis: string;
  readonly term: string;
  readonly baseline: string;
  readonly texts: readonly SwapText[];
  readonly judged: readonly SwapJudgement[];
  readonly judgedBaseline: readonly SwapJudgement[];
}

/**
 * Counterfactual checks over a suite of templates (C1 score swap, C2 label flips, C3 toxicity of harmless sentences):
 * unit is the template, an effect counts only beyond what words without a meaning do.
 * @param judgements one for each text of the suite, in its order
 */
export function swapChecks(
  suite: SwapSuite,
  judgements: readonly SwapJudgement[],
  policy: Policy,
): SwapFindings {
  const all = swappedTerms(suite.texts, judgements);
  const placebo = all.filter(({ axis }) => axis === PLACEBO);
  const identity = all.filter(({ axis }) => axis !== PLACEBO);
  const toxic = judgements.some(({ toxicity }) => toxicity !== null);
  const tasks: Task[] = toxic ? ['positive', 'negative', 'toxic'] : ['positive', 'negative'];
  const name = (axis: string) => `${axis} (${suite.language})`;
  const checks = new Set<string>(policy.checks);
  const drafts: Draft[] = [];
  const evidence = new Map<Draft, readonly EvidenceRecord[]>();
  const add = (draft: Draft, behind: readonly EvidenceRecord[]) => {
    drafts.push(draft);
    evidence.set(draft, behind);
  };
  if (checks.has('C1')) {
    for (const task of tasks) {
      const noise = placeboNoise(placebo.map((it) => meanShift(it, task)));
      for (const it of identity) add(scoreDraft(it, task, noise, name, policy), mostMoved(it, task));
    }
  }
  if (checks.has('C2')) {
    const noise = placeboNoise(placebo.map((it) => flipRate(fitting(it))));
    for (const it of identity) add(labelDraft(fitting(it), noise, name, policy), flipped(fitting(it)));
  }
  if (checks.has('C3') && toxic) for (const draft of toxicityDrafts(identity, name, policy)) add(draft, []);
  return {
    drafts,
    evidence,
    spreads: tasks.flatMap((task) =>
      spreadsOf(identity, task, placeboNoise(placebo.map((it) => meanShift(it, task))), suite.language),
    ),
    notes: notesOf(suite, identity, toxic),
  };
}

/** Only carriers that the model reads as they are meant. */
const fitting = (it: Swapped): Swapped =>
  only(it, (text, i) => it.judgedBaseline[i]!.label === text.polarity);

/** Pairs that stand behind a finding. */
const PAIRS_SHOWN = 5;

function mostMoved({ term, texts, judged, judgedBaseline }: Swapped, task: Task): EvidenceRecord[] {
  const of = PROBABILITY[task];
  return texts
    .map((text, i) => ({ text, shift: of(judged[i]!) - of(judgedBaseline[i]!) }))
    .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift) || (a.text.template < b.text.template ? -1 : 1))
    .slice(0, PAIRS_SHOWN)
    .map(({ text, shift }) => pairOf(text, term, shift, `${TOLD[task]} moves by ${shift.toFixed(2)}`));
}

function flipped({ term, texts, judged, judgedBaseline }: Swapped): EvidenceRecord[] {
  return texts
    .flatMap((text, i) => {
      const [before, after] = [judgedBaseline[i]!.label, judged[i]!.label];
      return before === after ? [] : [pairOf(text, term, null, `${before} becomes ${after}`)];
    })
    .slice(0, PAIRS_SHOWN);
}

function pairOf(text: SwapText, term: string, score: number | null, why: string): EvidenceRecord {
  return { feedbackId: null, pair: `${text.template} ${term}: ${text.text}`, role: 'example', score, why };
}

function swappedTerms(texts: readonly SwapText[], judgements: readonly SwapJudgement[]): Swapped[] {
  const groups = Map.groupBy(
    texts.map((text, i) => ({ text, judgement: judgements[i]! })),
    ({ text }) => JSON.stringify([text.axis, text.isBaseline ? '' : text.term]),
  );
  const ofAxis = (axis: string) => groups.get(JSON.stringify([axis, '']))!;
  return [...groups.values()]
    .filter(([first]) => !first!.text.isBaseline)
    .map((members) => {
      const { axis, term } = members[0]!.text;
      const baseline = ofAxis(axis);
      return {
        ...{ axis, term, baseline: baseline[0]!.text.term },
        texts: members.map(({ text }) => text),
        judged: members.map(({ judgement }) => judgement),
        judgedBaseline: baseline.map(({ judgement }) => judgement),
      };
    });
}

function only(it: Swapped, keep: (text: SwapText, i: number) => boolean): Swapped {
  const kept = it.texts.map(keep);
  const of = <T>(values: readonly T[]) => values.filter((_, i) => kept[i]);
  return { ...it, texts: of(it.texts), judged: of(it.judged), judgedBaseline: of(it.judgedBaseline) };
}

const scoresOf = (judged: readonly SwapJudgement[], task: Task) =>
  Float64Array.from(judged, PROBABILITY[task]);
const meanOf = (values: Float64Array): Measured =>
  values.length === 0
    ? insufficient('no_rows')
    : values.reduce((sum, value) => sum + value, 0) / values.length;

function meanShift({ judged, judgedBaseline }: Swapped, task: Task): number {
  const mean = meanOf(scoresOf(judged, task).map((value, i) => value - scoresOf(judgedBaseline, task)[i]!));
  return isInsufficient(mean) ? 0 : mean;
}

function flipRate({ judged, judgedBaseline }: Swapped): number {
  const changed = judged.filter(({ label }, i) => label !== judgedBaseline[i]!.label).length;
  return judged.length === 0 ? 0 : changed / judged.length;
}

function settingsOf(noise: Measured, { resamples, seed }: Policy): SwapSettings {
  return { resamples, seed, ...(isInsufficient(noise) ? {} : { noise }) };
}

function scoreDraft(
  it: Swapped,
  task: Task,
  noise: Measured,
  name: (axis: string) => string,
  policy: Policy,
): Draft {
  const [scores, baselineScores] = [scoresOf(it.judged, task), scoresOf(it.judgedBaseline, task)];
  const swapped = { term: it.term, scores, baselineScores, labels: [], baselineLabels: [] };
  const { swap, ...pending } = pendingScoreSwap(swapped, settingsOf(noise, policy));
  const limits = policy.limits.C1;
  const p = (test: Measured<{ readonly p: number }>) => (isInsufficient(test) ? null : test.p);
  return {
    ...{ check: 'C1', metric: 'mean_paired_difference', task: TOLD[task], scale: 'difference' },
    ...{ attribute: name(it.axis), group: it.term, reference: it.baseline },
    groupValue: meanOf(scores),
    referenceValue: meanOf(baselineScores),
    groupRows: swap.pairs,
    referenceRows: swap.pairs,
    ...{ effect: swap.cohensDz, effectName: "Cohen's dz", test: 'paired t' },
    ...(isInsufficient(swap.pairedT) ? {} : { statistic: swap.pairedT.statistic }),
    ...{ warnLimit: limits.warn, failLimit: limits.fail },
    method: {
      ...{ wilcoxon_p: p(swap.wilcoxon), sign_flip_p: p(swap.signFlip), seed: policy.seed },
      placebo_noise: isInsufficient(noise) ? null : noise,
      by_role: shiftsBy(it, task, ({ role }) => role),
      by_polarity: shiftsBy(it, task, ({ polarity }) => polarity),
    },
    pending: { ...pending, rule: { ...pending.rule, limits: limitsOf(limits) } },
  };
}

/** Mean shift of the templates of each kind. */
function shiftsBy(it: Swapped, task: Task, kindOf: (text: SwapText) => string): Record<string, number> {
  const kinds = [...new Set(it.texts.map(kindOf))];
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      meanShift(
        only(it, (text) => kindOf(text) === kind),
        task,
      ),
    ]),
  );
}

function labelDraft(it: Swapped, noise: Measured, name: (axis: string) => string, policy: Policy): Draft {
  const labels = Float64Array.from(it.judged, ({ label }, i) =>
    Number(label === it.judgedBaseline[i]!.label),
  );
  const ones = new Float64Array(labels.length).fill(1);
  const swapped = { term: it.term, scores: [], baselineScores: [], labels, baselineLabels: ones };
  const { swap, ...pending } = pendingLabelSwap(swapped, settingsOf(noise, policy));
  const limits = policy.limits.C2;
  const positive = (judged: readonly SwapJudgement[]) =>
    judged.map(({ label }) => Number(label === 'positive'));
  const distance = labelDistance(positive(it.judged), positive(it.judgedBaseline));
  const standard = limits.warn === LABEL_SWAP.limits.warn.high;
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
    },
    pending: standard ? pending : { ...pending, rule: { ...pending.rule, limits: limitsOf(limits) } },
  };
}

function toxicityDrafts(
  identity: readonly Swapped[],
  name: (axis: string) => string,
  policy: Policy,
): Draft[] {
  const limits = policy.limits.C3;
  const toxic = (it: SwapJudgement) => (it.toxicity ?? 0) >= policy.toxicity;
  return [...Map.groupBy(identity, ({ axis }) => axis)].map(([axis, members]) => {
    const alarms = (term: string, judged: readonly SwapJudgement[]): TermAlarms => ({
      ...{ term, rows: judged.length, successes: judged.filter(toxic).length },
    });
    const terms = [
      alarms(members[0]!.baseline, members[0]!.judgedBaseline),
      ...members.map((it) => alarms(it.term, it.judged)),
    ];
    const found = pendingNeutralCarriers(terms);
    const rows = members[0]!.texts.length;
    const shares = Object.fromEntries(terms.map((it) => [it.term, it.successes / it.rows]));
    return {
      ...{ check: 'C3', metric: 'false_alarm_gap', task: 'toxic', scale: 'difference' },
      attribute: name(axis),
      group: isInsufficient(found) ? terms[0]!.term : found.term,
      reference: isInsufficient(found) ? terms[0]!.term : found.medianTerm,
      ...{ groupRows: rows, referenceRows: rows, test: "Fisher's exact, times the number of terms" },
      ...(isInsufficient(found)
        ? {}
        : { groupValue: shares[found.term]!, referenceValue: shares[found.medianTerm]! }),
      ...{ warnLimit: limits.warn, failLimit: limits.fail, method: { shares } },
      pending: isInsufficient(found)
        ? {
            evidence: { value: found, interval: found, rows, denominator: rows },
            ...{ p: found, rule: { limits: limitsOf(limits) } },
          }
        : { evidence: found.evidence, p: found.p, rule: { limits: limitsOf(limits) } },
    } satisfies Draft;
  });
}

const limitsOf = ({ warn, fail }: { readonly warn: number; readonly fail: number }) => ({
  warn: { low: -warn, high: warn },
  fail: { low: -fail, high: fail },
});

function spreadsOf(
  identity: readonly Swapped[],
  task: Task,
  noise: Measured,
  language: string,
): AxisSpread[] {
  const shown = (value: Measured) => (isInsufficient(value) ? null : value);
  return [...Map.groupBy(identity, ({ axis }) => axis)].map(([axis, members]) => {
    const baseline = scoresOf(members[0]!.judgedBaseline, task);
    const terms = members.map((it) => scoresOf(it.judged, task));
    return {
      ...{ axis, language, task },
      deviation: shown(scoreDeviation([baseline, ...terms])),
      range: shown(scoreRange([baseline, ...terms])),
      tokenGap: shown(counterfactualTokenGap(terms, baseline)),
      noise: shown(noise),
    };
  });
}

function notesOf(suite: SwapSuite, identity: readonly Swapped[], toxic: boolean): string[] {
  const { templates, language } = suite;
  const power = Math.round(100 * pairedPower(templates, 0.2));
  const baseline = identity[0]!;
  const agreeing = baseline.texts.filter(
    (text, i) => baseline.judgedBaseline[i]!.label === text.polarity,
  ).length;
  return [
    `${templates} templates in ${language}: a shift of 0.2 standard deviations is seen with ${power} % power (two-sided, α 0.05, before adjustment).`,
    `The model's label is that of the carrier for ${agreeing} of ${templates} templates without any word of identity in ${language}; flips (C2) are counted among those.`,
    ...(templates < 200
      ? [`Fewer than 200 templates in ${language}: its checks can warn, and not fail.`]
      : []),
    ...(toxic ? [] : ['The model does not tell toxicity, so C3 was not looked at.']),
  ];
}
