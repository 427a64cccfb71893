import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ONNXRUNTIME_VERSION } from './runtime.ts';

const run = promisify(execFile);

const TRANSFORMERS_JS = '4.3.1';
// Of torch, the CPU build where the index of the machine prefers it. onnxruntime: the version that we use.
const PYTHON_PACKAGES = [
  'torch==2.13.0',
  'transformers==4.57.6',
  'onnx==1.23.2',
  `onnxruntime==${ONNXRUNTIME_VERSION}`,
  'optimum==2.1.0',
  'optimum-onnx==0.1.0',
];

/** Folders of what has been installed, or the reason why not. */
export interface Installation<What> {
  readonly installed: What | null;
  readonly reason: string;
}

export interface PythonPeers {
  readonly interpreter: string;
  /** The model as the peers can load it, and with the sentiment head alone: see export_model.py. */
  readonly plain: string;
  readonly sentiment: string;
}

export interface GenerationPeer {
  readonly interpreter: string;
  /** A T5 to be timed: see export_t5.py. */
  readonly model: string;
}

/** A virtual environment with the Python peers, and the model exported for them. */
export function installPython(
  folder: string,
  model: string,
  check: readonly string[],
): Promise<Installation<PythonPeers>> {
  return attempt(async () => {
    const interpreter = await pythonWithPackages(folder);
    const models = join(folder, 'models');
    const texts = join(folder, 'check.json');
    writeFileSync(texts, JSON.stringify(check));
    await run(interpreter, [join(import.meta.dirname, 'export_model.py'), model, models, texts]);
    return { interpreter, plain: join(models, 'plain'), sentiment: join(models, 'sentiment') };
  });
}

/** A T5 of t5-small's size with the tokenizer of a fixture, in the same virtual environment. */
export function installGeneration(folder: string, fixture: string): Promise<Installation<GenerationPeer>> {
  return attempt(async () => {
    const interpreter = await pythonWithPackages(folder);
    const model = join(folder, 'models/t5');
    const complete = join(model, 'special_tokens_map.json');
    if (!existsSync(complete)) {
      await run(interpreter, [join(import.meta.dirname, 'export_t5.py'), fixture, model], {
        maxBuffer: 1 << 26,
      });
    }
    return { interpreter, model };
  });
}

async function pythonWithPackages(folder: string): Promise<string> {
  const environment = join(folder, 'python');
  const interpreter = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const record = join(environment, 'complete');
  const packages = PYTHON_PACKAGES.join(' ');
  if (existsSync(record) && readFileSync(record, 'utf8') === packages) return interpreter;
  await run('python3', ['-m', 'venv', environment]);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await run(interpreter, ['-m', 'pip', 'install', ...quiet, ...PYTHON_PACKAGES], { maxBuffer: 1 << 26 });
  writeFileSync(record, packages);
  return interpreter;
}

/** transformers.js, in a folder of its own. */
export function installTransformersJs(folder: string): Promise<Installation<string>> {
  return attempt(async () => {
    const prefix = join(folder, 'transformers-js');
    mkdirSync(prefix, { recursive: true });
    if (existsSync(join(prefix, 'node_modules/@huggingface/transformers'))) return prefix;
    writeFileSync(join(prefix, 'package.json'), '{"private":true}');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--onnxruntime-node-install=skip'];
    await run('npm', ['install', ...quiet, `@huggingface/transformers@${TRANSFORMERS_JS}`], { cwd: prefix });
    return prefix;
  });
}

async function attempt<What>(install: () => Promise<What>): Promise<Installation<What>> {
  try {
    return { installed: await install(), reason: '' };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const lines = (stderr?.trim() || message).trim().split('\n');
    return { installed: null, reason: lines.at(-1)!.slice(0, 200) };
  }
}
