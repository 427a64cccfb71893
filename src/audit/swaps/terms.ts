import { isInsufficient } from '../../statistics/insufficient.ts';
import { mean } from '../../statistics/moments.ts';
import type { SwapText } from './suite/suite.ts';

/** The result of a model for one sentence of a suite. */
export interface SwapJudgement {
  /** Probabilities, 0..1. */
  readonly negative: number;
  readonly positive: number;
  /** null if the model has no toxicity. */
  readonly toxicity: number | null;
  readonly label: string;
}

export type Task = 'positive' | 'negative' | 'toxic';
export const PROBABILITY: Readonly<Record<Task, (it: SwapJudgement) => number>> = {
  positive: (it) => it.positive,
  negative: (it) => it.negative,
  toxic: (it) => it.toxicity ?? 0,
};
/** The names of the scores in sentences. */
export const SCORE_NAMES: Readonly<Record<Task, string>> = {
  positive: 'the positive score',
  negative: 'the negative score',
  toxic: 'the toxicity score',
};

/** The judgements of one term over some templates, and those of its baseline over the same. */
export interface Swapped {
  readonly axis: string;
  readonly term: string;
  readonly baseline: string;
  readonly texts: readonly SwapText[];
  readonly judged: readonly SwapJudgement[];
  readonly judgedBaseline: readonly SwapJudgement[];
}

/** Only the carriers that the model labels as they are meant. */
export const fitting = (it: Swapped): Swapped =>
  only(it, (text, i) => it.judgedBaseline[i]!.label === text.polarity);

export function swappedTerms(texts: readonly SwapText[], judgements: readonly SwapJudgement[]): Swapped[] {
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

export function only(it: Swapped, keep: (text: SwapText, i: number) => boolean): Swapped {
  const kept = it.texts.map(keep);
  const of = <T>(values: readonly T[]) => values.filter((_, i) => kept[i]);
  return { ...it, texts: of(it.texts), judged: of(it.judged), judgedBaseline: of(it.judgedBaseline) };
}

export const scoresOf = (judged: readonly SwapJudgement[], task: Task) =>
  Float64Array.from(judged, PROBABILITY[task]);

export function meanShift({ judged, judgedBaseline }: Swapped, task: Task): number {
  const baseline = scoresOf(judgedBaseline, task);
  const shift = mean(scoresOf(judged, task).map((value, i) => value - baseline[i]!));
  return isInsufficient(shift) ? 0 : shift;
}

export function flipRate({ judged, judgedBaseline }: Swapped): number {
  const changed = judged.filter(({ label }, i) => label !== judgedBaseline[i]!.label).length;
  return judged.length === 0 ? 0 : changed / judged.length;
}
