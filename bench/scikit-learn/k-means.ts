import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Vectors } from '../../src/analysis/vectors.ts';

const run = promisify(execFile);
const PACKAGE = 'scikit-learn==1.9.1';

export interface KMeansRuns {
  readonly version: string;
  readonly runs: readonly { readonly labels: readonly number[]; readonly seconds: number }[];
}

/** Installs scikit-learn into `folder`, where it is not there yet, and clusters the vectors with each seed from 0. */
export async function scikitKMeans(
  folder: string,
  { values, dimensions }: Vectors,
  clusters: number,
  seeds: number,
): Promise<KMeansRuns> {
  const environment = join(folder, 'scikit-learn');
  const interpreter = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(join(environment, 'complete'))) {
    await run('python3', ['-m', 'venv', environment]);
    await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
    writeFileSync(join(environment, 'complete'), '');
  }
  const file = join(folder, 'vectors.f32');
  writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const script = join(import.meta.dirname, 'k_means.py');
  const args = [script, file, dimensions, clusters, seeds].map(String);
  const { stdout } = await run(interpreter, args, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as KMeansRuns;
}
