import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkModel } from '../src/app/model-gate.ts';
import { EMBEDDED_MODEL } from '../src/app/config.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';

/** Checks the shipped model and records what was found under its hash: `node models/check.ts`. */
const model = await readServedModel(EMBEDDED_MODEL);
const checks = { [model.hash]: await checkModel(model, 'cpu') };
writeFileSync(join(import.meta.dirname, 'checks.json'), `${JSON.stringify(checks, null, 2)}\n`);
