import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/**
 * SHA-256 over the files of a model folder, hexadecimal: every file but prose and test data, in the order of
 * their paths: path, then SHA-256 of the content.
 * @param graph absolute path: other graphs, their external data, and weights for other libraries are left out,
 *   since they decide nothing. Without it every file counts.
 */
export async function hashFolder(folder: string, graph?: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const inFolder = (path: string) => relative(folder, path).split(sep).join('/');
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => inFolder(join(entry.parentPath, entry.name)))
    .filter((file) => !file.endsWith('.md') && file !== 'expected.json' && !file.startsWith('.'))
    .filter((file) => graph === undefined || decides(file, inFolder(graph)))
    .sort();
  const whole = createHash('sha256');
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    whole.update(`${file}\0${hash.digest('hex')}\n`);
  }
  return whole.digest('hex');
}

function decides(file: string, graph: string): boolean {
  if (/\.(safetensors|h5|msgpack|pt|pth|tflite)$|pytorch_model.*\.bin$/.test(file)) return false;
  return !/\.onnx([._]data.*)?$/.test(file) || file === graph || file.replace(/[._]data.*$/, '') === graph;
}

/**
 * Reads the folder again: what a thread opens now must be what the threads before it opened, or results of two models
 * would be stored under one hash.
 * @throws VerbatimError MODEL_CHANGED, also when a file cannot be read
 */
export async function assertUnchanged(
  { folder, name, hash }: { readonly folder: string; readonly name: string; readonly hash: string },
  graph?: string,
): Promise<void> {
  const found = await hashFolder(folder, graph).catch(() => null);
  if (found !== hash) throw new VerbatimError('MODEL_CHANGED', { folder, name, hash: hash.slice(0, 12) });
}
