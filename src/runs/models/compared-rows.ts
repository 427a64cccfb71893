import type { Answer, ComparedRow } from '../../analysis/promotion/comparison.ts';
import { majorityLabel } from '../../audit/labelled/rows.ts';
import type { Queryable } from '../../db/client.ts';
import {
  heldOutProbabilities,
  type LabelledAnswers,
  labelledAnswers,
  type Pair,
} from '../../db/results/comparisons.ts';
import { POLARITIES, type PolarityProbabilities, type Sentiment } from '../../domain/analysis.ts';
import type { TimeSpan } from '../../domain/time-span.ts';

/**
 * The rows of a comparison. On a comment that taught a tuned model, the answer of its cross-validation stands in for its
 * own, which has seen the label. Without one the comment is left out.
 */
export async function comparedRows(
  database: Queryable,
  pair: Pair,
  span: TimeSpan | undefined,
): Promise<ComparedRow[]> {
  const [ofCandidate, ofActive] = await Promise.all(
    [pair.candidateId, pair.activeId].map((id) => heldOutProbabilities(database, id)),
  );
  return (await labelledAnswers(database, pair, span)).flatMap((row): ComparedRow[] => {
    const label = majorityLabel(row, 'sentiment') as Sentiment | null;
    const candidate = row.taughtCandidate ? heldOut(row, ofCandidate!) : row.candidate;
    const active = row.taughtActive ? heldOut(row, ofActive!) : row.active;
    return label && candidate && active ? [{ label, candidate, active, weight: row.weight }] : [];
  });
}

/** Cross-validation has no sentences, which make a text mixed: it is where the active model says so, for both alike. */
function heldOut(
  { feedbackId, active }: LabelledAnswers,
  found: ReadonlyMap<number, PolarityProbabilities>,
): Answer | null {
  const probabilities = found.get(feedbackId);
  if (!probabilities || active === null) return null;
  const confidence = Math.max(...probabilities);
  const sentiment = POLARITIES[probabilities.indexOf(confidence)]!;
  return active.sentiment === 'mixed' ? active : { sentiment, confidence };
}
