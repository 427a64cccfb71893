import { createRequire } from 'node:module';

export interface EngineOptions {
  /** 'cpu', 'cuda' or 'cuda:N'. */
  readonly device: string;
  /** Session threads. */
  readonly sessions: number;
  /** Threads of each session's own; default 1. */
  readonly threads?: number;
  /** Padded tokens of one session run. */
  readonly tokenBudget: number;
  /** Seconds that one session run may take, and as many again for each 2,048 padded tokens. Default 120. */
  readonly runSeconds?: number;
  /** Told once for each time that the memory did not suffice and the token budget was halved. */
  readonly onBudgetHalved?: (budget: number) => void;
}

/** Default of {@link EngineOptions.runSeconds}. */
export const RUN_SECONDS = 120;

/** Library and version that runs graphs. */
export const RUNTIME = `onnxruntime-node ${(createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version}`;
