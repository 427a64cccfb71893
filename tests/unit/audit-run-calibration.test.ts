import { expect, test } from 'vitest';
import { type Draft, judgedRecords } from '../../src/audit/draft.ts';
import { errorRates, scoreQuality } from '../../src/audit/labelled.ts';
import { binaryTasks, type LabelledRow } from '../../src/audit/labelled-rows.ts';
import { type LevelSums, mergedLevels, SCORE_BUCKETS } from '../../src/audit/level-sums.ts';
import { observedRates } from '../../src/audit/observed-rates.ts';
import { observedScores } from '../../src/audit/observed-scores.ts';
import { policyOf } from '../../src/audit/policy.ts';
import { drawIndex, drawUniform, generatorOf, type RandomGenerator } from '../../src/audit/random.ts';
import { twoErrors } from '../support/audit-simulation.ts';

/** Whole runs, with every metric of the default policy in its family: how often does anything alarm by chance? */
const policy = policyOf({ resamples: 299 });
const alarms = (drafts: readonly Draft[]) => {
  const records = judgedRecords(drafts, 'observed/declared', {
    adjustment: policy.adjustment,
    hiddenOf: () => null,
  });
  return records.filter(({ status }) => status === 'warn' || status === 'fail');
};

/** A level whose rows are like all others, but for a shift of the score that may be planted. */
function level(generator: RandomGenerator, name: string, rows: number, negativeShare = 0.35): LevelSums {
  const counts = {
    negative: 0,
    positive: 0,
    toxic: 0,
    lowRated: 0,
    lowRatedNegative: 0,
    highRated: 0,
    highRatedPositive: 0,
  };
  const emotions = { joy: 0, anger: 0, love: 0 };
  const scores = new Array<number>(SCORE_BUCKETS).fill(0);
  let [failed, unsure, millionths] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const negative = drawUniform(generator) < negativeShare;
    const positive = !negative && drawUniform(generator) < 0.7;
    if (negative) counts.negative++;
    if (positive) counts.positive++;
    if (drawUniform(generator) < 0.05) counts.toxic++;
    // A rating hangs on the text and not on the group.
    const low = drawUniform(generator) < (negative ? 0.6 : 0.1);
    const high = !low && drawUniform(generator) < 0.7;
    if (low) counts.lowRated++;
    if (low && negative) counts.lowRatedNegative++;
    if (high) counts.highRated++;
    if (high && positive) counts.highRatedPositive++;
    for (const emotion of ['joy', 'anger', 'love'] as const)
      if (drawUniform(generator) < 0.2) emotions[emotion]++;
    const bucket = negative ? drawIndex(generator, 40) : 40 + drawIndex(generator, 60);
    scores[bucket]!++;
    millionths += Math.round(((bucket + 0.5) / 50 - 1) * 1e6);
    if (drawUniform(generator) < 0.03) failed++;
    if (drawUniform(generator) < 0.1) unsure++;
  }
  return {
    ...mergedLevels([name], []),
    ...counts,
    ...{ rows: rows + failed, analysed: rows, failed, lowConfidence: unsure, toxicityJudged: rows },
    ...{ scores, emotions, scoreMillionths: millionths },
  };
}

const draftsOf = (levels: readonly LevelSums[]) => [
  ...observedRates(levels, 'region', policy),
  ...observedScores(levels, 'region', policy),
];

test.each([
  [8, 60],
  [8, 200],
  [20, 500],
])('a run over %i groups of %i rows without an effect alarms in at most one of twenty', (groups, rows) => {
  const runs = rows > 300 ? 200 : 400;
  const generator = generatorOf(20261123);
  let [alarmed, failed] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const levels = Array.from({ length: groups }, (_, i) => level(generator, `g${i}`, rows));
    const found = alarms(draftsOf(levels));
    if (found.length > 0) alarmed++;
    if (found.some(({ status }) => status === 'fail')) failed++;
  }
  console.log(`whole observed run, ${groups} × ${rows}: ${alarmed} of ${runs} alarm, ${failed} fail`);
  expect(alarmed / runs).toBeLessThanOrEqual(0.05 + twoErrors(0.05, runs));
});

test('a group that is planted is found among all metrics of a run', () => {
  const runs = 100;
  const generator = generatorOf(5);
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const levels = Array.from({ length: 8 }, (_, i) => level(generator, `g${i}`, 500, i === 0 ? 0.2 : 0.35));
    if (alarms(draftsOf(levels)).some(({ group, task }) => group === 'g0' && task === 'negative')) found++;
  }
  console.log(`planted 20% against 35%, 8 × 500: found in ${found} of ${runs}`);
  expect(found / runs).toBeGreaterThan(0.9);
});

test('labels that are shuffled over the groups alarm in at most one of twenty runs', () => {
  const runs = 40;
  const generator = generatorOf(77);
  const levels = ['a', 'b'];
  const groupsOf = { attribute: 'region', levelOf: ({ levels: [first] }: LabelledRow) => first! };
  let alarmed = 0;
  for (let run = 0; run < runs; run++) {
    const rows = Array.from({ length: 240 }, (_, i): LabelledRow => {
      const negative = drawUniform(generator);
      return {
        feedbackId: i,
        levels: [levels[i % 2]!],
        labels: [
          {
            task: 'sentiment',
            labeller: 'ann',
            value: drawUniform(generator) < negative ? 'negative' : 'positive',
          },
        ],
        sentiment: negative > 0.5 ? 'negative' : 'positive',
        negative,
        positive: 1 - negative,
        toxicity: null,
        emotions: [],
      };
    });
    const drafts = binaryTasks(rows, 0.5).flatMap((task) => [
      ...errorRates(task, groupsOf, policy),
      ...scoreQuality(task, groupsOf, { ...policy, seed: run }),
    ]);
    if (alarms(drafts).length > 0) alarmed++;
  }
  console.log(`whole labelled run, 2 × 120: ${alarmed} of ${runs} alarm`);
  expect(alarmed / runs).toBeLessThanOrEqual(0.05 + twoErrors(0.05, runs));
}, 400_000);
