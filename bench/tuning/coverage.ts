import { allocate, interleaved, type SourceLanguage } from '../../src/analysis/review/strata.ts';
import { accuracyOfSample, type SampledItem } from '../../src/audit/labelled/sampled-accuracy.ts';
import { CALIBRATION_EDGES } from '../../src/audit/labelled/score-quality.ts';
import { strangers } from '../../src/domain/crowd.ts';
import { binOf } from '../../src/statistics/bins.ts';
import { normalQuantile } from '../../src/statistics/distributions/distributions.ts';
import {
  drawIndex,
  drawUniform,
  generatorOf,
  type RandomGenerator,
} from '../../src/statistics/distributions/random.ts';

/** How often the intervals of a weekly sample cover the truth, by simulation. */
export interface Coverage {
  readonly scenario: string;
  readonly measure: 'accuracy' | 'recall of the rarest class' | 'mean F1' | 'calibration error';
  /** Simulated samples that have the measure. */
  readonly samples: number;
  /** Share of them whose 95 % interval covers the value of the population. */
  readonly covered: number;
  /** Mean width of the intervals. */
  readonly width: number;
}

interface Scenario {
  readonly name: string;
  readonly strata: readonly [least: number, most: number];
  readonly comments: readonly [least: number, most: number];
  readonly accuracy: readonly [least: number, most: number];
  readonly sample: number;
  /** Share of the sample that people get through, from its start. */
  readonly labelled: readonly [least: number, most: number];
}

const WEEKLY: Scenario = {
  name: 'weekly sample, 120 comments',
  ...{ strata: [1, 12], comments: [500, 5_000], accuracy: [0.6, 0.95], sample: 120, labelled: [1, 1] },
};
const SCENARIOS: readonly Scenario[] = [
  WEEKLY,
  { ...WEEKLY, name: 'part of it labelled', labelled: [0.3, 1] },
  { ...WEEKLY, name: '30 to 60 small strata', strata: [30, 60] },
  { ...WEEKLY, name: '150 to 400 comments in all', comments: [150, 400] },
  { ...WEEKLY, name: 'model right in 90 to 98 %', accuracy: [0.9, 0.98] },
  { ...WEEKLY, name: '30 comments', sample: 30 },
  { ...WEEKLY, name: '400 comments', sample: 400, comments: [1_000, 5_000] },
];

const CLASSES = ['positive', 'mixed', 'negative', 'neutral'] as const;
const SHARES = [0.55, 0.2, 0.15, 0.1];
const RAREST = 3;
/** Standard deviation of the log odds of being right, between strata: 0.5 moves 80 % to 70 or 88 %. */
const BETWEEN_STRATA = 0.5;

interface Comment {
  readonly label: number;
  readonly answer: number;
  readonly score: number;
}

/** Each run makes a population of its own, draws and labels a sample of it, and measures as `verbatim accuracy` does. */
export function intervalCoverage(runs = 1_000, seed = 1): Coverage[] {
  return SCENARIOS.flatMap((scenario, i) => {
    const generator = generatorOf(seed * SCENARIOS.length + i);
    const found = new Map<Coverage['measure'], { samples: number; covered: number; width: number }>();
    for (let run = 0; run < runs; run++) {
      const population = populationOf(scenario, generator);
      const items = sampleOf(population, scenario, generator);
      const comments = [...population.values()].flat();
      for (const [measure, low, high] of intervalsOf(items)) {
        const truth = truthOf(comments, measure);
        const sums = found.get(measure) ?? { samples: 0, covered: 0, width: 0 };
        sums.samples++;
        if (low - 1e-9 <= truth && truth <= high + 1e-9) sums.covered++;
        sums.width += high - low;
        found.set(measure, sums);
      }
    }
    // A measure that most samples are too small for is of the few lucky ones.
    const usual = [...found].filter(([, { samples }]) => samples > runs / 2);
    return usual.map(([measure, { samples, covered, width }]) => ({
      ...{ scenario: scenario.name, measure, samples },
      ...{ covered: covered / samples, width: width / samples },
    }));
  });
}

const between = (generator: RandomGenerator, [least, most]: readonly [number, number]) =>
  least + drawUniform(generator) * (most - least);

