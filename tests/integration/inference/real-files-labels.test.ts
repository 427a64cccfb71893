import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analysisOf } from '../../../src/analysis/judge.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

/**
 * What the default model makes of lines that models of sentiment often get wrong: the notes beside the files. Lines that
 * it gets wrong today are listed; no other may join them. `KNOWN_WRONG=write` writes the list anew.
 */
const FIXTURES = join(import.meta.dirname, '../../fixtures/real-files');
const LABELS = { pos: 'positive', neg: 'negative', neu: 'neutral', mix: 'mixed' } as const;

let engine: Engine;
let toxic: number;
beforeAll(async () => {
  const model = await readServedModel(MODEL_FOLDER, { fast: true });
  if (model.kind !== 'pooled') throw new Error('The embedded model has several heads.');
  toxic = model.labels.toxicityThreshold;
  engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 512 });
});
afterAll(() => engine.close());

interface Line {
  readonly text: string;
  /** One of LABELS; with a question mark where people disagree. */
  readonly expected: string;
}

async function judged(number: string) {
  const folder = readdirSync(FIXTURES).find((name) => name.startsWith(`${number}-`))!;
  const lines: Line[] = parse(readFileSync(join(FIXTURES, folder, 'texts.csv')), { columns: true });
  const { scores, failures } = await engine.analyse(lines.map(({ text }, id) => ({ id, text })));
  expect(failures).toEqual([]);
  return scores.map(analysisOf).map(({ sentiment, toxicity }, i) => ({
    ...{ text: lines[i]!.text, expected: lines[i]!.expected },
    ...{ label: sentiment!.label, toxicity: toxicity! },
  }));
}

const LIST = join(FIXTURES, 'known-wrong.json');
const known: Record<string, string[]> = JSON.parse(readFileSync(LIST, 'utf8'));

/** The lines of a case that are judged as they should not be, none of which is new. */
function expectKnown(name: string, wrong: readonly string[]) {
  if (process.env.KNOWN_WRONG === 'write') {
    known[name] = [...wrong];
    writeFileSync(LIST, `${JSON.stringify(known, null, 2)}\n`);
  }
  expect(wrong.filter((line) => !known[name]?.includes(line))).toEqual([]);
}

test.each(['35', '36', '38', '39', '40', '41', '42'])(
  'real files %s: the label of every line',
  async (number) => {
    const wrong = (await judged(number)).filter(({ expected, label }) => {
      return !expected.endsWith('?') && label !== LABELS[expected as keyof typeof LABELS];
    });
    expectKnown(
      number,
      wrong.map(({ text }) => text),
    );
  },
);

test('real files 34: what is not bad is positive or neutral, never negative', async () => {
  const wrong = (await judged('34')).filter(({ label }) => label !== 'positive' && label !== 'neutral');
  expectKnown(
    '34',
    wrong.map(({ text }) => text),
  );
});

test('real files 40: a swear word used as praise is not toxic', async () => {
  const wrong = (await judged('40')).filter(({ toxicity }) => toxicity >= toxic);
  expectKnown(
    '40 toxic',
    wrong.map(({ text }) => text),
  );
});
