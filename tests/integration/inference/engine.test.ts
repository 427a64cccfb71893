import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysisOf } from '../../../src/analysis/judge.ts';
import type { DocumentScores } from '../../../src/domain/analysis.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { openPooledEngine, type PooledScores } from '../../../src/inference/engines/pooled-engine.ts';
import { type ModelFolder, readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { loadTokenizer } from '../../../src/inference/text/tokenizer.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

const expected = JSON.parse(readFileSync(join(MODEL_FOLDER, 'expected.json'), 'utf8')) as {
  cases: {
    text: string;
    input_ids: number[];
    sentiment_logits: number[];
    emotion_logits_top3: [string, number][];
    toxicity_logit: number;
    embedding_first8: number[];
  }[];
  segment_cases: {
    text: string;
    input_ids: number[];
    segments: [number, number][];
    sentiment_logits: number[][];
  }[];
};
const { cases } = expected;
const POLARITIES = ['negative', 'neutral', 'positive'];

let engine: Engine<ModelFolder, PooledScores>;
beforeAll(async () => {
  engine = await openPooledEngine(await readModelFolder(MODEL_FOLDER), {
    device: 'cpu',
    sessions: 2,
    tokenBudget: 512,
  });
});
afterAll(() => engine.close());

async function analyse(texts: readonly string[]): Promise<DocumentScores[]> {
  const { scores } = await engine.analyse(texts.map((text, i) => ({ id: i + 1, text })));
  return [...scores];
}
const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
const margin = (logits: readonly number[]) => {
  const [first, second] = logits.toSorted((a, b) => b - a);
  return first! - second!;
};
/** Differences of log-probabilities times the temperature are differences of logits. */
const logitGaps = (probabilities: readonly number[]) => {
  const temperature = engine.model.manifest.heads.sentiment.temperature;
  return probabilities.map((p) => temperature * (Math.log(p) - Math.log(probabilities[0]!)));
};
const logit = (p: number) => Math.log(p / (1 - p));

describe("the embedded model against PyTorch's outputs (expected.json of its folder)", () => {
  test('token ids', async () => {
    const tokenizer = await loadTokenizer(MODEL_FOLDER, join(MODEL_FOLDER, 'tokenizer.json'), '<pad>');
    const cases = [...expected.cases, ...expected.segment_cases];
    const tokens = await tokenizer.encode(cases.map(({ text }) => text));
    for (const [i, { input_ids }] of cases.entries()) {
      expect([...tokenizer.prefix, ...tokens[i]!.ids, ...tokenizer.suffix]).toEqual(input_ids);
    }
  });

  test('whole texts: logits within 0.3, embeddings within 0.03, labels equal over a margin of 0.6', async () => {
    expect(cases.length).toBeGreaterThan(20);
    const results = await analyse(cases.map(({ text }) => text));
    for (const [i, reference] of cases.entries()) {
      const scores = results[i]!;
      const gaps = reference.sentiment_logits.map((value) => value - reference.sentiment_logits[0]!);
      for (const [k, gap] of logitGaps(scores.sentiment).entries())
        expect(Math.abs(gap - gaps[k]!)).toBeLessThan(0.6);
      if (margin(reference.sentiment_logits) > 0.6) {
        expect(POLARITIES[best(scores.sentiment)]).toBe(POLARITIES[best(reference.sentiment_logits)]);
      }
      expect(Math.abs(logit(scores.toxicity!) - reference.toxicity_logit)).toBeLessThan(0.3);
      for (const [label, value] of reference.emotion_logits_top3) {
        const k = engine.model.labels.emotions.indexOf(label);
        expect(Math.abs(logit(scores.emotion[k]!) - value)).toBeLessThan(0.3);
      }
      for (const [k, value] of reference.embedding_first8.entries()) {
        expect(Math.abs(scores.embedding![k]! - value)).toBeLessThan(0.03);
      }
    }
  });

  test('segments of one pass', async () => {
    const results = await analyse(expected.segment_cases.map(({ text }) => text));
    for (const [i, { sentiment_logits }] of expected.segment_cases.entries()) {
      const { sentiment, segments } = results[i]!;
      expect(segments).toHaveLength(sentiment_logits.length - 1);
      const spans = [sentiment, ...segments.map((segment) => segment.sentiment)];
      for (const [s, reference] of sentiment_logits.entries()) {
        const gaps = reference.map((value) => value - reference[0]!);
        for (const [k, gap] of logitGaps(spans[s]!).entries())
          expect(Math.abs(gap - gaps[k]!)).toBeLessThan(0.6);
      }
    }
  });
});

describe('the engine', () => {
  test('the same text gets the same scores, alone or in any batch', async () => {
    const texts = cases.map(({ text }) => text);
    const alone: DocumentScores[] = [];
    for (const text of texts) alone.push((await analyse([text]))[0]!);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(texts, { minLength: 2 }), async (batch) => {
        for (const [i, scores] of (await analyse(batch)).entries()) {
          const single = alone[texts.indexOf(batch[i]!)]!;
          for (const k of [0, 1, 2])
            expect(Math.abs(scores.sentiment[k]! - single.sentiment[k]!)).toBeLessThan(1e-5);
          expect(best(scores.sentiment)).toBe(best(single.sentiment));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('segments slice the stored text exactly, whatever preparation did', async () => {
    const text = 'Loved 👍🏽 it!! @shop was  kind &amp; quick. Then http://x.y/z broke… עברית בסוף.';
    const [scores] = await analyse([text]);
    const points = [...text];
    expect(scores!.segments.map(({ start, end }) => points.slice(start, end).join(''))).toEqual([
      'Loved 👍🏽 it!!',
      '@shop was  kind &amp; quick.',
      'Then http://x.y/z broke…',
      'עברית בסוף.',
    ]);
  });

  test('a long text is windowed: nothing is cut, its last paragraph counts', async () => {
    const good = 'The hotel was lovely and the staff were wonderful to us. ';
    const text = `${good.repeat(3_000)}But the refund never came and I am furious.`;
    const [scores] = await analyse([text]);
    expect(scores).toMatchObject({ truncated: false });
    expect(scores!.windows).toBeGreaterThan(100);
    expect(scores!.segments).toHaveLength(3_001);
    expect(scores!.segments.reduce((sum, segment) => sum + segment.tokens, 0)).toBe(scores!.tokens);
    const last = scores!.segments.at(-1)!;
    expect(text.slice(last.start, last.end)).toBe('But the refund never came and I am furious.');
    expect(POLARITIES[best(last.sentiment)]).toBe('negative');
    expect(POLARITIES[best(scores!.sentiment)]).toBe('positive');
  });

  test('a last paragraph beyond the maximum turns the label of the text', async () => {
    const good = 'The hotel was lovely and the staff were wonderful to us. ';
    const bad = 'The refund never came and I am furious. ';
    const texts = [good.repeat(25), good.repeat(25) + bad.repeat(25), good.repeat(25) + bad.repeat(120)];
    const { scores } = await engine.analyse(texts.map((text, i) => ({ id: i + 1, text })));
    for (const { windows } of scores) expect(windows).toBeGreaterThan(1);
    expect(scores.map((it) => analysisOf(it).sentiment!.label)).toEqual(['positive', 'mixed', 'negative']);
  });

  test('a text without tokens is set aside, its neighbours are not', async () => {
    const result = await engine.analyse([
      { id: 1, text: 'Good.' },
      { id: 2, text: '\u0007' },
      { id: 3, text: 'Bad.' },
    ]);
    expect(result.scores.map((scores) => scores.documentId)).toEqual([1, 3]);
    expect(result.failures).toMatchObject([{ documentId: 2, code: 'TEXT_WITHOUT_TOKENS' }]);
  });

  test.each([
    'a'.repeat(5_000),
    '!'.repeat(2_000),
    'x '.repeat(40_000),
    '[SEP] [CLS] [PAD]',
    '\ud83d',
    '🎉'.repeat(500),
  ])('a strange text is judged (%#)', async (text) => {
    const result = await engine.analyse([{ id: 1, text }]);
    expect(result.scores.length + result.failures.length).toBe(1);
    for (const { sentiment } of result.scores) expect(sentiment.every(Number.isFinite)).toBe(true);
  });

  test('an empty batch is an empty result', async () => {
    expect(await engine.analyse([])).toEqual({ scores: [], failures: [], tokens: 0, paddedTokens: 0 });
  });
});
