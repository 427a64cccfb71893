import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { SETTINGS } from './settings.ts';

/** The settings of a process, frozen. */
export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks all settings.
 * @param overrides settings given on the command line, by the same names; undefined ones are ignored
 * @throws VerbatimError CONFIG_INVALID
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string | undefined>> = {},
) {
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
    /** Null: as `databaseUrl`. */
    queueDatabaseUrl: settings.QUEUE_DATABASE_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    home: resolve(settings.VERBATIM_HOME),
    /** Null: the active model, or the embedded one. */
    model: settings.VERBATIM_MODEL ? modelFolder(settings.VERBATIM_MODEL) : null,
    /** A flag names the model; it wins over a promotion. */
    modelByFlag: Boolean(overrides.VERBATIM_MODEL),
    precision: settings.VERBATIM_PRECISION ?? null,
    device: settings.VERBATIM_DEVICE,
    /** How to run a model; null: not given. */
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
    /** Null: the default of the command. */
    waitSeconds: settings.VERBATIM_WAIT_SECONDS ?? null,
    allowEviction: settings.VERBATIM_ALLOW_EVICTION,
    host: settings.VERBATIM_HOST,
    port: settings.VERBATIM_PORT,
    /** Scheme, host and port that browsers see; null: there is no proxy. */
    publicOrigin: settings.VERBATIM_PUBLIC_URL ? new URL(settings.VERBATIM_PUBLIC_URL).origin : null,
    apiKey: settings.VERBATIM_API_KEY ?? null,
    /** VERBATIM_KEY. A function: what prints or sends the settings does not show it. */
    keys: () => settings.VERBATIM_KEY ?? null,
    keyFile: settings.VERBATIM_KEY_FILE ? resolve(settings.VERBATIM_KEY_FILE) : null,
    /** Days that the log of who saw quotes is kept. */
    accessDays: settings.VERBATIM_ACCESS_DAYS,
    /** Requests a minute; 0: any number. */
    rateLimit: settings.VERBATIM_RATE_LIMIT,
    /** Seconds until a query of a report is cancelled; null: never. */
    reportSeconds: settings.VERBATIM_REPORT_SECONDS || null,
    webhook: settings.VERBATIM_WEBHOOK ?? null,
    /**
     * The model that writes; null: none. A function: what prints the settings does not show its key.
     * @param given address or folder in place of the setting
     */
    writer: (given: string | undefined) => {
      const named = given ?? settings.VERBATIM_WRITER;
      if (named === undefined) return null;
      if (!isAddress(named)) return { kind: 'folder', folder: resolve(named) } as const;
      return {
        kind: 'server',
        ...{ url: named, model: settings.VERBATIM_WRITER_MODEL ?? '' },
        key: settings.VERBATIM_WRITER_KEY ?? null,
        seconds: settings.VERBATIM_WRITER_SECONDS,
        tokens: settings.VERBATIM_WRITER_TOKENS,
      } as const;
    },
    /** Whether the writer names themes, too. */
    writerThemes: settings.VERBATIM_WRITER_THEMES,
    replyTemplate: settings.VERBATIM_REPLY_TEMPLATE ? resolve(settings.VERBATIM_REPLY_TEMPLATE) : null,
    /** Names of the company. No theme is named after them. */
    ownNames: settings.VERBATIM_OWN_NAMES as readonly string[],
    /** Comments to draw once a week; 0: none. */
    review: Object.freeze({
      sample: settings.VERBATIM_REVIEW_SAMPLE,
      queue: settings.VERBATIM_REVIEW_QUEUE,
    }),
    /** Memory for embeddings, by which `serve` searches. */
    searchMegabytes: settings.VERBATIM_SEARCH_MB,
    metricsPort: settings.VERBATIM_METRICS_PORT ?? null,
    traceEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    /** Bytes. */
    uploadLimit: settings.VERBATIM_UPLOAD_MEGABYTES * 1_048_576,
    /** Seconds in which one upload must arrive. */
    uploadSeconds: settings.VERBATIM_UPLOAD_SECONDS,
    uploadFolder: resolve(settings.VERBATIM_UPLOAD_FOLDER ?? join(settings.VERBATIM_HOME, 'uploads')),
    imports: settings.VERBATIM_IMPORTS,
    /** As `noAnswerTest` takes them. */
    noAnswers: Object.freeze(
      (settings.VERBATIM_NO_ANSWERS ?? '').split(';').flatMap((it) => it.trim() || []),
    ),
    logLevel: settings.VERBATIM_LOG_LEVEL,
  });
}

/** The model that is shipped. */
export const EMBEDDED_MODEL = join(PACKAGE_ROOT, 'models/verbatim-multilingual');

/** The absolute path of a model folder. The name of the shipped model alone is its folder. */
export const modelFolder = (given: string): string =>
  given === basename(EMBEDDED_MODEL) ? EMBEDDED_MODEL : resolve(given);

/** The layout of a model without given or measured values. */
export function defaultLayout(device: string): { sessions: number; threads: number; tokenBudget: number } {
  // Measured on 4 AVX2 cores: four single-threaded sessions at 512 tokens a run were 1.87 times as fast as
  // one four-thread session at 2,048 (docs/decisions/session-threads.md).
  return device === 'cpu'
    ? { sessions: Math.min(availableParallelism(), 16), threads: 1, tokenBudget: 512 }
    : { sessions: 1, threads: 1, tokenBudget: 16_384 };
}

/** Whether a writer is named by its address; otherwise it is a folder. */
export const isAddress = (named: string): boolean => /^https?:\/\//i.test(named);

/** Whether only this machine reaches the address. */
export const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(host);
