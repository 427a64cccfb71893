import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { MODEL_FOLDER } from './model-folder.ts';

/** Run as a process of its own: judges 120 texts of 250 tokens, if it can in one run, twice; prints what became of it. */
const budgets: number[] = [];
const engine = await openEngine(await readServedModel(MODEL_FOLDER), {
  ...{ device: 'cpu', sessions: 1, tokenBudget: 30_000 },
  onBudgetHalved: (budget) => void budgets.push(budget),
});
const text = 'The parcel was late and nobody answered. '.repeat(27);
const documents = Array.from({ length: 120 }, (_, id) => ({ id, text: text + id }));
const first = await engine.analyse(documents);
const halved = budgets.length;
const second = await engine.analyse(documents);
const failures = [...first.failures, ...second.failures].map(({ code, message }) => `${code} ${message}`);
console.log(JSON.stringify({ scores: first.scores.length, failures, budgets, halved }));
await engine.close();
