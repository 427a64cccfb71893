import { describe, expect, it } from 'vitest';
import { driftComputer, embeddingComputer } from '../../support/fairness/drift.ts';
import {
  disagreement,
  NOT_RUN,
  type ReferenceValue,
  referenceValues,
} from '../../support/fairness/fixtures.ts';
import { computeGaps, computeLevel, computeOverall } from '../../support/fairness/group-metrics.ts';
import { computeAcross, computeAgainstReference } from '../../support/fairness/group-tests.ts';
import { GroupData } from '../../support/fairness/groups.ts';
import { pairComputer } from '../../support/fairness/pairs.ts';
import { computeVector } from '../../support/fairness/vectors.ts';

const ALL = 2367;
/** Values of metrics that the product does not compute, such as Theil's index; the test prints their names. */
const WITHOUT_PRODUCT_CODE = 877;

function groupComputer(dataset: string): (reference: ReferenceValue) => unknown {
  const data = new GroupData(dataset);
  const first = (...computers: (() => unknown)[]) => {
    for (const compute of computers) {
      const value = compute();
      if (value !== NOT_RUN) return value;
    }
    return NOT_RUN;
  };
  return (reference) => {
    if (reference.attribute === undefined) return computeOverall(data, reference);
    if (reference.group !== undefined && reference.params?.conditional_on === undefined) {
      return first(
        () => computeLevel(data, reference),
        () => computeAgainstReference(data, reference),
      );
    }
    return first(
      () => computeGaps(data, reference),
      () => computeAcross(data, dataset, reference),
    );
  };
}

const DATASETS: Readonly<Record<string, () => (reference: ReferenceValue) => unknown>> = {
  multi_group: () => groupComputer('multi_group'),
  edge_cases: () => groupComputer('edge_cases'),
  perfectly_fair: () => groupComputer('perfectly_fair'),
  drift: driftComputer,
  counterfactual_pairs: pairComputer,
  embedding_drift: embeddingComputer,
  vectors: () => computeVector,
};

describe('reference values of Fairlearn, AIF360, Aequitas, scipy, scikit-learn and statsmodels', () => {
  let [agreeing, walked] = [0, 0];
  const notRun = new Map<string, number>();
  for (const [dataset, computer] of Object.entries(DATASETS)) {
    it(`agree in ${dataset}`, () => {
      const compute = computer();
      const off: string[] = [];
      for (const reference of referenceValues(dataset)) {
        walked++;
        const computed = compute(reference);
        if (computed === NOT_RUN) {
          notRun.set(reference.metric, (notRun.get(reference.metric) ?? 0) + 1);
          continue;
        }
        const why = disagreement(reference, computed);
        if (why === null) agreeing++;
        else off.push(`${reference.id}: ${why}`);
      }
      expect(off).toEqual([]);
    });
  }

  it('are all read, and every value that the product computes agrees', () => {
    const names = [...notRun].map(([metric, n]) => `${metric} ${n}`).sort();
    console.log(`${agreeing} reference values agree; not computed by the product: ${names.join(', ')}`);
    expect(walked).toBe(ALL);
    expect(agreeing).toBe(ALL - WITHOUT_PRODUCT_CODE);
  });
});
