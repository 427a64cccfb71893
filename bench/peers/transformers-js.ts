import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Answer, Request } from './peer-process.ts';

/**
 * A process of its own: transformers.js' text classification pipeline, batches of 32 in arrival order.
 *
 *     node transformers-js.ts INSTALLED_FOLDER MODEL_FOLDER fp32|q8
 */
interface Library {
  readonly env: { version: string; allowRemoteModels: boolean; localModelPath: string };
  pipeline(
    task: 'text-classification',
    model: string,
    options: { dtype: string; device: 'cpu'; local_files_only: true },
  ): Promise<Classifier>;
}
type Classifier = (texts: readonly string[], options: { top_k: number }) => Promise<Label[][]>;
interface Label {
  readonly label: string;
  readonly score: number;
}

const [installed, folder, dtype] = process.argv.slice(2) as [string, string, string];
const entry = createRequire(join(installed, 'package.json')).resolve('@huggingface/transformers');
const { env, pipeline } = (await import(pathToFileURL(entry).href)) as Library;
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);
const classifier = await pipeline('text-classification', basename(folder), {
  ...{ dtype, device: 'cpu', local_files_only: true },
});
const { id2label } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
  id2label: Record<string, string>;
};
const labels = Object.values(id2label);

const send = (message: Answer | { version: string }) => console.log(JSON.stringify(message));
send({ version: `@huggingface/transformers ${env.version}` });
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const texts = JSON.parse(readFileSync(request.texts, 'utf8')) as string[];
  const started = performance.now();
  const found: Label[][] = [];
  for (let i = 0; i < texts.length; i += 32) {
    found.push(...(await classifier(texts.slice(i, i + 32), { top_k: labels.length })));
  }
  const seconds = (performance.now() - started) / 1000;
  const probabilities = found.map((row) =>
    labels.map((name) => row.find(({ label }) => label === name)!.score),
  );
  send(request.wanted === 'seconds' ? { seconds } : { seconds, probabilities });
}
