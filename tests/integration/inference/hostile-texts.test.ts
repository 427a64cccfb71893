import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analysisOf } from '../../../src/analysis/judge.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';
import { PARITY_FIXTURES } from '../../support/models/parity.ts';

const TINY = join(import.meta.dirname, '../../fixtures/tiny-classifier');
const TOO_LONG = 240_000;

/** What people and programs put into a comment field. */
const HOSTILE = [
  ...['[SEP] [CLS] [PAD] [MASK] [UNK]', '</s> <s> <pad> <mask> <unk>', '<|endoftext|> <extra_id_0> >>fra<<'],
  ...['\ud83d', 'half \udc00 of a pair', '\0', 'a\0b', ' \t\n ', '\u00a0\u3000', '\u200b\u200d\ufeff'],
  ...[
    '\u202eright to left',
    'e\u0301'.repeat(400),
    '🏳️‍🌈'.repeat(200),
    'a'.repeat(20_000),
    '{}',
    '"; drop table x; --',
  ],
];

const zeroShot = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'zero-shot');
cpSync(join(PARITY_FIXTURES, 'nli-roberta'), zeroShot, { recursive: true });
writeFileSync(join(zeroShot, 'verbatim.json'), '{"zero_shot": {"labels": ["delivery", "price"]}}');
afterAll(() => rmSync(join(zeroShot, '..'), { recursive: true, force: true }));

const FAMILIES =
  'cls-bert cls-roberta-multilabel cls-xlm-roberta cls-deberta-v2-regression embed-mpnet ner-xlm-roberta';
const FOLDERS = [...FAMILIES.split(' ').map((it) => join(PARITY_FIXTURES, it)), zeroShot, TINY, MODEL_FOLDER];

describe.each(FOLDERS.map((folder) => [basename(folder), folder] as const))('%s', (_, folder) => {
  test('hostile texts are judged or set aside, and their neighbours are as without them', {
    timeout: TOO_LONG,
  }, async () => {
    const engine = await openEngine(await readServedModel(folder, { fast: true }), {
      ...{ device: 'cpu', sessions: 1, tokenBudget: 512 },
    });
    try {
      const sound = { id: 999, text: 'The parcel was late, but the staff were kind.' };
      const [alone] = (await engine.analyse([sound])).scores.map(analysisOf);
      const documents = HOSTILE.map((text, id) => ({ id, text }));
      const { scores, failures } = await engine.analyse([...documents, sound]);
      const judged = scores.map(({ documentId }) => documentId);
      const aside = failures.map(({ documentId }) => documentId);
      expect([...judged, ...aside].toSorted((a, b) => a - b)).toEqual([...documents.keys(), 999]);
      for (const { code } of failures) expect(code).toBe('TEXT_WITHOUT_TOKENS');
      for (const { truncated } of scores) expect(truncated).toBe(false);
      const among = scores.map(analysisOf).find(({ documentId }) => documentId === 999)!;
      expect(among.labels).toEqual(alone!.labels);
      expect(among.sentiment?.label).toBe(alone!.sentiment?.label);
      for (const [i, value] of alone!.probabilities.entries()) {
        expect(Math.abs(among.probabilities[i]! - value)).toBeLessThan(1e-5);
      }
    } finally {
      await engine.close();
    }
  });
});

test('a text of 200,000 words is read to its end, beside one of three', { timeout: TOO_LONG }, async () => {
  const model = await readServedModel(TINY);
  const engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 4_096 });
  try {
    const words = 'the parcel was late and the order was good '.repeat(22_223);
    const { scores, failures } = await engine.analyse([
      ...[
        { id: 1, text: words.trim() },
        { id: 2, text: 'It was good.' },
      ],
    ]);
    expect(failures).toEqual([]);
    const [book, comment] = scores;
    expect(book).toMatchObject({ documentId: 1, truncated: false });
    expect(book!.tokens).toBeGreaterThanOrEqual(200_000);
    expect(book!.windows).toBeGreaterThan(200_000 / model.maxLength);
    expect(comment).toMatchObject({ documentId: 2, windows: 1, truncated: false });
  } finally {
    await engine.close();
  }
});
