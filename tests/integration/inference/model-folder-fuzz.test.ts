import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';

const TINY = join(import.meta.dirname, '../../fixtures/tiny-classifier');
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];

/** Ways in which a file on its way here comes to harm. */
const harm = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('word' as const),
    at: fc.nat(),
    word: fc.constantFrom('null', '-1', '"x"', '[]', '{}', '1e99'),
  }),
);

type Harm = typeof harm extends fc.Arbitrary<infer Value> ? Value : never;

function harmed(bytes: Buffer, how: Harm): Buffer {
  const at = how.at % bytes.length;
  if (how.kind === 'cut') return bytes.subarray(0, at);
  if (how.kind === 'flip') {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 1 << how.bit;
    return copy;
  }
  if (how.kind === 'insert') return Buffer.concat([bytes.subarray(0, at), how.bytes, bytes.subarray(at)]);
  // The value after the next colon, as an editor's slip.
  const text = bytes.toString('latin1');
  const colon = text.indexOf(':', at);
  if (colon < 0) return bytes.subarray(0, at);
  const end = /[,}\]]/.exec(text.slice(colon + 1))?.index ?? 0;
  return Buffer.from(`${text.slice(0, colon + 1)} ${how.word}${text.slice(colon + 1 + end)}`, 'latin1');
}

test('a harmed model folder is a typed error, or a model that answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FILES), harm, async (file, how) => {
      const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-fuzz-')), 'model');
      cpSync(TINY, folder, { recursive: true });
      try {
        writeFileSync(join(folder, file), harmed(readFileSync(join(folder, file)), how));
        const model = await readServedModel(folder);
        const engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 64 });
        const { scores, failures } = await engine.analyse([{ id: 1, text: 'The parcel was late.' }]);
        await engine.close();
        expect(scores.length + failures.length).toBe(1);
      } catch (error) {
        expect(error, String((error as Error).stack)).toBeInstanceOf(VerbatimError);
      } finally {
        rmSync(join(folder, '..'), { recursive: true, force: true });
      }
    }),
    { numRuns: 150, endOnFailure: true },
  );
}, 400_000);
