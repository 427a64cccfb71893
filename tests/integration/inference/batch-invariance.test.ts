import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysisOf } from '../../../src/analysis/judge.ts';
import type { DocumentAnalysis } from '../../../src/domain/analysis.ts';
import type { SessionLayout } from '../../../src/inference/batching/layout-sweep.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { PARITY_DEVICE, PARITY_FIXTURES, PARITY_TEXTS } from '../../support/models/parity.ts';

/** The same text, the same label: in whatever company, order, layout and budget it is run. */
const SCORES = 1e-5;

const GOLDEN = readFileSync(join(import.meta.dirname, '../../../models/golden.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .slice(0, 60)
  .map((line) => (JSON.parse(line) as { text: string }).text);
const TEXTS = [...Object.values(PARITY_TEXTS).filter((text) => text.trim() !== ''), ...GOLDEN];

const layouts = fc.record({
  sessions: fc.integer({ min: 1, max: 3 }),
  threads: fc.integer({ min: 1, max: 2 }),
  tokenBudget: fc.constantFrom(64, 200, 512, 1_500, 5_000),
});

async function analyse(folder: string, texts: readonly string[], layout: SessionLayout, oneByOne = false) {
  const engine = await openEngine(await readServedModel(folder, { fast: true }), {
    device: PARITY_DEVICE,
    ...layout,
  });
  const documents = texts.map((text, i) => ({ id: i, text }));
  const batches = oneByOne ? documents.map((document) => [document]) : [documents];
  const results = await Promise.all(batches.map((batch) => engine.analyse(batch)));
  await engine.close();
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  return results.flatMap(({ scores }) => scores).map(analysisOf);
}

const labelsOf = ({ sentiment, emotions, labels, entities }: DocumentAnalysis) => ({
  sentiment: sentiment?.label,
  emotions,
  labels,
  entities: entities.map(({ label, start, end }) => [label, start, end]),
});
const numbersOf = (it: DocumentAnalysis): number[] => [
  ...(it.sentiment?.probabilities ?? []),
  ...[...it.emotion, it.toxicity ?? 0, ...(it.embedding ?? []), ...it.probabilities],
  ...it.segments.flatMap(({ sentiment }) => [...sentiment]),
  ...it.entities.map(({ score }) => score),
];

const FAMILIES =
  'cls-bert cls-distilbert cls-xlm-roberta cls-roberta-multilabel cls-electra embed-mpnet ner-bert-cased';
const FOLDERS = [...FAMILIES.split(' ').map((name) => join(PARITY_FIXTURES, name)), MODEL_FOLDER];

describe.each(FOLDERS.map((folder) => [basename(folder), folder] as const))('%s', (_, folder) => {
  test('labels are equal and scores within 1e-5, alone and in any batch', async () => {
    const plain = { sessions: 1, threads: 1, tokenBudget: 512 };
    const alone = await analyse(folder, TEXTS, plain, true);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(
          TEXTS.map((_, i) => i),
          { minLength: 2 },
        ),
        layouts,
        async (chosen, layout) => {
          const found = await analyse(
            folder,
            chosen.map((i) => TEXTS[i]!),
            layout,
          );
          for (const [k, i] of chosen.entries()) {
            expect(labelsOf(found[k]!), TEXTS[i]).toEqual(labelsOf(alone[i]!));
            const numbers = numbersOf(found[k]!);
            for (const [n, value] of numbersOf(alone[i]!).entries()) {
              expect(Math.abs(numbers[n]! - value)).toBeLessThan(SCORES);
            }
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});

test('a regression gives a text the same number', async () => {
  const regression = join(PARITY_FIXTURES, 'cls-deberta-v2-regression');
  const [alone] = await analyse(regression, [TEXTS[3]!], { sessions: 1, threads: 1, tokenBudget: 64 });
  const among = await analyse(regression, TEXTS, { sessions: 2, threads: 1, tokenBudget: 1_500 });
  expect(Math.abs(among[3]!.value! - alone!.value!)).toBeLessThan(SCORES);
});
