import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logit } from '../src/analysis/topics/direction.ts';
import { drawn, nlupp, type TopicRows } from './topic-data.ts';

/**
 * `node bench/topic-calibration.ts`: fits the calibration of probabilities of topics and writes
 * src/analysis/topics/calibration.json. Only folds 0 to 9 of NLU++ (both domains) are used: examples from folds 0 to 4,
 * rows of folds 5 to 9. bench/topics.ts measures on folds 10 to 19, and on Banking77. Run it after a change of the
 * model's weights, or of how topics are judged.
 */
const FILE = join(import.meta.dirname, '../src/analysis/topics/calibration.json');
const DRAWS = 2;
/** Pairs less likely than this are never shown, and are too many to decide the fit. */
const LEAST = 0.15;

interface Pair {
  readonly logit: number;
  readonly real: boolean;
}

/** Logits before the calibration, of topics and rows that no judge has seen. */
function pairsOf(rows: TopicRows & { folds: number[] }, each: number): Pair[] {
  const all = rows.folds.map((_, row) => row);
  const pairs: Pair[] = [];
  for (let draw = 1; draw <= (each === 0 ? 1 : DRAWS); draw++) {
    const training = all.filter((row) => rows.folds[row]! < 5);
    const examples = each === 0 ? [] : drawn(rows, training, each, draw);
    const testing = all.filter((row) => rows.folds[row]! >= 5 && rows.folds[row]! < 10);
    for (const topic of rows.labels[0]!.keys()) {
      const judge = rows.judge(topic, examples);
      const { slope, offset } = judge.calibration;
      for (const row of testing) {
        const value = (rows.logit(judge, row) - offset) / slope;
        pairs.push({ logit: value, real: rows.labels[row]![topic]! });
      }
    }
  }
  return pairs.filter((pair) => pair.logit >= logit(LEAST));
}

/** Platt (1999): logistic regression of the label on the logit, by Newton's method. */
function platt(pairs: readonly Pair[]): { slope: number; offset: number } {
  let [slope, offset] = [1, 0];
  for (let step = 0; step < 50; step++) {
    let [ga, gb, aa, ab, bb] = [0, 0, 0, 0, 0];
    for (const { logit: x, real } of pairs) {
      const p = 1 / (1 + Math.exp(-(slope * x + offset)));
      const [error, weight] = [p - Number(real), p * (1 - p)];
      ga += error * x;
      gb += error;
      aa += weight * x * x;
      ab += weight * x;
      bb += weight;
    }
    const determinant = aa * bb - ab * ab;
    slope -= (bb * ga - ab * gb) / determinant;
    offset -= (aa * gb - ab * ga) / determinant;
  }
  return { slope: Math.round(slope * 1e3) / 1e3, offset: Math.round(offset * 1e3) / 1e3 };
}

const domains = [await nlupp('hotels'), await nlupp('banking')];
const of = (counts: readonly number[]) =>
  platt(counts.flatMap((each) => domains.flatMap((rows) => pairsOf(rows, each))));
const fitted = { description: of([0, 4]), head: of([8, 32]) };
writeFileSync(FILE, `${JSON.stringify(fitted, null, 2)}\n`);
console.log(fitted);
