import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { POLARITIES } from '../../domain/analysis.ts';
import type { SentimentHead } from '../../domain/sentiment-head.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { appendedGraph } from '../vectors/onnx-model.ts';
import { inFolder, readJson, requireFile } from './files.ts';
import type { Manifest, ModelFolder } from './pooled-folder.ts';
import { precisionGraphs } from './precisions.ts';

/** A head that was tuned, and what its folder says about it. */
export interface TunedHead {
  readonly head: SentimentHead;
  /** Name of the new model. */
  readonly name: string;
  /** Sentences of its card: what it was tuned on. */
  readonly card: string;
}

/** The output of a tuned head in its graph; another name than in the graph of a base that is tuned itself. */
const outputOf = ({ heads }: Manifest): string => `tuned_${heads.sentiment.output}`;
/** The head by itself, as the graph has it. */
const HEAD = 'tuned-head.json';

const NUMBERS = z.array(z.number()).transform((values) => Float32Array.from(values));
const HEAD_FILE = z.object({ logits: NUMBERS, embedding: NUMBERS, bias: NUMBERS });

/** The head of a tuned model's folder. @throws VerbatimError MODEL_FILE_INVALID, MODEL_FILE_MISSING */
export function readTunedHead(folder: string): SentimentHead {
  requireFile(folder, HEAD);
  return readJson(folder, HEAD, HEAD_FILE);
}

/** SHA-256 of a head, hexadecimal. */
export function headHash({ logits, embedding, bias }: SentimentHead): string {
  const hash = createHash('sha256');
  for (const part of [logits, embedding, bias]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}

/**
 * Writes the folder of a tuned model: the files of its base, and every graph with the head appended, so that one pass
 * computes both. Weights are copied: onnx 1.23.2 refuses external data with several hard links.
 * @param place folder that the model's folder is made in
 * @returns the folder; the same head of the same base has the same one
 * @throws VerbatimError MODEL_TASK_UNSUPPORTED if the base has no embedding
 */
export async function writeTunedFolder(base: ModelFolder, tuned: TunedHead, place: string): Promise<string> {
  const hash = headHash(tuned.head);
  const folder = join(place, `${tuned.name}-${hash.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const extension = graphExtension(base, tuned.head);
  const graphs = new Set(precisionGraphs(base.folder, base.graph).map(({ file }) => file));
  // Under another name until it is complete: a folder that exists is whole.
  const draft = join(place, `.${basename(folder)}-${randomBytes(4).toString('hex')}`);
  try {
    const entries = await readdir(base.folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((it) => it.isFile())) {
      const from = join(entry.parentPath, entry.name);
      const file = inFolder(base.folder, from);
      const into = join(draft, file);
      if (file.startsWith('.') || file === 'expected.json' || file === 'verbatim.json') continue;
      if (file === 'README.md' || (file.endsWith('.onnx') && !graphs.has(file))) continue;
      await mkdir(dirname(into), { recursive: true });
      if (graphs.has(file)) await writeFile(into, Buffer.concat([await readFile(from), extension]));
      else await copyFile(from, into, constants.COPYFILE_FICLONE);
    }
    const manifest = JSON.parse(await readFile(join(base.folder, 'verbatim.json'), 'utf8')) as Manifest;
    const version = `${base.version}+${hash.slice(0, 8)}`;
    const { sentiment } = manifest.heads;
    const own = {
      ...manifest,
      ...{ name: tuned.name, version },
      tuned: { base: { name: base.name, version: base.version, hash: base.hash }, head: hash },
      heads: {
        ...manifest.heads,
        sentiment: { ...sentiment, output: outputOf(base.manifest), labels: POLARITIES, temperature: 1 },
      },
    };
    await writeFile(join(draft, 'verbatim.json'), `${JSON.stringify(own, null, 2)}\n`);
    const { logits, embedding, bias } = tuned.head;
    await writeFile(
      join(draft, HEAD),
      `${JSON.stringify({ logits: [...logits], embedding: [...embedding], bias: [...bias] })}\n`,
    );
    await writeFile(join(draft, 'README.md'), await cardOf(base, tuned, version));
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What is appended to each graph: logits × M + embedding × W + bias. */
function graphExtension({ folder, manifest }: ModelFolder, head: SentimentHead): Uint8Array {
  const { sentiment, embedding } = manifest.heads;
  if (!embedding) {
    const detail = 'a head is tuned on embeddings, and it has none';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  const size = POLARITIES.length;
  const output = outputOf(manifest);
  // Centred logarithms of probabilities are centred logits over the temperature.
  const logits = new Float32Array(size * size);
  for (const [i, label] of sentiment.labels.entries()) {
    const own = (POLARITIES as readonly string[]).indexOf(label);
    for (let c = 0; c < size; c++) {
      let mean = 0;
      for (let j = 0; j < size; j++) mean += head.logits[j * size + c]! / size;
      logits[i * size + c] = (head.logits[own * size + c]! - mean) / sentiment.temperature;
    }
  }
  const tensor = (part: string, shape: readonly number[], values: Float32Array) => ({
    ...{ name: `${output}_${part}`, shape, values },
  });
  return appendedGraph(
    [
      { op: 'MatMul', inputs: [sentiment.output, `${output}_logits`], output: `${output}_of_logits` },
      {
        op: 'MatMul',
        inputs: [embedding.output, `${output}_embedding`],
        output: `${output}_of_embedding`,
      },
      { op: 'Add', inputs: [`${output}_of_logits`, `${output}_of_embedding`], output: `${output}_sum` },
      { op: 'Add', inputs: [`${output}_sum`, `${output}_bias`], output },
    ],
    [
      tensor('logits', [size, size], logits),
      tensor('embedding', [embedding.dimensions, size], head.embedding),
      tensor('bias', [size], head.bias),
    ],
    [{ name: output, dimensions: ['batch', 'segment', 'polarity'] }],
  );
}

async function cardOf(base: ModelFolder, { name, card }: TunedHead, version: string): Promise<string> {
  const own = join(base.folder, 'README.md');
  const former = existsSync(own) ? await readFile(own, 'utf8') : '';
  const front = /^---\r?\n.*?\r?\n---\r?\n/s.exec(former)?.[0] ?? '';
  return [
    ...(front === '' ? [] : [front.trimEnd(), '']),
    `# ${name} ${version}`,
    '',
    `${base.name} ${base.version} (${base.hash.slice(0, 12)}) with a head of its own for sentiment. ${card}`,
    '',
    'The head is learnt from labels of your people on your comments: do not publish it without their consent.',
    'Encoder, other heads, licence and limits are those of the base, whose card follows.',
    '',
    former.slice(front.length),
  ].join('\n');
}
