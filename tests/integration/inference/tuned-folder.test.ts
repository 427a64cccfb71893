import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { POLARITIES } from '../../../src/domain/analysis.ts';
import { correctedSentiment, type SentimentHead } from '../../../src/domain/sentiment-head.ts';
import { openPooledEngine, type PooledScores } from '../../../src/inference/engines/pooled-engine.ts';
import { type ModelFolder, readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { writeTunedFolder } from '../../../src/inference/model/tuned-folder.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

const golden = readFileSync(join(MODEL_FOLDER, '../golden.jsonl'), 'utf8').trim().split('\n');
/** English and 17 languages; shorter than a window, so that a text is one row of the graph. */
const texts = golden
  .map((line) => String((JSON.parse(line) as { text: unknown }).text))
  .filter((text, i) => i % 8 === 0 && text.length < 500)
  .slice(0, 200);

/** Differs for each class, and goes far from the head of the model. */
function drawnHead(seed: number): SentimentHead {
  const generator = generatorOf(seed);
  const draw = (size: number, scale: number) =>
    Float32Array.from({ length: size }, () => scale * (2 * drawUniform(generator) - 1));
  return { logits: draw(9, 1.5), embedding: draw(384 * 3, 6), bias: draw(3, 1) };
}

async function scoresOf(model: ModelFolder): Promise<readonly PooledScores[]> {
  const engine = await openPooledEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 1024 });
  try {
    const { scores, failures } = await engine.analyse(texts.map((text, id) => ({ id, text })));
    expect(failures).toEqual([]);
    return scores;
  } finally {
    await engine.close();
  }
}

const place = () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-tuned-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test.each(['fp32', 'int8'])(
  'the %s graph gives what the head makes of the outputs of its base',
  async (precision) => {
    const base = await readModelFolder(MODEL_FOLDER, precision === 'fp32' ? { precision } : { fast: true });
    const head = drawnHead(precision.length);
    const into = place();
    const folder = await writeTunedFolder(base, { head, name: 'skates', card: 'On 12 labels.' }, into);
    expect(readdirSync(into)).toHaveLength(1);
    const tuned = await readModelFolder(folder, { precision });
    expect(tuned).toMatchObject({ name: 'skates', precision, languages: base.languages });
    expect(tuned.hash).not.toBe(base.hash);
    const [before, after] = [await scoresOf(base), await scoresOf(tuned)];
    expect(before).toHaveLength(200);
    let [most, moved] = [0, 0];
    for (const [i, one] of before.entries()) {
      const other = after[i]!;
      const spans = [
        { base: one, tuned: other },
        ...one.segments.map((it, k) => ({ base: it, tuned: other.segments[k]! })),
      ];
      for (const span of spans) {
        const wanted = correctedSentiment(head, span.base.sentiment, span.base.embedding!);
        for (const c of POLARITIES.keys()) {
          most = Math.max(most, Math.abs(wanted[c]! - span.tuned.sentiment[c]!));
          moved = Math.max(moved, Math.abs(span.base.sentiment[c]! - span.tuned.sentiment[c]!));
        }
      }
      // The other heads are as they were.
      expect(other.emotion).toEqual(one.emotion);
      expect(other.toxicity).toBe(one.toxicity);
      expect(other.embedding).toEqual(one.embedding);
    }
    expect(moved).toBeGreaterThan(0.5);
    expect(most).toBeLessThan(1e-5);
  },
);

test('a tuned folder can be the base of another', async () => {
  const base = await readModelFolder(MODEL_FOLDER, { fast: true });
  const first = await writeTunedFolder(base, { head: drawnHead(5), name: 'skates', card: '' }, place());
  const tuned = await readModelFolder(first, { fast: true });
  const head = drawnHead(6);
  const second = await writeTunedFolder(tuned, { head, name: 'boards', card: '' }, place());
  const [before, after] = [
    await scoresOf(tuned),
    await scoresOf(await readModelFolder(second, { fast: true })),
  ];
  for (const [i, one] of before.slice(0, 20).entries()) {
    const wanted = correctedSentiment(head, one.sentiment, one.embedding!);
    for (const [c, p] of wanted.entries()) expect(after[i]!.sentiment[c]).toBeCloseTo(p, 4);
  }
});

test('the same head of the same base has the same folder, and a card', async () => {
  const base = await readModelFolder(MODEL_FOLDER, { fast: true });
  const into = place();
  const own = { head: drawnHead(3), name: 'skates', card: 'On 12 labels.' };
  const folder = await writeTunedFolder(base, own, into);
  expect(await writeTunedFolder(base, own, into)).toBe(folder);
  expect(await writeTunedFolder(base, { ...own, head: drawnHead(4) }, into)).not.toBe(folder);
  const card = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(card).toContain(`${base.name} ${base.version}`);
  expect(card).toContain('On 12 labels.');
  expect(readdirSync(folder)).not.toContain('expected.json');
});
