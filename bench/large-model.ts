import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openEngine } from '../src/inference/engines/open-engine.ts';
import { readServedModel } from '../src/inference/model/served-model.ts';
import { writePage } from './page.ts';
import { benchmarkTexts } from './texts.ts';

/**
 * `npm run bench:large`: cost of a model of XLM-R-base's size, beside the embedded one. Makes it with random weights and
 * Optimum, measures each graph in a process of its own, prints the table and writes it to docs/benchmarks.md. `--quick`
 * takes a fifth of the texts and writes nothing; `--python FILE` is an interpreter with torch, transformers and optimum,
 * with optimum-cli beside it; `--folder DIR` keeps the model there.
 */
const { values: flags } = parseArgs({
  options: {
    ...{ python: { type: 'string', default: 'python3' }, folder: { type: 'string' } },
    ...{
      quick: { type: 'boolean', default: false },
      measure: { type: 'string' },
      precision: { type: 'string' },
    },
  },
});
const EMBEDDED = join(import.meta.dirname, '../models/verbatim-multilingual');
const TEXTS = flags.quick ? 20 : 100;
const run = promisify(execFile);

interface Measured {
  readonly tokens: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Of the whole process. */
  readonly peakMiB: number;
}

/** The cost of the texts, after a warm-up. */
async function measure(folder: string, precision: string | undefined): Promise<Measured> {
  const model = await readServedModel(folder, precision === undefined ? { fast: true } : { precision });
  const engine = await openEngine(model, {
    ...{ device: 'cpu', sessions: 1, threads: availableParallelism(), tokenBudget: 1_024 },
  });
  // Evenly out of the corpus.
  const all = benchmarkTexts();
  const documents = Array.from({ length: TEXTS }, (_, id) => ({
    id,
    text: all[Math.floor((id * all.length) / TEXTS)]!,
  }));
  await engine.analyse(documents.slice(0, 10));
  const [started, before] = [performance.now(), process.cpuUsage()];
  const { tokens } = await engine.analyse(documents);
  const seconds = (performance.now() - started) / 1_000;
  const used = process.cpuUsage(before);
  await engine.close();
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  const processorSeconds = (used.user + used.system) / 1e6;
  return { tokens, seconds, processorSeconds, peakMiB: Number(peak?.[1] ?? 0) / 1_024 };
}

async function measuredApart(folder: string, precision?: string): Promise<Measured> {
  const choice = precision === undefined ? [] : ['--precision', precision];
  const quick = flags.quick ? ['--quick'] : [];
  const { stdout } = await run(process.execPath, [
    ...[import.meta.filename, '--measure', folder, ...choice, ...quick],
  ]);
  return JSON.parse(stdout) as Measured;
}

async function madeModel(folder: string): Promise<string> {
  const out = join(folder, 'model');
  if (existsSync(join(out, 'model_quantized.onnx'))) return out;
  const cli = flags.python.includes('/') ? join(flags.python, '../optimum-cli') : 'optimum-cli';
  const source = join(folder, 'source');
  const options = { maxBuffer: 1 << 26 };
  const script = join(import.meta.dirname, 'peers/export_xlm_roberta.py');
  await run(flags.python, [script, EMBEDDED, source], options);
  await run(cli, ['export', 'onnx', '--model', source, '--task', 'text-classification', out], options);
  const quantised = join(folder, 'quantised');
  await run(cli, ['onnxruntime', 'quantize', '--onnx_model', out, '--avx512_vnni', '-o', quantised], options);
  await run('cp', [join(quantised, 'model_quantized.onnx'), out]);
  return out;
}

function line(name: string, megabytes: number, it: Measured, base: Measured): string {
  const cells = [
    ...[
      name,
      megabytes.toFixed(0),
      (TEXTS / it.seconds).toFixed(1),
      (TEXTS / it.processorSeconds).toFixed(1),
    ],
    ...[(it.processorSeconds / base.processorSeconds).toFixed(1), it.peakMiB.toFixed(0)],
  ];
  return `| ${cells.join(' | ')} |`;
}

const sizeOf = (...files: string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;

if (flags.measure !== undefined) {
  console.log(JSON.stringify(await measure(flags.measure, flags.precision)));
} else {
  const folder = flags.folder ? resolve(flags.folder) : mkdtempSync(join(tmpdir(), 'verbatim-large-'));
  try {
    const large = await madeModel(folder);
    const embedded = await measuredApart(EMBEDDED);
    const rows = [
      line(
        'verbatim-multilingual, its default graph',
        sizeOf(join(EMBEDDED, 'onnx/model_int8_rows.onnx'), join(EMBEDDED, 'onnx/weights.bin')),
        ...[embedded, embedded],
      ),
      line('XLM-R-base size, fp32', sizeOf(join(large, 'model.onnx')), await measuredApart(large), embedded),
      line(
        'XLM-R-base size, int8 (dynamic)',
        sizeOf(join(large, 'model_quantized.onnx')),
        ...[await measuredApart(large, 'int8'), embedded],
      ),
    ];
    const page = [
      '| model | graph, MB | documents/s | documents per processor second | processor time ÷ embedded | peak memory, MiB |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
      '',
      `${TEXTS} English comments of the benchmark corpus, ${embedded.tokens} tokens; one session with a thread per core; random weights. Documents/s depend on what else runs on the machine, processor time does less.`,
    ].join('\n');
    console.log(page);
    if (!flags.quick) writePage('large-model', page, 'npm run bench:large');
  } finally {
    if (!flags.folder) rmSync(folder, { recursive: true, force: true });
  }
}
