import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { normaliseText, type StoredDocument } from '../src/domain/document.ts';
import {
  bestLayout,
  candidateLayouts,
  type SessionLayout,
  sweepLayouts,
} from '../src/inference/batching/layout-sweep.ts';
import { openPooledEngine } from '../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../src/inference/model/pooled-folder.ts';
import { benchConfig } from './bench-config.ts';
import { largestDifference, type Pair, sameSentiment } from './cuda/difference.ts';
import { torchPipeline } from './cuda/torch-pipeline.ts';
import { writePage } from './page.ts';
import { workerBatches } from './peers/batches.ts';
import { benchmarkTexts } from './texts.ts';

/**
 * `npm run bench:cuda`, on a machine with an NVIDIA GPU and onnxruntime's CUDA libraries: differences of the embedded
 * model's scores between CUDA and CPU and between batches, and its speed, compared with the machine's CPU. With
 * `-- --python INTERPRETER` (with torch, transformers, onnx and onnxruntime) also compared with the pipeline of Python
 * transformers on the same GPU.
 */
const { values } = parseArgs({
  options: { python: { type: 'string' }, device: { type: 'string' }, texts: { type: 'string' } },
});
const device = values.device ?? 'cuda:0';
const ALONE = 300;
const config = benchConfig();
const model = await readModelFolder(config.model);
const texts = [...new Set(benchmarkTexts().map(normaliseText))].slice(0, Number(values.texts ?? 20_000));
const clock = () => performance.now() / 1000;
const say = (line: string) => console.error(line);

async function judge(where: string, layout: SessionLayout, alone = false): Promise<Pair['ours'][]> {
  const engine = await openPooledEngine(model, { device: where, ...layout });
  const judged: Pair['ours'][] = [];
  const take = async (batch: readonly StoredDocument[]) => {
    const { scores, failures } = await engine.analyse(batch);
    if (failures.length > 0) throw new Error(`${failures.length} documents failed`);
    for (const score of scores) judged[score.documentId] = score;
  };
  if (alone) for (const [id, text] of texts.slice(0, ALONE).entries()) await take([{ id, text }]);
  else await Promise.all(workerBatches(texts, config.batchCharacters).map(take));
  await engine.close();
  return judged;
}

const pairs = (ours: Pair['ours'][], theirs: Pair['ours'][]): Pair[] =>
  ours.map((one, i) => ({ ours: one, theirs: theirs[i]! }));

const layouts = candidateLayouts(device, 1);
const measured = await sweepLayouts(model, device, layouts, texts, clock, (it) => say(JSON.stringify(it)));
const best = bestLayout(measured);
const onCpu = { sessions: config.sessions, threads: config.threads, tokenBudget: config.tokenBudget };
const [cpu] = await sweepLayouts(model, 'cpu', [onCpu], texts, clock, (it) => say(JSON.stringify(it)));
const [exact, gpu, small, alone] = [
  await judge('cpu', onCpu),
  await judge(device, best),
  await judge(device, { ...best, tokenBudget: 512 }),
  await judge(device, best, true),
];
const apart = pairs(exact, gpu);
const across = [...pairs(gpu, small), ...pairs(alone, gpu.slice(0, ALONE))];
const rate = (value: number) => `${Math.round(value).toLocaleString('en-US')} documents/s`;
const percent = (share: number) => `${(100 * share).toFixed(3)} %`;
const lines = [
  `| fastest on ${device}: ${best.sessions} × ${best.threads} at ${best.tokenBudget} tokens | ${rate(best.documentsPerSecond)} |  |`,
  `| the other layouts | ${measured.map((it) => `${it.sessions} × ${it.threads} at ${it.tokenBudget}: ${Math.round(it.documentsPerSecond)}`).join(', ')} |  |`,
  `| the CPU of the machine: ${onCpu.sessions} × ${onCpu.threads} at ${onCpu.tokenBudget} tokens | ${rate(cpu!.documentsPerSecond)} |  |`,
  `| scores on ${device} against those on the CPU, ${apart.length} texts: largest difference, same sentiment | ${largestDifference(apart).toExponential(1)}, ${percent(sameSentiment(apart))} |  |`,
  `| scores on ${device} alone and in other batches: largest difference, same sentiment | ${largestDifference(across).toExponential(1)}, ${percent(sameSentiment(across))} | ≤ 1e-5, 100 % |`,
];
if (values.python) {
  for (const { name, documentsPerSecond } of await torchPipeline(
    values.python,
    config.model,
    texts,
    device,
    say,
  )) {
    const ratio = best.documentsPerSecond / documentsPerSecond;
    lines.push(`| ${name}; ours ÷ theirs | ${rate(documentsPerSecond)}; ${ratio.toFixed(1)} |  |`);
  }
}
const table = ['| figure | value | target |', '| --- | --- | --- |', ...lines].join('\n');
console.log(table);
const gpuName = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
  encoding: 'utf8',
});
writePage('cuda', table, 'npm run bench:cuda', `one ${gpuName.trim().split('\n')[0]}`);
