import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_MODEL } from '../src/app/config.ts';
import { checkModel, withEngine } from '../src/app/model-gate.ts';
import { encodeHalfFloats } from '../src/domain/half-float.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';
import { withCodebook } from '../src/ingest/codebook/codebook.ts';
import { openCodebook } from '../src/ingest/codebook/open-codebook.ts';
import { textHash } from '../src/db/topics/texts.ts';
import { embedTexts } from '../src/runs/topics/embedder.ts';
import { textsOf } from '../src/runs/topics/judges.ts';
import { SHIPPED_VECTORS, type ShippedVectors } from '../src/runs/topics/shipped-vectors.ts';
import { STATEMENTS } from '../src/runs/topics/statements.ts';

/**
 * Checks both graphs of the embedded model and writes the results, by the hash of each, to checks.json; and the
 * embeddings of the texts of the kinds of statement by its fast graph: `node models/check.ts`.
 */
const checks: Record<string, Awaited<ReturnType<typeof checkModel>>> = {};
for (const precision of ['fp32', 'int8']) {
  const model = await readServedModel(EMBEDDED_MODEL, { precision });
  checks[model.hash] = await checkModel(model, 'cpu');
}
writeFileSync(join(import.meta.dirname, 'checks.json'), `${JSON.stringify(checks, null, 2)}\n`);

const model = await readServedModel(EMBEDDED_MODEL, { precision: 'int8' });
const statements = withCodebook([], await openCodebook(STATEMENTS), { file: STATEMENTS, origin: 'catalogue' });
const texts = [...new Set(statements.flatMap(textsOf))];
const vectors = await withEngine(model, 'cpu', (engine) => embedTexts(engine, texts));
const dimensions = vectors[0]!.length;
const shipped: ShippedVectors = {
  ...{ model: model.hash, dimensions, texts: texts.map(textHash) },
  embeddings: encodeHalfFloats(vectors, dimensions).toString('base64'),
};
writeFileSync(SHIPPED_VECTORS, `${JSON.stringify(shipped, null, 2)}\n`);
