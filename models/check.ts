import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkModel } from '../src/app/model-gate.ts';
import { EMBEDDED_MODEL } from '../src/app/config.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';

/** Checks the embedded model and writes the results, by its hash, to checks.json: `node models/check.ts`. */
const model = await readServedModel(EMBEDDED_MODEL);
const checks = { [model.hash]: await checkModel(model, 'cpu') };
writeFileSync(join(import.meta.dirname, 'checks.json'), `${JSON.stringify(checks, null, 2)}\n`);
