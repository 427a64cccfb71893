import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutualInformation, purity } from '../../../bench/cluster-agreement.ts';
import { rouge } from '../../../bench/rouge.ts';

interface Case {
  readonly reference: string;
  readonly candidate: string;
  readonly rouge1: object;
  readonly rouge2: object;
  readonly rougeL: object;
}
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/rouge/rouge-fixture.json'), 'utf8'),
);

test.each(cases.map((it, i) => [i, it] as const))('case %i as Google rouge-score has it', (_, it) => {
  const found = rouge(it.reference, it.candidate);
  for (const name of ['rouge1', 'rouge2', 'rougeL'] as const) {
    for (const [figure, value] of Object.entries(it[name])) {
      expect(found[name][figure as 'f1'], `${name} ${figure}`).toBeCloseTo(value as number, 5);
    }
  }
});

test('normalised mutual information as scikit-learn has it; purity by hand', () => {
  const clusters = [0, 0, 0, 1, 1, 2, 2, 2, 2, 1];
  const truth = ['x', 'x', 'y', 'y', 'y', 'z', 'z', 'x', 'z', 'y'];
  expect(mutualInformation(clusters, truth)).toBeCloseTo(0.6180656462921543, 12);
  expect(purity(clusters, truth)).toBeCloseTo((2 + 3 + 3) / 10, 12);
});
