import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Vectors } from '../../src/analysis/vectors.ts';

const run = promisify(execFile);
export const BERTOPIC = 'bertopic==0.17.4';

export interface BertopicTopics {
  /** Topic of each sentence; −1 for those left out. */
  readonly topics: readonly number[];
  /** Ten words of each topic. */
  readonly words: readonly (readonly string[])[];
}

/** Installs BERTopic into `folder`, where it is not there yet, without a model of its own, and runs it. */
export async function bertopicTopics(
  folder: string,
  texts: readonly string[],
  { values }: Vectors,
): Promise<BertopicTopics> {
  const environment = join(folder, 'bertopic');
  const interpreter = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(join(environment, 'complete'))) {
    await run('python3', ['-m', 'venv', environment]);
    const pip = [interpreter, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'] as const;
    await run(pip[0], [...pip.slice(1), '--no-deps', BERTOPIC]);
    await run(pip[0], [
      ...pip.slice(1),
      ...['umap-learn', 'hdbscan', 'scikit-learn', 'pandas', 'plotly', 'tqdm', 'pyyaml'],
    ]);
    writeFileSync(join(environment, 'complete'), '');
  }
  const [sentences, vectors] = [join(folder, 'sentences.json'), join(folder, 'sentences.f32')];
  writeFileSync(sentences, JSON.stringify(texts));
  writeFileSync(vectors, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const script = join(import.meta.dirname, 'topics.py');
  const { stdout } = await run(interpreter, [script, sentences, vectors], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as BertopicTopics;
}
