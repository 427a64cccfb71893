import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { SETTINGS } from './settings.ts';

/** How to run a model; null: not given. */
interface LayoutSettings {
  readonly sessions: number | null;
  readonly threads: number | null;
  readonly tokenBudget: number | null;
}

export interface Config {
  readonly databaseUrl: string | null;
  /** Null: as `databaseUrl`. */
  readonly queueDatabaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly home: string;
  /** Null: the active model, or the embedded one. */
  readonly model: string | null;
  readonly precision: string | null;
  readonly device: string;
  /** Null: not given. */
  readonly layout: LayoutSettings;
  readonly concurrency: number;
  readonly batchCharacters: number;
  readonly lockSeconds: number;
  readonly runSeconds: number;
  readonly progressSeconds: number;
  readonly shutdownSeconds: number;
  /** Null: the default of the command. */
  readonly waitSeconds: number | null;
  readonly allowEviction: boolean;
  readonly host: string;
  readonly port: number;
  /** Scheme, host and port that browsers see; null: there is no proxy. */
  readonly publicOrigin: string | null;
  readonly apiKey: string | null;
  /** Requests a minute; 0: any number. */
  readonly rateLimit: number;
  /** Seconds until a query of a report is cancelled; null: never. */
  readonly reportSeconds: number | null;
  readonly webhook: string | null;
  /** Names of the company. No theme is named after them. */
  readonly ownNames: readonly string[];
  readonly metricsPort: number | null;
  readonly traceEndpoint: string | null;
  /** Bytes. */
  readonly uploadLimit: number;
  /** Seconds in which one upload must have arrived. */
  readonly uploadSeconds: number;
  readonly uploadFolder: string;
  readonly imports: number;
  /** As `noAnswerTest` takes them. */
  readonly noAnswers: readonly string[];
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
  for (const name of Object.keys(SETTINGS.shape)) {
    const value = overrides[name] ?? environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = SETTINGS.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new VerbatimError('CONFIG_INVALID', { name: String(issue.path[0]), detail: issue.message });
  }
  const settings = parsed.data;
  return Object.freeze({
    databaseUrl: settings.DATABASE_URL ?? null,
    queueDatabaseUrl: settings.QUEUE_DATABASE_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    home: resolve(settings.VERBATIM_HOME),
    model: settings.VERBATIM_MODEL ? resolve(settings.VERBATIM_MODEL) : null,
    precision: settings.VERBATIM_PRECISION ?? null,
    device: settings.VERBATIM_DEVICE,
    layout: Object.freeze({
      sessions: settings.VERBATIM_SESSIONS ?? null,
      threads: settings.VERBATIM_THREADS ?? null,
      tokenBudget: settings.VERBATIM_TOKEN_BUDGET ?? null,
    }),
    concurrency: settings.VERBATIM_CONCURRENCY,
    batchCharacters: settings.VERBATIM_BATCH_CHARACTERS,
    lockSeconds: settings.VERBATIM_LOCK_SECONDS,
    runSeconds: settings.VERBATIM_RUN_SECONDS,
    progressSeconds: settings.VERBATIM_PROGRESS_SECONDS,
    shutdownSeconds: settings.VERBATIM_SHUTDOWN_SECONDS,
    waitSeconds: settings.VERBATIM_WAIT_SECONDS ?? null,
    allowEviction: settings.VERBATIM_ALLOW_EVICTION,
    host: settings.VERBATIM_HOST,
    port: settings.VERBATIM_PORT,
    publicOrigin: settings.VERBATIM_PUBLIC_URL ? new URL(settings.VERBATIM_PUBLIC_URL).origin : null,
    apiKey: settings.VERBATIM_API_KEY ?? null,
    rateLimit: settings.VERBATIM_RATE_LIMIT,
    reportSeconds: settings.VERBATIM_REPORT_SECONDS || null,
    webhook: settings.VERBATIM_WEBHOOK ?? null,
    ownNames: settings.VERBATIM_OWN_NAMES,
    metricsPort: settings.VERBATIM_METRICS_PORT ?? null,
    traceEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    uploadLimit: settings.VERBATIM_UPLOAD_MEGABYTES * 1_048_576,
    uploadSeconds: settings.VERBATIM_UPLOAD_SECONDS,
    uploadFolder: resolve(settings.VERBATIM_UPLOAD_FOLDER ?? join(settings.VERBATIM_HOME, 'uploads')),
    imports: settings.VERBATIM_IMPORTS,
    noAnswers: Object.freeze(
      (settings.VERBATIM_NO_ANSWERS ?? '').split(';').flatMap((it) => it.trim() || []),
    ),
    logLevel: settings.VERBATIM_LOG_LEVEL,
  });
}

/** The model that is shipped. */
export const EMBEDDED_MODEL = join(PACKAGE_ROOT, 'models/verbatim-mini');

/** The layout of a model without given or measured values. */
export function defaultLayout(device: string): { sessions: number; threads: number; tokenBudget: number } {
  // Measured on 4 AVX2 cores: four single-threaded sessions at 512 tokens a run were 1.87 times as fast as
  // one four-thread session at 2,048 (docs/decisions/session-threads.md).
  return device === 'cpu'
    ? { sessions: Math.min(availableParallelism(), 16), threads: 1, tokenBudget: 512 }
    : { sessions: 1, threads: 1, tokenBudget: 16_384 };
}

/** Whether only this machine reaches the address. */
export const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(host);
