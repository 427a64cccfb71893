import { Option } from 'commander';

export interface ModelFlags {
  model?: string;
  precision?: string;
  device?: string;
  sessions?: string;
  concurrency?: string;
}

export const modelOption = (): Option =>
  new Option('--model <folder>', 'model folder (default: the active model)');

/** Which graph of a model runs, and where. */
export const graphOptions = (): Option[] => [
  new Option(
    '--precision <name>',
    'graph of the folder to run: fp32, int8 … (default: the fastest that passes the gate)',
  ),
  new Option('--device <name>', 'cpu, cuda or cuda:N'),
];

/** Which model runs, and how. */
export const modelOptions = (): Option[] => [
  modelOption(),
  ...graphOptions(),
  new Option('--sessions <n>', 'session threads'),
  new Option('--concurrency <n>', 'batches held at once'),
];

export interface AnalysisFlags extends ModelFlags {
  worker: boolean;
}

/** How a command analyses, or that it leaves this to workers. */
export const analysisOptions = (): Option[] => [
  ...modelOptions(),
  new Option('--no-worker', 'leave the batches to verbatim worker processes'),
];

export const writerOption = (): Option =>
  new Option(
    '--writer [model]',
    'folder or address of a model that writes summaries; without a value VERBATIM_WRITER; what comments do not bear out goes',
  );
