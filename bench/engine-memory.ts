import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { analysisOf } from '../src/analysis/judge.ts';
import { openEngine } from '../src/inference/engines/open-engine.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';
import { benchConfig } from './bench-config.ts';
import { writePage } from './page.ts';
import { benchmarkTexts } from './texts.ts';

/**
 * `npm run bench:memory`: resident memory of the engine over half a million documents of mixed length, by tenths, in
 * batches of a worker's size. Prints the table and writes it to docs/benchmarks.md. `-- --documents N`, `-- --model
 * FOLDER` (default: a model of 800 bytes, which takes minutes); only complete runs are written.
 */
const ROOT = join(import.meta.dirname, '..');
const WHOLE = 500_000;
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: String(WHOLE) },
    model: { type: 'string', default: join(ROOT, 'tests/fixtures/tiny-classifier') },
  },
});
const documents = Number(values.documents);
const { batchCharacters, concurrency, sessions, tokenBudget } = benchConfig();
const texts = benchmarkTexts();
// Some texts have the length of a page, a chapter or a book.
const PAGE = texts.slice(0, 40).join(' ').slice(0, 5_000);
const CHAPTER = texts.slice(0, 2_000).join(' ').slice(0, 100_000);
const BOOK = CHAPTER.repeat(10);

function textAt(i: number): string {
  const long = i % 100_000 === 50_000 ? BOOK : i % 10_000 === 5_000 ? CHAPTER : i % 500 === 250 ? PAGE : null;
  return `${long ?? texts[i % texts.length]!} (${i})`;
}

const residentMiB = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;

const model = await readServedModel(values.model);
const engine = await openEngine(model, { device: 'cpu', sessions, tokenBudget });
const tenths = Array.from({ length: 10 }, () => 0);
let [next, done, characters, longest] = [0, 0, 0, 0];
const see = () => {
  const tenth = Math.min(9, Math.floor((10 * done) / documents));
  tenths[tenth] = Math.max(tenths[tenth]!, residentMiB());
};
const watch = setInterval(see, 50);

async function work(): Promise<void> {
  while (next < documents) {
    const batch: { id: number; text: string }[] = [];
    for (let held = 0; held < batchCharacters && next < documents; ) {
      const text = textAt(next);
      batch.push({ id: next++, text });
      held += text.length;
      characters += text.length;
      longest = Math.max(longest, text.length);
    }
    const { scores, failures } = await engine.analyse(batch);
    if (failures.length > 0) throw new Error(failures[0]!.message);
    if (scores.map(analysisOf).length !== batch.length) throw new Error('a document has no result');
    done += batch.length;
    see();
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: concurrency }, work));
clearInterval(watch);
await engine.close();
const seconds = (performance.now() - started) / 1000;
const whole = (value: number) => Math.round(value).toLocaleString('en');
const table = [
  `| tenth of the documents | ${tenths.map((_, i) => i + 1).join(' | ')} |`,
  `| --- | ${tenths.map(() => '---').join(' | ')} |`,
  `| peak resident memory, MiB | ${tenths.map(whole).join(' | ')} |`,
  '',
  [
    `${whole(documents)} documents of ${whole(characters / documents)} characters on average, ${whole(longest)} at most,`,
    `through ${relative(ROOT, model.folder)} in ${whole(seconds)} s; ${sessions} sessions, ${concurrency} batches at once.`,
    `Last tenth ÷ second tenth: ${(tenths[9]! / tenths[1]!).toFixed(3)} (target ≤ 1.1).`,
  ].join(' '),
].join('\n');
console.log(table);
if (documents >= WHOLE) writePage('memory', table, 'npm run bench:memory');
