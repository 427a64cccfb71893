import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** A graph of a model folder and what its weights are. */
export interface PrecisionGraph {
  /** 'fp32', 'fp16', 'int8' …, as the file's name tells. */
  readonly precision: string;
  /** Path in the folder, with forward slashes. */
  readonly file: string;
}

/**
 * `model_quantized.onnx`, `model_q8.onnx` and `model_int8.onnx` hold 8-bit integers; the other names of Optimum's
 * and transformers.js's files speak for themselves; a name that says nothing is fp32.
 */
export function precisionOf(graph: string): string {
  const suffix =
    /_(fp16|int8|uint8|quantized|q8|q4f16|q4|bnb4|bf16)(?=[_.])/.exec(basename(graph))?.[1] ?? 'fp32';
  return suffix === 'quantized' || suffix === 'q8' ? 'int8' : suffix;
}

/** The graphs beside one, of the same name but for the precision; one file for each precision. */
export function precisionGraphs(folder: string, graph: string): PrecisionGraph[] {
  if (!existsSync(dirname(graph))) return [];
  const stem = stemOf(graph);
  const found = new Map<string, string>();
  for (const file of readdirSync(dirname(graph)).sort()) {
    if (!file.endsWith('.onnx') || stemOf(file) !== stem) continue;
    const precision = precisionOf(file);
    if (found.has(precision)) continue;
    found.set(
      precision,
      relative(folder, join(dirname(graph), file))
        .split(sep)
        .join('/'),
    );
  }
  return [...found].map(([precision, file]) => ({ precision, file }));
}

/**
 * The graph of a precision beside another.
 * @throws VerbatimError MODEL_FILE_MISSING
 */
export function graphOf(folder: string, graph: string, precision: string): string {
  const found = precisionGraphs(folder, graph).find((it) => it.precision === precision);
  if (found) return join(folder, found.file);
  const stem = relative(folder, graph)
    .split(sep)
    .join('/')
    .replace(/\.onnx$/, '');
  const file = precision === 'fp32' ? `${stem}.onnx` : `${stem}_${precision}.onnx`;
  throw new VerbatimError('MODEL_FILE_MISSING', { folder, file });
}

const stemOf = (file: string): string => /^[^_.]+/.exec(basename(file))?.[0] ?? '';
