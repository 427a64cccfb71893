/** More levels make a family of tests in which no small gap is ever found. */
const MOST_LEVELS = 200;

/** The level of comments without a value: missing values are a group of their own. */
export const MISSING = '(missing)';

/** Score buckets of equal width over −1..1. */
export const SCORE_BUCKETS = 100;

/** Small levels pooled as one level, because none of them is large enough alone. */
export const OTHER = '(other)';

/** The sums of one level that an audit without labels needs; no rows. */
export interface LevelSums {
  /** Level of each attribute: one, or two that are crossed. */
  readonly levels: readonly string[];
  readonly rows: number;
  readonly analysed: number;
  readonly failed: number;
  readonly truncated: number;
  readonly unknownLanguage: number;
  readonly lowConfidence: number;
  readonly negative: number;
  readonly positive: number;
  readonly toxicityJudged: number;
  readonly toxic: number;
  readonly lowRated: number;
  readonly lowRatedNegative: number;
  readonly highRated: number;
  readonly highRatedPositive: number;
  readonly scoreMillionths: number;
  /** Rows by {@link SCORE_BUCKETS}. */
  readonly scores: readonly number[];
  readonly emotions: Readonly<Record<string, number>>;
}

const COUNTS = [
  ...(['rows', 'analysed', 'failed', 'truncated', 'unknownLanguage', 'lowConfidence', 'negative'] as const),
  ...(['positive', 'toxicityJudged', 'toxic', 'lowRated', 'lowRatedNegative', 'highRated'] as const),
  ...(['highRatedPositive', 'scoreMillionths'] as const),
] as const;

/** Several levels as one. */
export function mergedLevels(levels: readonly string[], parts: readonly LevelSums[]): LevelSums {
  const counts = Object.fromEntries(
    COUNTS.map((name) => [name, parts.reduce((total, part) => total + part[name], 0)]),
  ) as Record<(typeof COUNTS)[number], number>;
  const emotions: Record<string, number> = {};
  for (const part of parts) {
    for (const [emotion, n] of Object.entries(part.emotions))
      emotions[emotion] = (emotions[emotion] ?? 0) + n;
  }
  const scores = new Array<number>(SCORE_BUCKETS).fill(0);
  for (const part of parts) for (const [bucket, n] of part.scores.entries()) scores[bucket]! += n;
  return { levels, ...counts, scores, emotions };
}

interface PooledLevels {
  /** In the order of their keys. */
  readonly kept: readonly LevelSums[];
  /** Levels that are audited only as part of {@link OTHER}. */
  readonly pooled: readonly LevelSums[];
}

/**
 * Pools levels of fewer than k rows and those beyond the 200 largest: a family of ten thousand tests finds no small gap.
 * Missing values stay a group of their own if there are k of them.
 */
export function pooledLevels(levels: readonly LevelSums[], k: number): PooledLevels {
  const bySize = [...levels].sort((a, b) => b.rows - a.rows || compareKeys(a, b));
  // A level whose own name is (other) is pooled, too.
  const kept = bySize.filter((level, i) => level.rows >= k && i < MOST_LEVELS && keyOf(level) !== OTHER);
  const keptSet = new Set(kept);
  const pooled = bySize.filter((level) => !keptSet.has(level) && level.rows > 0);
  const width = levels[0]?.levels.length ?? 1;
  const other = pooled.length > 0 ? [mergedLevels(new Array(width).fill(OTHER), pooled)] : [];
  return { kept: [...kept.sort(compareKeys), ...other], pooled };
}

function compareKeys(a: LevelSums, b: LevelSums): number {
  const [first, second] = [keyOf(a), keyOf(b)];
  const rank = (key: string) => (key.startsWith(MISSING) ? 1 : 0);
  return rank(first) - rank(second) || (first < second ? -1 : first > second ? 1 : 0);
}

/**
 * The name of a level in results: crossed levels are joined by &, in quotes if they contain one; the pooled level is
 * `(other)`.
 */
export function keyOf({ levels }: Pick<LevelSums, 'levels'>): string {
  if (levels.every((level) => level === OTHER)) return OTHER;
  if (levels.length === 1) return levels[0]!;
  return levels.map((level) => (level.includes(' & ') ? JSON.stringify(level) : level)).join(' & ');
}
