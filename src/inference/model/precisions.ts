import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { inFolder } from './files.ts';

/** A graph file of a model folder with the precision of its weights. */
interface PrecisionGraph {
  /** 'fp32', 'fp16', 'int8' …, from the file name. */
  readonly precision: string;
  /** Path in the folder, with forward slashes. */
  readonly file: string;
}

/**
 * Precision of a graph by the file names of Optimum and transformers.js. `model_quantized.onnx`, `model_q8.onnx` and
 * `model_int8.onnx` are int8; a name without a suffix is fp32.
 */
export function precisionOf(graph: string): string {
  const suffix =
    /_(fp16|int8|uint8|quantized|q8|q4f16|q4|bnb4|bf16)(?=[_.])/.exec(basename(graph))?.[1] ?? 'fp32';
  return suffix === 'quantized' || suffix === 'q8' ? 'int8' : suffix;
}

/** Graphs in the same folder whose names differ only in the precision; one file for each precision. */
export function precisionGraphs(folder: string, graph: string): PrecisionGraph[] {
  if (!existsSync(dirname(graph))) return [];
  const stem = stemOf(graph);
  const found = new Map<string, string>();
  for (const file of readdirSync(dirname(graph)).sort()) {
    if (!file.endsWith('.onnx') || stemOf(file) !== stem) continue;
    const precision = precisionOf(file);
    if (!found.has(precision)) found.set(precision, inFolder(folder, join(dirname(graph), file)));
  }
  return [...found].map(([precision, file]) => ({ precision, file }));
}

/** The graph with the given precision in the folder of `graph`. @throws VerbatimError MODEL_FILE_MISSING */
export function graphOf(folder: string, graph: string, precision: string): string {
  const found = precisionGraphs(folder, graph).find((it) => it.precision === precision);
  if (found) return join(folder, found.file);
  const stem = inFolder(folder, graph).replace(/\.onnx$/, '');
  const file = precision === 'fp32' ? `${stem}.onnx` : `${stem}_${precision}.onnx`;
  throw new VerbatimError('MODEL_FILE_MISSING', { folder, file });
}

const stemOf = (file: string): string => /^[^_.]+/.exec(basename(file))?.[0] ?? '';
