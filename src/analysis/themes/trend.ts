import { type Estimate, Z_95 } from '../../statistics/intervals/intervals.ts';

/** Comments per day, without gaps. */
export interface DailyCounts {
  /** Comments with the theme. */
  readonly counts: ArrayLike<number>;
  /** All comments, for the same days. Days without comments are ignored. */
  readonly totals: ArrayLike<number>;
  /** People who wrote the comments of the last days that are tested; left out: as many as comments. */
  readonly people?: number;
}

/**
 * The factor by which the share of a theme grows in a week: 1 is steady, 1.5 is 50 % more. Log-linear quasi-Poisson
 * regression of the counts on the day, with log totals as offset (McCullagh & Nelder 1989, chapter 6); the interval
 * includes the dispersion. Null with fewer than three days or five comments.
 */
export function trend({ counts, totals }: DailyCounts): Estimate | null {
  const known = [...Array(counts.length).keys()].filter((day) => totals[day]! > 0);
  const all = known.reduce((sum, day) => sum + counts[day]!, 0);
  if (known.length < 3 || all < 5) return null;
  const middle = known.reduce((sum, day) => sum + day, 0) / known.length;
  let intercept = Math.log(all / known.reduce((sum, day) => sum + totals[day]!, 0));
  let slope = 0;
  const expected = (day: number) => totals[day]! * Math.exp(intercept + slope * (day - middle));
  const information = () =>
    known.reduce(
      ([a, b, c], day) => {
        const [weight, x] = [expected(day), day - middle];
        return [a + weight, b + weight * x, c + weight * x * x] as const;
      },
      [0, 0, 0] as readonly [number, number, number],
    );
  for (let round = 0; round < 50; round++) {
    const [a, b, c] = information();
    const left = known.map((day) => counts[day]! - expected(day));
    const u = left.reduce((sum, value) => sum + value, 0);
    const v = left.reduce((sum, value, i) => sum + value * (known[i]! - middle), 0);
    const step = (a * v - b * u) / (a * c - b * b);
    intercept += (c * u - b * v) / (a * c - b * b);
    slope += step;
    if (Math.abs(step) < 1e-12) break;
  }
  const [a, b, c] = information();
  const chi = known.reduce((sum, day) => sum + (counts[day]! - expected(day)) ** 2 / expected(day), 0);
  const error = Math.sqrt(((chi / (known.length - 2)) * a) / (a * c - b * b));
  const [value, low, high] = [slope, slope - Z_95 * error, slope + Z_95 * error].map((it) =>
    Math.exp(it * 7),
  ) as [number, number, number];
  return Number.isFinite(value) && Number.isFinite(high) ? { value, low, high } : null;
}
