import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { inFolder, requireFile } from './files.ts';

/** Which graph of a folder runs. */
export interface GraphOptions {
  /** 'fp32', 'int8' …: selects the graph with this precision. */
  readonly precision?: string;
  /**
   * Without a precision: selects the int8 graph with a scale per token, if there is one. It is the fastest on a CPU, and
   * its results do not depend on the batch.
   */
  readonly fast?: boolean;
}

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
function precisionOf(graph: string): string {
  const suffix =
    /_(fp16|int8|uint8|quantized|q8|q4f16|q4|bnb4|bf16)(?=[_.])/.exec(basename(graph))?.[1] ?? 'fp32';
  return suffix === 'quantized' || suffix === 'q8' ? 'int8' : suffix;
}

/** Graphs in the same folder whose names differ only in the precision; one file for each precision. */
export function precisionGraphs(folder: string, graph: string): PrecisionGraph[] {
  if (!existsSync(dirname(graph))) return [];
  const stem = stemOf(graph);
  const found = new Map<string, string>();
  for (const file of readdirSync(dirname(graph)).sort(rowsFirst)) {
    if (!file.endsWith('.onnx') || stemOf(file) !== stem) continue;
    const precision = precisionOf(file);
    if (!found.has(precision)) found.set(precision, inFolder(folder, join(dirname(graph), file)));
  }
  return [...found].map(([precision, file]) => ({ precision, file }));
}

/** The graph with the given precision in the folder of `graph`. @throws VerbatimError MODEL_FILE_MISSING */
function graphOf(folder: string, graph: string, precision: string): string {
  const found = precisionGraphs(folder, graph).find((it) => it.precision === precision);
  if (found) return join(folder, found.file);
  const stem = inFolder(folder, graph).replace(/\.onnx$/, '');
  const file = precision === 'fp32' ? `${stem}.onnx` : `${stem}_${precision}.onnx`;
  throw new VerbatimError('MODEL_FILE_MISSING', { folder, file });
}

/**
 * The graph to run and its precision.
 * @param graph absolute path of the folder's own graph
 * @param named its precision as the folder names it
 * @throws VerbatimError MODEL_FILE_MISSING
 */
export function chosenGraph(
  folder: string,
  graph: string,
  { precision, fast }: GraphOptions,
  named?: string,
): { readonly graph: string; readonly precision: string } {
  if (precision) return { graph: graphOf(folder, graph, precision), precision };
  const rows = fast ? precisionGraphs(folder, graph).find(({ file }) => isRows(file)) : undefined;
  if (rows) return { graph: join(folder, rows.file), precision: rows.precision };
  requireFile(folder, inFolder(folder, graph));
  return { graph, precision: named ?? precisionOf(graph) };
}

/** Whether a graph has a scale per token, so that a text's result does not depend on its batch; from its name. */
export const isRows = (file: string): boolean => /_int8_rows\.onnx$/.test(file);

const rowsFirst = (a: string, b: string): number => Number(isRows(b)) - Number(isRows(a)) || (a < b ? -1 : 1);

const stemOf = (file: string): string => /^[^_.]+/.exec(basename(file))?.[0] ?? '';
