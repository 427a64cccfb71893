import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_MODEL } from '../src/app/config.ts';
import { checkModel } from '../src/app/model-gate.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';

/**
 * Checks both graphs of the embedded model and writes the results, by the hash of each, to checks.json:
 * `node models/check.ts`.
 */
const checks: Record<string, Awaited<ReturnType<typeof checkModel>>> = {};
for (const precision of ['fp32', 'int8']) {
  const model = await readServedModel(EMBEDDED_MODEL, { precision });
  checks[model.hash] = await checkModel(model, 'cpu');
}
writeFileSync(join(import.meta.dirname, 'checks.json'), `${JSON.stringify(checks, null, 2)}\n`);
