import type { EvidenceRecord } from '../../domain/audit-record.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { pairedPower } from '../../statistics/tests/power.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { labelDraft, scoreDraft, toxicityDrafts } from './drafts.ts';
import { counterfactualTokenGap, placeboNoise, scoreDeviation, scoreRange } from './measures.ts';
import { PLACEBO, type SwapSuite, type SwapText } from './suite/suite.ts';
import {
  fitting,
  flipRate,
  meanShift,
  PROBABILITY,
  SCORE_NAMES,
  type SwapJudgement,
  type Swapped,
  scoresOf,
  swappedTerms,
  type Task,
} from './terms.ts';

/** How far the scores of an axis lie apart over its terms, for the report. */
export interface AxisSpread {
  readonly axis: string;
  readonly language: string;
  readonly task: string;
  /** ScoreDev and ScoreRange (Prabhakaran et al. 2019), counterfactual token fairness gap (Garg et al. 2019). */
  readonly deviation: number | null;
  readonly range: number | null;
  readonly tokenGap: number | null;
  /** The 95th percentile of |effect| of placebo swaps. */
  readonly noise: number | null;
}

interface SwapFindings {
  /** C1 and C2 by term, C3 by axis; effects by role and polarity are in `method`. */
  readonly drafts: readonly Draft[];
  /** The templates that move most, by draft. */
  readonly evidence: ReadonlyMap<Draft, readonly EvidenceRecord[]>;
  readonly spreads: readonly AxisSpread[];
  /** Notes on the suite: power, carriers that were left out. */
  readonly notes: readonly string[];
}

/**
 * Counterfactual checks over a suite of templates: C1 score swap, C2 label flips, C3 toxicity of harmless sentences. The
 * unit is the template. An effect counts only beyond the noise of placebo words.
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

/** Pairs shown as evidence, at most. */
const PAIRS_SHOWN = 5;

function mostMoved({ term, texts, judged, judgedBaseline }: Swapped, task: Task): EvidenceRecord[] {
  const of = PROBABILITY[task];
  return texts
    .map((text, i) => ({ text, shift: of(judged[i]!) - of(judgedBaseline[i]!) }))
    .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift) || (a.text.template < b.text.template ? -1 : 1))
    .slice(0, PAIRS_SHOWN)
    .map(({ text, shift }) => pairOf(text, term, shift, `${SCORE_NAMES[task]} moves by ${shift.toFixed(2)}`));
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
    `The model's label equals that of the carrier for ${agreeing} of ${templates} templates without any word of identity in ${language}; flips (C2) are counted among those.`,
    ...(templates < 200
      ? [`Fewer than 200 templates in ${language}: its checks can warn, and not fail.`]
      : []),
    ...(toxic ? [] : ['The model has no toxicity, so C3 was not audited.']),
  ];
}
