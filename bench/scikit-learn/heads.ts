import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endToEnd } from '../../src/analysis/vectors.ts';
import { runScikit } from './environment.ts';

export interface HeadTask {
  readonly vectors: readonly Float32Array[];
  /** Row by row: whether it has each topic. */
  readonly labels: readonly (readonly boolean[])[];
  readonly training: readonly number[];
  readonly testing: readonly number[];
}

export interface HeadResults {
  readonly version: string;
  /** Micro F1 at 0.5 and at the best level; accuracy of the likeliest topic. */
  readonly results: readonly { readonly f1: number; readonly best: number; readonly accuracy: number }[];
}

/** scikit-learn's logistic regression for each topic of each task. */
export async function scikitHeads(folder: string, tasks: readonly HeadTask[]): Promise<HeadResults> {
  const described = tasks.map(({ vectors, labels, training, testing }, i) => {
    const { values, dimensions } = endToEnd(vectors);
    const file = join(folder, `heads-${i}.f32`);
    writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const labelFile = join(folder, `heads-${i}.u8`);
    writeFileSync(labelFile, Uint8Array.from(labels.flat(), Number));
    return { file, labels: labelFile, dimensions, training, testing };
  });
  const list = join(folder, 'heads.json');
  writeFileSync(list, JSON.stringify(described));
  return JSON.parse(await runScikit(folder, 'heads.py', [list])) as HeadResults;
}