function populationOf(scenario: Scenario, generator: RandomGenerator): Map<SourceLanguage, Comment[]> {
  const count = Math.round(between(generator, scenario.strata));
  const all = scenario.comments[0] * (scenario.comments[1] / scenario.comments[0]) ** drawUniform(generator);
  const parts = Array.from({ length: count }, (_, i) => (0.3 + drawUniform(generator)) / (i + 1));
  const sum = parts.reduce((total, part) => total + part, 0);
  const accuracy = between(generator, scenario.accuracy);
  return new Map(
    parts.map((part, i) => {
      const size = Math.max(1, Math.round((all * part) / sum));
      const shift = BETWEEN_STRATA * normalQuantile((drawUniform(generator) + 1e-9) / (1 + 2e-9));
      const own = 1 / (1 + ((1 - accuracy) / accuracy) * Math.exp(-shift));
      const stratum = { source: `source ${i % 4}`, language: `language ${i >> 2}`, size };
      return [stratum, Array.from({ length: size }, () => commentOf(own, generator))];
    }),
  );
}

/** A model that is a little too sure. */
function commentOf(right: number, generator: RandomGenerator): Comment {
  const spread = 0.3 * (drawUniform(generator) - 0.5);
  const chance = Math.min(0.99, Math.max(0.3, right + spread));
  let label = 0;
  for (let left = drawUniform(generator) - SHARES[0]!; left > 0 && label < RAREST; left -= SHARES[label]!) {
    label++;
  }
  const isRight = drawUniform(generator) < chance;
  const answer = isRight ? label : (label + 1 + drawIndex(generator, CLASSES.length - 1)) % CLASSES.length;
  return { label, answer, score: Math.min(0.999, chance + 0.05) };
}

function sampleOf(
  population: ReadonlyMap<SourceLanguage, Comment[]>,
  { sample, labelled }: Scenario,
  generator: RandomGenerator,
): SampledItem[] {
  const strata = allocate([...population.keys()], sample);
  const drawn = strata.map(({ members, rows }) => {
    const comments = members.flatMap((member) => population.get(member)!);
    for (let i = 0; i < rows; i++) {
      const other = i + drawIndex(generator, comments.length - i);
      [comments[i], comments[other]] = [comments[other]!, comments[i]!];
    }
    return comments.slice(0, rows);
  });
  const order = interleaved(drawn.map(({ length }) => length));
  const done = Math.round(order.length * between(generator, labelled));
  return order.map(({ stratum, place }, i): SampledItem => {
    const { label, answer, score } = drawn[stratum]![place]!;
    const { name, size } = strata[stratum]!;
    return {
      ...{ range: 'all', stratum: name, stratumSize: size, levels: [], people: strangers(1) },
      labels: i < done ? [{ task: 'sentiment', labeller: 'one', value: CLASSES[label]! }] : [],
      answers: new Map([['sentiment', { value: CLASSES[answer]!, score }]]),
    };
  });
}

type Measured = readonly [measure: Coverage['measure'], low: number, high: number];

function intervalsOf(items: readonly SampledItem[]): Measured[] {
  const labels = items.flatMap((item) => item.labels.map(({ value }) => value));
  // The mean F1 leaves out classes with fewer than five labels, and is then of something else.
  const isWhole = CLASSES.every((name) => labels.filter((label) => label === name).length >= 5);
  return accuracyOfSample(items, []).flatMap(({ measure, class: of, low, high }): Measured[] => {
    if (measure === 'accuracy') return [['accuracy', low, high]];
    if (measure === 'recall' && of === CLASSES[RAREST]) return [['recall of the rarest class', low, high]];
    if (measure === 'f1' && isWhole) return [['mean F1', low, high]];
    return measure === 'calibration' ? [['calibration error', low, high]] : [];
  });
}

function truthOf(comments: readonly Comment[], measure: Coverage['measure']): number {
  const share = (rows: readonly Comment[]) =>
    rows.filter(({ label, answer }) => label === answer).length / rows.length;
  if (measure === 'accuracy') return share(comments);
  if (measure === 'recall of the rarest class')
    return share(comments.filter(({ label }) => label === RAREST));
  if (measure === 'mean F1') {
    const each = CLASSES.map((_, one) => {
      const hits = comments.filter(({ label, answer }) => label === one && answer === one).length;
      const named = comments.reduce(
        (sum, it) => sum + Number(it.label === one) + Number(it.answer === one),
        0,
      );
      return (2 * hits) / named;
    });
    return each.reduce((sum, f1) => sum + f1, 0) / CLASSES.length;
  }
  const surpluses = new Float64Array(CALIBRATION_EDGES.length - 1);
  for (const { label, answer, score } of comments) {
    surpluses[binOf(score, CALIBRATION_EDGES)]! += Number(label === answer) - score;
  }
  return surpluses.reduce((sum, surplus) => sum + Math.abs(surplus), 0) / comments.length;
}
