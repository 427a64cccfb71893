import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenizer } from '../../../src/inference/text/tokenizer.ts';
import { appendedGraph } from '../../../src/inference/vectors/onnx-model.ts';
import { MODEL_FOLDER } from './model-folder.ts';

const LABELS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'];
const SURE = 8;

/**
 * A copy of the embedded model with a names head that knows exactly these words: a table of logits by token id, without
 * any context, so that a test can say what is found.
 * @param words each a word with its label; later ones win where words share tokens
 */
export async function namedModel(
  words: Readonly<Record<string, 'PER' | 'LOC' | 'O'>>,
  threshold = { PER: 0.5, LOC: 0.5 },
): Promise<{ folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-named-'));
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  const file = join(folder, 'tokenizer.json');
  const tokenizer = await loadTokenizer(folder, file, '<pad>');
  const size = (JSON.parse(readFileSync(file, 'utf8')) as { model: { vocab: unknown[] } }).model.vocab.length;
  const values = new Float32Array(size * LABELS.length);
  for (let id = 0; id < size; id++) values[id * LABELS.length] = SURE;
  // At the start of a word, and within one.
  const encoded = await tokenizer.encode(Object.keys(words).flatMap((word) => [word, `>${word}`]));
  for (const [i, { ids, end }] of encoded.entries()) {
    const label = Object.values(words)[i >> 1]!;
    const own = ids.filter((_, at) => end[at]! > i % 2);
    for (const [at, id] of [...own].entries()) {
      const chosen = label === 'O' ? 0 : LABELS.indexOf(`${at === 0 ? 'B' : 'I'}-${label}`);
      for (let l = 0; l < LABELS.length; l++) values[id * LABELS.length + l] = l === chosen ? SURE : 0;
    }
  }
  const head = appendedGraph(
    [{ op: 'Gather', inputs: ['planted_names', 'input_ids'], output: 'planted' }],
    [{ name: 'planted_names', shape: [size, LABELS.length], values }],
    [{ name: 'planted', dimensions: ['batch', 'sequence', 'name'] }],
  );
  for (const graph of readdirSync(join(folder, 'onnx')).filter((it) => it.endsWith('.onnx'))) {
    const path = join(folder, 'onnx', graph);
    writeFileSync(path, Buffer.concat([readFileSync(path), head]));
  }
  const own = join(folder, 'verbatim.json');
  const manifest = JSON.parse(readFileSync(own, 'utf8')) as { heads: Record<string, unknown> };
  manifest.heads.names = { output: 'planted', type: 'tokens', labels: LABELS, threshold };
  writeFileSync(own, JSON.stringify(manifest));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
