import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { VerbatimError } from './errors.ts';

/**
 * Every setting of Verbatim: name, type, default and meaning. Read once, in an entry point, and frozen.
 * `docs/config.md` is made from this table; a test compares them.
 */

const ROOT = resolve(import.meta.dirname, '..');

export const VERSION: string = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
).version;

const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1')
  .default(false);
const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const SCHEMA = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address is expected' })
    .optional()
    .describe('Postgres to use. Without it Verbatim starts its own, under VERBATIM_HOME.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address is expected' })
    .optional()
    .describe('Redis that holds the queue. Without it the queue lives in Postgres.'),
  VERBATIM_HOME: z
    .string()
    .default(join(ROOT, '.verbatim'))
    .describe('Folder of the embedded Postgres. Default: .verbatim in the folder of Verbatim.'),
  VERBATIM_MODEL: z
    .string()
    .default(join(ROOT, 'models/verbatim-mini'))
    .describe('Model folder. Default: models/verbatim-mini in the folder of Verbatim.'),
  VERBATIM_DEVICE: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?)$/, 'cpu, cuda or cuda:N is expected')
    .default('cpu')
    .describe('Where the model runs: cpu, cuda or cuda:N. Never falls back to another device.'),
  VERBATIM_SESSIONS: whole(1, 256)
    .optional()
    .describe('Session threads of a worker. Default: one per core on CPU, one on CUDA.'),
  VERBATIM_TOKEN_BUDGET: whole(64, 1_048_576)
    .optional()
    .describe('Padded tokens of one session run. Default: 512 on CPU, 16384 on CUDA.'),
  VERBATIM_CONCURRENCY: whole(1, 64)
    .default(3)
    .describe('Batches a worker holds at once: while one is computed, others are read and tokenised.'),
  VERBATIM_BATCH_CHARACTERS: whole(1_000, 10_000_000)
    .default(64_000)
    .describe('Characters of text in one queue job (about four to a token).'),
  VERBATIM_ALLOW_EVICTION: flag.describe(
    'true accepts a Redis whose maxmemory-policy may drop jobs. They are found again by verbatim requeue.',
  ),
  VERBATIM_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address that verbatim serve listens on. Any but a loopback address needs VERBATIM_API_KEY.'),
  VERBATIM_PORT: whole(0, 65_535)
    .default(8080)
    .describe('Port that verbatim serve listens on; 0: any free one.'),
  VERBATIM_API_KEY: z
    .string()
    .min(16, 'at least 16 characters are expected')
    .optional()
    .describe('Key that callers of verbatim serve send as Authorization: Bearer KEY.'),
  VERBATIM_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level of the log lines that a worker writes to standard error.'),
});

export interface Config {
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly home: string;
  readonly model: string;
  readonly device: string;
  readonly sessions: number;
  readonly tokenBudget: number;
  readonly concurrency: number;
  readonly batchCharacters: number;
  readonly allowEviction: boolean;
  readonly host: string;
  readonly port: number;
  readonly apiKey: string | null;
  readonly logLevel: string;
}

/**
 * @param overrides settings given on the command line, by the same names; undefined ones are ignored
 * @throws VerbatimError CONFIG_INVALID
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string | undefined>> = {},
): Config {
  const given: Record<string, string> = {};
  for (const name of Object.keys(SCHEMA.shape)) {
    const value = overrides[name] ?? environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = SCHEMA.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new VerbatimError('CONFIG_INVALID', { name: String(issue.path[0]), detail: issue.message });
  }
  const settings = parsed.data;
  if (!settings.VERBATIM_API_KEY && !isLoopback(settings.VERBATIM_HOST)) {
    const detail = `needed when VERBATIM_HOST is ${settings.VERBATIM_HOST}`;
    throw new VerbatimError('CONFIG_INVALID', { name: 'VERBATIM_API_KEY', detail });
  }
  const cpu = settings.VERBATIM_DEVICE === 'cpu';
  return Object.freeze({
    databaseUrl: settings.DATABASE_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    home: resolve(settings.VERBATIM_HOME),
    model: resolve(settings.VERBATIM_MODEL),
    device: settings.VERBATIM_DEVICE,
    // Measured on 4 AVX2 cores: four single-threaded sessions at 512 tokens a run made 1.87 times what one
    // four-thread session made at 2,048 (docs/decisions/session-threads.md).
    sessions: settings.VERBATIM_SESSIONS ?? (cpu ? Math.min(availableParallelism(), 16) : 1),
    tokenBudget: settings.VERBATIM_TOKEN_BUDGET ?? (cpu ? 512 : 16_384),
    concurrency: settings.VERBATIM_CONCURRENCY,
    batchCharacters: settings.VERBATIM_BATCH_CHARACTERS,
    allowEviction: settings.VERBATIM_ALLOW_EVICTION,
    host: settings.VERBATIM_HOST,
    port: settings.VERBATIM_PORT,
    apiKey: settings.VERBATIM_API_KEY ?? null,
    logLevel: settings.VERBATIM_LOG_LEVEL,
  });
}

const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(host);

/** `docs/config.md`'s table: one line a setting. */
export function describeSettings(): string {
  const lines = Object.entries(SCHEMA.shape).map(([name, type]) => `| \`${name}\` | ${type.description} |`);
  return ['| setting | meaning |', '| --- | --- |', ...lines].join('\n');
}
