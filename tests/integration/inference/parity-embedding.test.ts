import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Encoder, openEncoder, openModel } from '../../../src/inference/engines/encoder.ts';
import { readEncoderFolder } from '../../../src/inference/model/encoder-folder.ts';
import { layRow } from '../../../src/inference/text/sequence-layout.ts';
import {
  Differences,
  type ExpectedRow,
  expectRow,
  PARITY_DEVICE,
  PARITY_FIXTURES,
  PARITY_TEXTS,
  parityFamilies,
  parityJson,
} from '../../support/models/parity.ts';

interface Expected {
  readonly prefix?: string;
  readonly model_max_length: number;
  readonly max_abs_diff_quantized_optimised_vs_not: number;
  readonly single: readonly (ExpectedRow & {
    readonly id: string;
    readonly mean_l2: number[];
    readonly cls_l2: number[];
    readonly max_l2: number[];
    readonly quantized_mean_l2: number[];
  })[];
  readonly batches: readonly {
    readonly id: string;
    readonly text_ids: readonly string[];
    readonly mean_l2: number[][];
    readonly cosine_matrix?: number[][];
  }[];
  readonly windows: readonly {
    readonly id: string;
    readonly text_id: string;
    readonly max_length: number;
    readonly stride: number;
    readonly n_windows: number;
    readonly mean_of_windows_l2: number[];
  }[];
}

const UNIT = 1e-5;

describe.each(parityFamilies('embed-'))('%s', (family) => {
  const expected = parityJson<Expected>(family, 'expected.json');
  const differences = new Differences(family);
  const prefix = expected.prefix ?? '';
  const cut = { prefix, long: 'truncate' } as const;
  const opened: Encoder[] = [];
  const open = async (change: { pooling?: 'cls' | 'max'; graph?: string; maxLength?: number } = {}) => {
    const { pooling, graph, maxLength } = change;
    const model = await readEncoderFolder(join(PARITY_FIXTURES, family), graph ? { graph } : {});
    const embedding = { ...model.embedding, ...(pooling ? { pooling } : {}) };
    const changed = { ...model, embedding, ...(maxLength ? { maxLength } : {}) };
    const encoder = await openEncoder(changed, { device: PARITY_DEVICE, sessions: 1, tokenBudget: 512 });
    opened.push(encoder);
    return encoder;
  };
  const vectors = async (encoder: Encoder, ids: readonly string[]) => {
    const texts = ids.map((id) => PARITY_TEXTS[id]!);
    const { results, failures } = await encoder.embed(texts, cut);
    expect(failures).toEqual([]);
    return results.map((result) => result!.vector);
  };
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await open();
  });
  afterAll(async () => {
    differences.print();
    await Promise.all(opened.map((it) => it.close()));
  });

  test('token ids', async () => {
    const { tokenizer, pool } = await openModel(encoder.model, {
      device: PARITY_DEVICE,
      sessions: 1,
      tokenBudget: 512,
    });
    const room = expected.model_max_length - tokenizer.prefix.length - tokenizer.suffix.length;
    for (const one of expected.single) {
      const [tokens] = await tokenizer.encode([prefix + PARITY_TEXTS[one.id]!]);
      expectRow(layRow(tokenizer.layout.single, [tokens!.ids.subarray(0, room)]), one, one.id);
    }
    await pool.close();
  });

  test.each(['mean', 'cls', 'max'] as const)('unit vectors by %s pooling', async (pooling) => {
    const pooled = pooling === 'mean' ? encoder : await open({ pooling });
    const ids = expected.single.map(({ id }) => id);
    const found = await vectors(pooled, ids);
    for (const [i, one] of expected.single.entries()) {
      differences.expectClose(pooling, found[i]!, one[`${pooling}_l2`], UNIT, one.id);
    }
  });

  test('batches and their cosines', async () => {
    for (const { id, text_ids, mean_l2, cosine_matrix } of expected.batches) {
      const found = await vectors(encoder, text_ids);
      for (const [i, wanted] of mean_l2.entries()) {
        differences.expectClose('batch', found[i]!, wanted, UNIT, `${id} ${text_ids[i]}`);
      }
      for (const [i, row] of (cosine_matrix ?? []).entries()) {
        const cosines = found.map((other) => other.reduce((sum, value, k) => sum + value * found[i]![k]!, 0));
        differences.expectClose('cosines', cosines, row, UNIT, id);
      }
    }
  });

  test('a long text is the mean of its windows', async () => {
    for (const { text_id, max_length, stride, n_windows, mean_of_windows_l2 } of expected.windows) {
      const short = await open({ maxLength: max_length });
      const { results } = await short.embed([PARITY_TEXTS[text_id]!], { prefix: '', stride });
      expect(results[0]).toMatchObject({ windows: n_windows, truncated: false });
      differences.expectClose('windows', results[0]!.vector, mean_of_windows_l2, UNIT, text_id);
    }
  });

  test('the int8 graph against onnxruntime in Python', async () => {
    const quantised = await open({ graph: 'model_quantized.onnx' });
    const limit = 0.05 + expected.max_abs_diff_quantized_optimised_vs_not;
    for (const one of expected.single) {
      // One by one: dynamic int8 takes one range over the whole batch.
      const [vector] = await vectors(quantised, [one.id]);
      differences.expectClose('int8', vector!, one.quantized_mean_l2, limit, one.id);
    }
  });
});
