import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openPooledEngine } from '../../../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { writeTunedFolder } from '../../../src/inference/model/tuned-folder.ts';
import { namedModel } from '../../support/models/named-model.ts';

let named: Awaited<ReturnType<typeof namedModel>>;
let engine: Awaited<ReturnType<typeof openPooledEngine>>;
beforeAll(async () => {
  named = await namedModel({
    ...{
      Anna: 'PER',
      Maria: 'PER',
      Schmidt: 'PER',
      Brien: 'PER',
      Angela: 'PER',
      Μαρία: 'PER',
      Alex: 'PER',
      London: 'LOC',
    },
    ...{ Paris: 'LOC', Mr: 'PER', Frau: 'PER' },
  });
  engine = await openPooledEngine(await readModelFolder(named.folder, { fast: true }), {
    ...{ device: 'cpu', sessions: 2, tokenBudget: 1024 },
  });
});
afterAll(async () => {
  await engine.close();
  named.remove();
});

/** The names of each text, as `LABEL:words`; offsets in both units are checked. */
async function namesOf(...texts: string[]): Promise<string[][]> {
  const { names } = await engine.analyse(
    texts.map((text, id) => ({ id, text })),
    { names: true },
  );
  return texts.map((text, id) =>
    (names!.get(id) ?? []).map(({ label, word, start, end, startUtf16, endUtf16 }) => {
      expect(text.slice(startUtf16, endUtf16)).toBe(word);
      expect([...text].slice(start, end).join('')).toBe(word);
      return `${label}:${word}`;
    }),
  );
}

test.each([
  ['Anna Maria Schmidt helped me.', ['PERSON:Anna Maria Schmidt']],
  ['Thanks, Anna, and thank Maria too!', ['PERSON:Anna', 'PERSON:Maria']],
  ["Anna's help, Anna’s smile", ['PERSON:Anna', 'PERSON:Anna']],
  ['Mr Schmidt and Frau Schmidt', ['PERSON:Schmidt', 'PERSON:Schmidt']],
  ["O'Brien was rude", ["PERSON:O'Brien"]],
  ['Anna-Maria Schmidt', ['PERSON:Anna-Maria Schmidt']],
  ['Anna de la Schmidt and Anna de Paris', ['PERSON:Anna de la Schmidt', 'PERSON:Anna', 'PLACE:Paris']],
  ['It was Anna. Maria came later.', ['PERSON:Anna', 'PERSON:Maria']],
  ['[person] and Anna [person 3] [place]: [email]', ['PERSON:Anna']],
  ['Alex lives in London', ['PERSON:Alex', 'PLACE:London']],
  ['👍👍 Anna &amp; <b>Maria</b>\r\n\r\nSchmidt 👍', ['PERSON:Anna', 'PERSON:Maria', 'PERSON:Schmidt']],
  ['Η Μαρία βοήθησε', ['PERSON:Μαρία']],
])('%s', async (text, wanted) => {
  const [found] = await namesOf(text);
  expect(found).toEqual(wanted);
});

test('words that cleaning removes are read too: a signature, quoted mail, markup', async () => {
  const text =
    'The parcel came late.\n\nBest regards,\nAnna Schmidt\n\nOn 3 May 2026 at 10:00, Maria <x@shop.example> wrote:\n> Hello Angela\n> all good?';
  expect(
    await namesOf(
      text,
      'Good <img alt="Anna Schmidt" src=x> lamp. <blockquote>Maria wrote this</blockquote>',
    ),
  ).toEqual([
    ['PERSON:Anna Schmidt', 'PERSON:Maria', 'PERSON:Angela'],
    ['PERSON:Anna Schmidt', 'PERSON:Maria'],
  ]);
});

test('a name that the border of two windows cuts is whole, wherever it lies', async () => {
  const texts = Array.from(
    { length: 12 },
    (_, i) => `${'word '.repeat(244 + i)}Anna Maria Schmidt ${'word '.repeat(300)}`,
  );
  const found = await namesOf(...texts);
  expect(found.flat()).toEqual(texts.map(() => 'PERSON:Anna Maria Schmidt'));
});

test('scores are the same whether or not names are asked for, and nothing is told unasked', async () => {
  const documents = ['Anna was kind.', `${'Anna word '.repeat(300)}`, 'a', '\u200b'].map((text, id) => ({
    id,
    text,
  }));
  const asked = await engine.analyse(documents, { names: true });
  const unasked = await engine.analyse(documents);
  expect('names' in unasked).toBe(false);
  expect(asked.failures).toEqual(unasked.failures);
  for (const [i, one] of unasked.scores.entries()) {
    for (const [c, p] of one.sentiment.entries()) expect(asked.scores[i]!.sentiment[c]).toBeCloseTo(p, 5);
    expect(asked.scores[i]!.segments.length).toBe(one.segments.length);
  }
});

test('a tuned model has the names head of its base', async () => {
  const into = mkdtempSync(join(tmpdir(), 'verbatim-tuned-'));
  onTestFinished(() => rmSync(into, { recursive: true, force: true }));
  const head = {
    logits: new Float32Array(9),
    embedding: new Float32Array(384 * 3),
    bias: new Float32Array(3),
  };
  const folder = await writeTunedFolder(engine.model, { head, name: 'tuned', card: '' }, into);
  const tuned = await openPooledEngine(await readModelFolder(folder, { fast: true }), {
    ...{ device: 'cpu', sessions: 1, tokenBudget: 512 },
  });
  onTestFinished(() => tuned.close());
  const { names } = await tuned.analyse([{ id: 1, text: 'Anna Schmidt was kind.' }], { names: true });
  expect(names!.get(1)!.map(({ word }) => word)).toEqual(['Anna Schmidt']);
});
