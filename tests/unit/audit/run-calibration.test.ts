import { expect, test } from 'vitest';
import { type ColumnCounts, columnDrafts } from '../../../src/audit/drift/drafts.ts';
import { errorRates } from '../../../src/audit/labelled/error-rates.ts';
import { binaryTasks, type LabelledRow } from '../../../src/audit/labelled/rows.ts';
import { scoreQuality } from '../../../src/audit/labelled/score-quality.ts';
import { type LevelSums, mergedLevels, SCORE_BUCKETS } from '../../../src/audit/observed/level-sums.ts';
import { observedRates } from '../../../src/audit/observed/rates.ts';
import { observedScores } from '../../../src/audit/observed/scores.ts';
import { policyOf } from '../../../src/audit/policy.ts';
import type { Draft } from '../../../src/audit/verdict/draft.ts';
import { judgedRecords } from '../../../src/audit/verdict/judged-records.ts';
import {
  drawIndex,
  drawUniform,
  generatorOf,
  type RandomGenerator,
} from '../../../src/statistics/distributions/random.ts';
import { twoErrors } from '../../support/data/audit-simulation.ts';

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

/** Score, class and confidence of a group then and now: classes follow from scores, every mix is that of all rows. */
function stillGroup(generator: RandomGenerator, group: string, before: number, now: number, classes: Mix) {
  const drawn = [before, now].map((rows) => {
    const [score, mix, confidence] = [10, classes.length, 10].map((bins) => new Array<number>(bins).fill(0));
    for (let i = 0; i < rows; i++) {
      const at = drawUniform(generator);
      score![Math.floor(10 * at)]!++;
      mix![classes.findIndex((edge) => at < edge)]!++;
      confidence![drawIndex(generator, 10)]!++;
    }
    return { score: score!, class: mix!, confidence: confidence! };
  });
  return (['score', 'class', 'confidence'] as const).map((column): ColumnCounts => {
    const [reference, current] = drawn.map((side) => side[column]);
    const of = { attribute: 'region', group };
    return { check: 'D2', column, of, reference: reference!, current: current! };
  });
}
/** Shares of the classes, added up. */
type Mix = readonly number[];

test.each<[number, number, number, string, Mix]>([
  [8, 100, 200, 'even', [0.35, 0.6, 1]],
  [8, 100, 30, 'rare', [0.01, 0.1, 1]],
  [50, 200, 60, 'even', [0.35, 0.6, 1]],
  [150, 500, 100, 'even', [0.35, 0.6, 1]],
  [50, 1000, 60, 'rare', [0.01, 0.1, 1]],
])(
  'drift by %i groups of %i rows, %i now, alarms in at most one of twenty windows without drift: classes %s',
  (groups, before, now, mix, classes) => {
    const runs = groups > 100 ? 200 : 400;
    const generator = generatorOf(20261126);
    let [alarmed, failed, byIndexAlone, byScoreAlone] = [0, 0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const columns = Array.from({ length: groups }, (_, i) =>
        stillGroup(generator, `g${i}`, before, now, classes),
      ).flat();
      const drafts = columnDrafts(columns, policy);
      const found = alarms(drafts);
      if (found.length > 0) alarmed++;
      if (found.some(({ status }) => status === 'fail')) failed++;
      if (alarms(drafts.filter(({ task }) => task === 'score')).length > 0) byScoreAlone++;
      if (alarms(drafts.map(withIndexP)).length > 0) byIndexAlone++;
    }
    console.log(
      `drift by group, ${groups} × ${before} and ${now}, ${mix} classes: ${alarmed} of ${runs} alarm, ${failed} fail; scores alone ${byScoreAlone}, by the p of the index alone ${byIndexAlone}`,
    );
    expect(alarmed / runs).toBeLessThanOrEqual(0.05 + twoErrors(0.05, runs));
  },
  120_000,
);

/** As it would be without the chi-square test. */
function withIndexP(draft: Draft): Draft {
  return { ...draft, pending: { ...draft.pending, p: draft.method!.indexP as number } as Draft['pending'] };
}

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
        documentId: i,
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
