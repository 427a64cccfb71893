import { type Config, defaultLayout, EMBEDDED_MODEL, readConfig } from '../src/app/config.ts';

/** Settings of a benchmark: from the environment; default: the embedded model and layout. */
export interface BenchConfig extends Config {
  readonly model: string;
  readonly sessions: number;
  readonly threads: number;
  readonly tokenBudget: number;
}

export function benchConfig(): BenchConfig {
  const config = readConfig(process.env);
  const usual = defaultLayout(config.device);
  return {
    ...config,
    model: config.model ?? EMBEDDED_MODEL,
    sessions: config.layout.sessions ?? usual.sessions,
    threads: config.layout.threads ?? usual.threads,
    tokenBudget: config.layout.tokenBudget ?? usual.tokenBudget,
  };
}
