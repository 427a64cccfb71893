import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vectors } from '../../src/analysis/vectors.ts';
import { runScikit } from './environment.ts';

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
  const file = join(folder, 'vectors.f32');
  writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const stdout = await runScikit(folder, 'k_means.py', [file, dimensions, clusters, seeds].map(String));
  return JSON.parse(stdout) as KMeansRuns;
}
