import { expect, test } from 'vitest';
import { dot } from '../../../src/analysis/vectors.ts';
import { EMBEDDED_MODEL } from '../../../src/app/config.ts';
import { withEngine } from '../../../src/app/model-gate.ts';
import { textHash } from '../../../src/db/topics/texts.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { withCodebook } from '../../../src/ingest/codebook/codebook.ts';
import { openCodebook } from '../../../src/ingest/codebook/open-codebook.ts';
import { embedTexts } from '../../../src/runs/topics/embedder.ts';
import { textsOf } from '../../../src/runs/topics/judges.ts';
import { shippedVectors } from '../../../src/runs/topics/shipped-vectors.ts';
import { STATEMENTS } from '../../../src/runs/topics/statements.ts';

test('every text of the kinds of statement is shipped with the embedding that the model gives; renew: node models/check.ts', async () => {
  const model = await readServedModel(EMBEDDED_MODEL, { precision: 'int8' });
  const shipped = await shippedVectors(model.hash);
  const statements = withCodebook([], await openCodebook(STATEMENTS), {
    file: STATEMENTS,
    origin: 'catalogue',
  });
  const texts = [...new Set(statements.flatMap(textsOf))];
  expect(new Set(texts.map(textHash))).toEqual(new Set(shipped.keys()));
  const some = texts.filter((_, i) => i % 10 === 0);
  const made = await withEngine(model, 'cpu', (engine) => embedTexts(engine, some));
  // Kernels of other processors round otherwise.
  for (const [i, text] of some.entries()) {
    expect(dot(made[i]!, shipped.get(textHash(text))!), text).toBeGreaterThan(0.999);
  }
  expect(await shippedVectors('another model')).toEqual(new Map());
});
