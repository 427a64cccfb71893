import { drawUniform, generatorOf, type RandomGenerator } from '../../src/statistics/distributions/random.ts';

/** How much a world varies though nothing happens in it. */
export interface Unrest {
  readonly name: string;
  /** Variance of the count of a day over that of independent comments. */
  readonly dispersion: number;
  /** Standard deviation of the logarithm of a share or volume, which wanders from day to day (AR 1, 0.95). */
  readonly wander: number;
}

export interface Topic {
  /** Share of comments that complain about it. */
  readonly share: number;
  /** First day on which the share is doubled; null: never. */
  readonly doubledFrom: number | null;
}

/** Counts of one source: comments of each day, and of them those of each kind. */
export interface SourceCounts {
  readonly comments: Float64Array;
  readonly topics: readonly Float64Array[];
  readonly themes: readonly Float64Array[];
  readonly negative: Float64Array;
  readonly toxic: Float64Array;
}

const WEEKDAYS = [1.1, 1.1, 1, 1, 1.1, 0.9, 0.8];
const PERSISTENCE = 0.95;

/** Random numbers of laws that a simulation needs, from a seed. */
export class Draws {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = generatorOf(seed);
  }

  uniform(): number {
    return drawUniform(this.#generator);
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Knuth (1969), in parts of fifty: a sum of Poisson counts is one. */
  poisson(mean: number): number {
    let [left, n] = [mean, 0];
    while (left > 0) {
      const part = Math.min(left, 50);
      left -= part;
      const limit = Math.exp(-part);
      for (let product = this.uniform(); product > limit; product *= this.uniform()) n++;
    }
    return n;
  }

  /** Marsaglia and Tsang (2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Negative binomial of this mean; its variance is `dispersion` times the mean. */
  count(mean: number, dispersion: number): number {
    if (dispersion <= 1 || mean === 0) return this.poisson(mean);
    return this.poisson(this.gamma(mean / (dispersion - 1)) * (dispersion - 1));
  }
}

/** Counts of a source that brings so many comments a day, in which nothing changes but `topics` say so. */
export function sourceCounts(
  draws: Draws,
  {
    days,
    perDay,
    topics,
    themes,
    unrest,
  }: {
    readonly days: number;
    readonly perDay: number;
    readonly topics: readonly Topic[];
    readonly themes: readonly number[];
    readonly unrest: Unrest;
  },
): SourceCounts {
  const { dispersion, wander } = unrest;
  const wandering = () => {
    let at = draws.normal() * wander;
    return () => {
      const now = Math.exp(at - wander ** 2 / 2);
      at = PERSISTENCE * at + Math.sqrt(1 - PERSISTENCE ** 2) * wander * draws.normal();
      return now;
    };
  };
  // Volumes vary more than shares.
  const volume = wandering();
  const comments = Float64Array.from({ length: days }, (_, day) =>
    draws.count(perDay * WEEKDAYS[day % 7]! * volume(), 2 * dispersion),
  );
  const series = (share: (day: number) => number) => {
    const factor = wandering();
    return Float64Array.from(comments, (n, day) =>
      Math.min(n, draws.count(n * share(day) * factor(), dispersion)),
    );
  };
  return {
    comments,
    topics: topics.map(({ share, doubledFrom }) =>
      series((day) => share * (doubledFrom !== null && day >= doubledFrom ? 2 : 1)),
    ),
    themes: themes.map((share) => series(() => share)),
    negative: series(() => 0.3),
    toxic: series(() => 0.02),
  };
}
