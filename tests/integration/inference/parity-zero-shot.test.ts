import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Encoder, openEncoder } from '../../../src/inference/engines/encoder.ts';
import { readEncoderFolder } from '../../../src/inference/model/encoder-folder.ts';
import {
  Differences,
  PARITY_DEVICE,
  PARITY_FIXTURES,
  PARITY_TEXTS,
  parityFamilies,
  parityJson,
} from '../../support/models/parity.ts';

interface Expected {
  readonly zero_shot: readonly {
    readonly id: string;
    readonly text?: string;
    readonly text_id?: string;
    readonly candidate_labels: readonly string[];
    readonly hypothesis_template: string;
    readonly multi_label: boolean;
    readonly labels: readonly string[];
    readonly scores: number[];
  }[];
}

const SCORES = 1e-5;

describe.each(parityFamilies('nli-'))('%s', (family) => {
  const { zero_shot } = parityJson<Expected>(family, 'expected.json');
  const differences = new Differences(family);
  let encoder: Encoder;
  beforeAll(async () => {
    const model = await readEncoderFolder(join(PARITY_FIXTURES, family));
    encoder = await openEncoder(model, { device: PARITY_DEVICE, sessions: 1, tokenBudget: 512 });
  });
  afterAll(async () => {
    differences.print();
    await encoder.close();
  });

  test.each(zero_shot)('$id', async (one) => {
    const text = one.text ?? PARITY_TEXTS[one.text_id!]!;
    const { results } = await encoder.zeroShot([text], one.candidate_labels, {
      ...{ template: one.hypothesis_template, multiLabel: one.multi_label, long: 'truncate' },
    });
    const { label, probabilities } = results[0]!;
    const sorted = Object.entries(probabilities).toSorted(([, a], [, b]) => b - a);
    expect(sorted.map(([name]) => name)).toEqual(one.labels);
    expect(label).toBe(one.labels[0]);
    differences.expectClose(
      'scores',
      sorted.map(([, score]) => score),
      one.scores,
      SCORES,
    );
  });

  test('a text beyond the maximum is read in windows', async () => {
    const { results } = await encoder.zeroShot([PARITY_TEXTS.long!], ['delivery', 'price']);
    expect(results[0]).toMatchObject({ truncated: false });
    expect(results[0]!.windows).toBeGreaterThan(1);
  });
});
