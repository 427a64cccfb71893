import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITY_STRATEGIES, type Entity, type EntityStrategy } from '../../../src/domain/text/entity.ts';
import type { OpenModel } from '../../../src/inference/batching/encoder-batch.ts';
import { type Encoder, openEncoder, openModel } from '../../../src/inference/engines/encoder.ts';
import { readEncoderFolder } from '../../../src/inference/model/encoder-folder.ts';
import { readText } from '../../../src/inference/text/reading.ts';
import {
  Differences,
  type ExpectedOffsets,
  type ExpectedRow,
  expectOffsets,
  expectRow,
  PARITY_DEVICE,
  PARITY_FIXTURES,
  parityFamilies,
  parityJson,
  rowValues,
} from '../../support/models/parity.ts';

interface ExpectedEntity {
  readonly entity?: string;
  readonly entity_group?: string;
  readonly index?: number;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly start_utf16: number;
  readonly end_utf16: number;
}
interface Expected {
  readonly single: readonly (ExpectedRow &
    ExpectedOffsets & {
      readonly id: string;
      readonly text: string;
      readonly tokens: readonly string[];
      readonly logits: number[][];
      readonly entities: Partial<Record<EntityStrategy, readonly ExpectedEntity[]>>;
    })[];
  readonly batch: { readonly text_ids: readonly string[]; readonly logits: number[][][] };
  readonly strided_pipeline: readonly {
    readonly aggregation_strategy: EntityStrategy;
    readonly stride: number;
    readonly max_length: number;
    readonly text: string;
    readonly entities: readonly ExpectedEntity[];
  }[];
}

const LOGITS = 1e-4;
const SCORES = 1e-5;

describe.each(parityFamilies('ner-'))('%s', (family) => {
  const expected = parityJson<Expected>(family, 'expected.json');
  const differences = new Differences(family);
  const options = { device: PARITY_DEVICE, sessions: 1, tokenBudget: 512 };
  const folder = join(PARITY_FIXTURES, family);
  let open: OpenModel;
  let encoder: Encoder;
  beforeAll(async () => {
    open = await openModel(await readEncoderFolder(folder), options);
    encoder = await openEncoder(await readEncoderFolder(folder), options);
  });
  afterAll(async () => {
    differences.print();
    await open.pool.close();
    await encoder.close();
  });

  const reading = async (text: string) => {
    const [tokens] = await open.tokenizer.encode([text]);
    const { layout } = open.tokenizer;
    return { text: tokens!, ...readText(layout, tokens!, open.model.maxLength, { long: 'truncate' }) };
  };
  const expectEntities = (found: readonly Entity[], wanted: readonly ExpectedEntity[], about: string) => {
    const places = found.map(({ label, word, start, end, startUtf16, endUtf16, index }) => {
      return { label, word, start, end, startUtf16, endUtf16, index };
    });
    expect(places, about).toEqual(
      wanted.map((entity) => ({
        label: entity.entity ?? entity.entity_group,
        ...{ word: entity.word, start: entity.start, end: entity.end },
        ...{ startUtf16: entity.start_utf16, endUtf16: entity.end_utf16, index: entity.index ?? null },
      })),
    );
    const scores = found.map(({ score }) => score);
    differences.expectClose(
      'entity scores',
      scores,
      wanted.map(({ score }) => score),
      SCORES,
      about,
    );
  };

  test('tokens, offsets and logits', async () => {
    for (const one of expected.single) {
      const { text, rows, ranges } = await reading(one.text);
      expectRow(rows[0]!, one, one.id);
      expectOffsets(rows[0]!, [{ tokens: text, ...ranges[0]! }], one, one.id);
      expect(Array.from(rows[0]!.ids, (id) => open.tokenizer.tokenOf(id))).toEqual(one.tokens);
      const [logits] = await rowValues(open, rows);
      differences.expectClose('logits', logits!, one.logits.flat(), LOGITS, one.id);
    }
  });

  test('a padded batch', async () => {
    const { text_ids, logits } = expected.batch;
    const texts = text_ids.map((id) => expected.single.find((one) => one.id === id)!.text);
    const rows = await Promise.all(texts.map(async (text) => (await reading(text)).rows[0]!));
    const found = await rowValues(open, rows);
    for (const [i, wanted] of logits.entries()) {
      const own = wanted.slice(0, rows[i]!.ids.length).flat();
      differences.expectClose('batch logits', found[i]!, own, LOGITS, text_ids[i]);
    }
  });

  test.each(ENTITY_STRATEGIES)('entities, strategy %s', async (strategy) => {
    const some = expected.single.filter(({ entities }) => entities[strategy]);
    expect(some.length).toBeGreaterThan(5);
    const texts = some.map(({ text }) => text);
    const { results, failures } = await encoder.entities(texts, strategy, { long: 'truncate' });
    expect(failures).toEqual([]);
    for (const [i, one] of some.entries()) {
      expectEntities(results[i]!.entities, one.entities[strategy]!, one.id);
    }
  });

  test.each(expected.strided_pipeline)('a long text, strategy $aggregation_strategy', async (one) => {
    const model = { ...encoder.model, maxLength: one.max_length };
    const short = await openEncoder(model, options);
    const { results } = await short.entities([one.text], one.aggregation_strategy, { stride: one.stride });
    expect(results[0]).toMatchObject({ truncated: false });
    expect(results[0]!.windows).toBeGreaterThan(1);
    expectEntities(results[0]!.entities, one.entities, one.aggregation_strategy);
    await short.close();
  });
});
