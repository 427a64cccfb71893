import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';

/**
 * A process of its own for texts whose session run never ends (an endless Loop of onnxruntime): its threads cannot be
 * ended, and would go on in the process of the tests.
 */
const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-hanging-')), 'model');
cpSync(join(import.meta.dirname, '../../fixtures/hanging-classifier'), folder, { recursive: true });
const model = await readServedModel(folder);
const engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 512, runSeconds: 3 });
const documents = ['a great parcel', 'the order was bad', 'forever', 'fine', 'it was late'].map(
  (text, i) => ({
    id: i + 1,
    text,
  }),
);
const { scores, failures } = await engine.analyse(documents);
// The next text that hangs finds another model when its thread is replaced.
writeFileSync(join(folder, 'tokenizer_config.json'), '{"pad_token": "[PAD]" }');
const after = await engine.analyse(documents).catch((error: unknown) => error);
process.stdout.write(
  JSON.stringify({
    scores: scores.map(({ documentId }) => documentId),
    failures: failures.map(({ documentId, code }) => [documentId, code]),
    after: after instanceof VerbatimError ? after.code : 'no error',
  }),
);
rmSync(join(folder, '..'), { recursive: true, force: true });
process.exit(7);
