import { type Crowd, peopleIn } from '../../domain/crowd.ts';
import { sampledCalibrationError } from '../../statistics/effects/calibration.ts';
import { krippendorffAlpha } from '../../statistics/effects/krippendorff.ts';
import { sampledMacroF1 } from '../../statistics/effects/macro-f1.ts';
import { type SampledRow, sampledShare } from '../../statistics/effects/sampled-share.ts';
import { isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';
import { DEFAULT_K } from '../verdict/hiding.ts';
import { type LabelledRow, majorityLabel } from './rows.ts';
import { CALIBRATION_EDGES } from './score-quality.ts';

/** A comment of a random sample. */
export interface SampledItem {
  /** Comments that its sample was drawn from. Samples of the same ones are one sample. */
  readonly range: string;
  readonly stratum: string;
  /** Comments of the stratum in the population. */
  readonly stratumSize: number;
  /** Level of each slice, in the order of the slices. */
  readonly levels: readonly string[];
  /** None: nobody has labelled it. */
  readonly labels: LabelledRow['labels'];
  /** What the model says, by task, and how likely it finds that, 0..1; null: it does not tell. */
  readonly answers: ReadonlyMap<string, { readonly value: string; readonly score: number | null }>;
  /** Who wrote it. */
  readonly people: Crowd;
}

export type AccuracyMeasure = 'accuracy' | 'recall' | 'precision' | 'f1' | 'calibration' | 'alpha';

/** One measure of one slice. */
export interface AccuracyRow {
  readonly task: string;
  /** `all`, or the name of a slice. */
  readonly slice: string;
  readonly level: string;
  readonly measure: AccuracyMeasure;
  /** Of recall and precision; else empty. */
  readonly class: string;
  /** Labelled comments that it rests on, of {@link DEFAULT_K} people or more. */
  readonly n: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Labels that a class needs to count in the mean F1. */
const LEAST_OF_CLASS = 5;
const RESAMPLING = { resamples: 2_000, seed: 1 };

/**
 * How often a model is right: of all comments that the samples were drawn from, by task and slice. A comment that several
 * people labelled has the label of most of them; one whose labellers are divided counts for their agreement alone.
 * @param slices names of the levels
 */
export function accuracyOfSample(items: readonly SampledItem[], slices: readonly string[]): AccuracyRow[] {
  const tasks = new Set(items.flatMap(({ labels }) => labels.map(({ task }) => task)));
  return [...tasks].sort().flatMap((task) => {
    const judged = judgedRows(items, task);
    const agreed = items.filter(({ labels }) => labels.filter((label) => label.task === task).length > 1);
    const rows = (slice: string, level: string, isIn: (item: SampledItem) => boolean) => {
      const named = { task, slice, level };
      return [
        ...measures(judged.filter(({ item }) => isIn(item))).map((row) => ({ ...named, ...row })),
        ...agreement(agreed.filter(isIn), task).map((row) => ({ ...named, ...row })),
      ];
    };
    return [
      ...rows('all', 'all', () => true),
      ...slices.flatMap((slice, at) =>
        [...new Set(items.map(({ levels }) => levels[at]!))]
          .sort()
          .flatMap((level) => rows(slice, level, ({ levels }) => levels[at] === level)),
      ),
    ];
  });
}

interface JudgedRow extends SampledRow {
  readonly item: SampledItem;
  readonly label: string;
  readonly answer: string;
  readonly score: number | null;
}

/** The labelled comments of a task, each with the comments of its stratum that it stands for. */
function judgedRows(items: readonly SampledItem[], task: string): JudgedRow[] {
  const strata = [...Map.groupBy(items, ({ range, stratum }) => `${range}\0${stratum}`).values()];
  const sampled = strata.map((members, stratum) => {
    const size = Math.max(...members.map(({ stratumSize }) => stratumSize));
    const rows = members.flatMap((item) => {
      const label = majorityLabel(item, task);
      const answer = item.answers.get(task);
      return label === null || !answer
        ? []
        : [{ item, stratum, label, answer: answer.value, score: answer.score }];
    });
    return { range: members[0]!.range, size, rows };
  });
  // The other strata of a range stand for one without a label.
  return [...Map.groupBy(sampled, ({ range }) => range).values()].flatMap((parts) => {
    const all = parts.reduce((sum, { size }) => sum + size, 0);
    const seen = parts.reduce((sum, { size, rows }) => sum + (rows.length > 0 ? size : 0), 0);
    return parts.flatMap(({ size, rows }) =>
      rows.map((row) => ({ ...row, weight: Math.max(1, ((size / rows.length) * all) / seen) })),
    );
  });
}

type Row = Omit<AccuracyRow, 'task' | 'slice' | 'level'>;

function measures(rows: readonly JudgedRow[]): Row[] {
  const shareOf = (measure: AccuracyMeasure, own: readonly JudgedRow[], name = '') =>
    row(measure, name, own.map(itemOf), sampledShare(own, own.map(isRight)));
  const labels = rows.map(({ label }) => label);
  const answers = rows.map(({ answer }) => answer);
  const classes = [...new Set([...labels, ...answers])].sort();
  const frequent = classes.filter((one) => labels.filter((label) => label === one).length >= LEAST_OF_CLASS);
  const scored = rows.filter(({ score }) => score !== null);
  const scores = scored.map(({ score }) => score!);
  return [
    ...shareOf('accuracy', rows),
    ...classes.flatMap((one) => [
      ...shareOf(
        'recall',
        rows.filter(({ label }) => label === one),
        one,
      ),
      ...shareOf(
        'precision',
        rows.filter(({ answer }) => answer === one),
        one,
      ),
    ]),
    ...(frequent.length < 2
      ? []
      : row('f1', '', rows.map(itemOf), sampledMacroF1(rows, labels, answers, frequent))),
    ...row(
      'calibration',
      '',
      scored.map(itemOf),
      sampledCalibrationError(scored, scored.map(isRight), scores, CALIBRATION_EDGES),
    ),
  ];
}

const itemOf = ({ item }: JudgedRow): SampledItem => item;

const isRight = ({ label, answer }: JudgedRow): number => (label === answer ? 1 : 0);

function agreement(items: readonly SampledItem[], task: string): Row[] {
  const units = items.map(({ labels }) => labels.filter((it) => it.task === task).map(({ value }) => value));
  return row('alpha', '', items, krippendorffAlpha(units, RESAMPLING));
}

function row(
  measure: AccuracyMeasure,
  name: string,
  items: readonly SampledItem[],
  estimate: Measured<Estimate>,
): Row[] {
  if (isInsufficient(estimate) || peopleIn(items.map(({ people }) => people)) < DEFAULT_K) return [];
  const { value, low, high } = estimate;
  return [{ measure, class: name, n: items.length, estimate: value, low, high }];
}
