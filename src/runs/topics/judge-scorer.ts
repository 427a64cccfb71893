import { endToEnd } from '../../analysis/vectors.ts';
import type { StoredJudge } from '../../db/topics/judges.ts';
import type { StoredSpace } from '../../db/topics/spaces.ts';
import { type LinearScorer, openLinearScorer } from '../../inference/vectors/linear-scorer.ts';

/** Scores embeddings by judges: probabilities, sentence by sentence, in the order of the judges. @param judges one or more */
export const openJudgeScorer = (
  dimensions: number,
  { mean, projection }: StoredSpace,
  judges: readonly StoredJudge[],
): Promise<LinearScorer> =>
  openLinearScorer({
    ...{ dimensions, mean, projection },
    weights: endToEnd(judges.map(({ weights }) => weights)).values,
    biases: Float32Array.from(judges, ({ bias }) => bias),
  });
