import { describe, expect, it } from 'vitest';
import { driftComputer, embeddingComputer } from '../../support/fairness-drift.ts';
import { disagreement, type ReferenceValue, referenceValues } from '../../support/fairness-fixtures.ts';
import { computeGaps, computeLevel, computeOverall } from '../../support/fairness-group-metrics.ts';
import { computeAcross, computeAgainstReference } from '../../support/fairness-group-tests.ts';
import { GroupData } from '../../support/fairness-groups.ts';
import { pairComputer } from '../../support/fairness-pairs.ts';
import { computeVector } from '../../support/fairness-vectors.ts';

const ALL = 2367;

const UNDEFINED_AS_FALSE =
  'Aequitas calls equalised odds broken where one of its two rates is undefined and the other is within parity. ' +
  'Here undefined is insufficient, never a verdict.';

/** Reference values that are not followed, each with its reason; what is computed instead is insufficient. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'aequitas_parity|a|all_pos|reference=base,tau=0.8,test=Equalized Odds': UNDEFINED_AS_FALSE,
  'aequitas_parity|a|zero_pos|reference=base,tau=0.8,test=Equalized Odds': UNDEFINED_AS_FALSE,
};

function groupComputer(dataset: string): (reference: ReferenceValue) => unknown {
  const data = new GroupData(dataset);
  return (reference) => {
    if (reference.attribute === undefined) return computeOverall(data, reference);
    if (reference.group !== undefined && reference.params?.conditional_on === undefined) {
      return computeLevel(data, reference) ?? computeAgainstReference(data, reference);
    }
    return computeGaps(data, reference) ?? computeAcross(data, dataset, reference);
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
  let agreeing = 0;
  let walked = 0;
  for (const [dataset, computer] of Object.entries(DATASETS)) {
    it(`agree in ${dataset}`, () => {
      const compute = computer();
      const off: string[] = [];
      for (const reference of referenceValues(dataset)) {
        walked++;
        const computed = compute(reference);
        if (LEFT_OUT[reference.id] !== undefined) {
          // Undefined read as "not within parity" is all that the library's value says more.
          expect([computed, reference.expected]).toEqual([{ insufficient: 'zero_denominator' }, false]);
          continue;
        }
        const why = disagreement(reference, computed);
        if (why === null) agreeing++;
        else off.push(`${reference.id}: ${why}`);
      }
      expect(off).toEqual([]);
    });
  }

  it('are all walked, and none is left out without a reason', () => {
    console.log(`${agreeing} of ${ALL.toLocaleString('en')} reference values agree`);
    for (const [id, reason] of Object.entries(LEFT_OUT)) console.log(`left out: ${id}. ${reason}`);
    expect(walked).toBe(ALL);
    expect(agreeing).toBe(ALL - Object.keys(LEFT_OUT).length);
  });
});
