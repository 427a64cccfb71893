import { z } from 'zod';
import { isWellFormedAddress } from '../domain/server-address.ts';
import { suggestion } from '../domain/suggestion.ts';
import { defaultDataFolder } from './data-folder.ts';

const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1')
  .default(false);
const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const ENCODED = 'in its password, write %2F for /, %3F for ?, %23 for # and %40 for @';

/**
 * Every setting of Verbatim: name, type, default and meaning. docs/config.md is made from it; a test compares both. A
 * default that is computed is described in words, after `Default:`.
 */
export const SETTINGS = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address is expected' })
    .refine(isWellFormedAddress, ENCODED)
    .optional()
    .describe('Postgres to use. Without it Verbatim starts its own, under VERBATIM_HOME.'),
  QUEUE_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address is expected' })
    .refine(isWellFormedAddress, ENCODED)
    .optional()
    .describe(
      'The same database without a pooler in transaction mode, for the queue where there is no Redis. Default: DATABASE_URL.',
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address is expected' })
    .refine(isWellFormedAddress, ENCODED)
    .optional()
    .describe('Redis that holds the queue. Without it the queue lives in Postgres.'),
  VERBATIM_HOME: z
    .string()
    .default(defaultDataFolder)
    .describe(
      'Folder of the embedded Postgres, of waiting uploads, of tuned models and of what is kept between starts. Default: .verbatim in the folder of a clone; of an installed package verbatim in $XDG_DATA_HOME, else in ~/.local/share (macOS: ~/Library/Application Support, Windows: %LOCALAPPDATA%).',
    ),
  VERBATIM_MODEL: z
    .string()
    .optional()
    .describe(
      'Model folder, or verbatim-multilingual for the embedded one. A promotion or a rollback replaces it. Default: that of the active model, at first the embedded one.',
    ),
  VERBATIM_PRECISION: z
    .string()
    .regex(/^[a-z0-9]{2,8}$/, 'fp32, fp16, int8 or the like is expected')
    .optional()
    .describe(
      'Graph of the model folder to run, by its precision. Default: on a CPU int8 with a scale per token, if the folder has it and it passes the gate; else what the folder says, else fp32.',
    ),
  VERBATIM_DEVICE: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?)$/, 'cpu, cuda or cuda:N is expected')
    .default('cpu')
    .describe('Where the model runs: cpu, cuda or cuda:N. Never falls back to another device.'),
  VERBATIM_SESSIONS: whole(1, 256)
    .optional()
    .describe(
      'Session threads of a worker. Default: as verbatim model bench found, else one per core on CPU, one on CUDA.',
    ),
  VERBATIM_THREADS: whole(1, 256)
    .optional()
    .describe('Threads inside of each session. Default: as verbatim model bench found, else 1.'),
  VERBATIM_TOKEN_BUDGET: whole(64, 1_048_576)
    .optional()
    .describe(
      'Padded tokens of one session run. Default: as verbatim model bench found, else 512 on CPU, 16384 on CUDA.',
    ),
  VERBATIM_CONCURRENCY: whole(1, 64)
    .default(3)
    .describe('Batches a worker holds at once: while one is computed, others are read and tokenised.'),
  VERBATIM_BATCH_CHARACTERS: whole(1_000, 10_000_000)
    .default(64_000)
    .describe('Characters of text in one queue job (about four to a token).'),
  VERBATIM_LOCK_SECONDS: whole(2, 3_600)
    .default(15)
    .describe(
      'How long the batches of a lost worker stay locked before another takes them. Keep it far above the longest pause of a machine.',
    ),
  VERBATIM_RUN_SECONDS: whole(1, 86_400)
    .default(120)
    .describe(
      'How long one session run may take, and as long again for each 2,048 padded tokens, before its thread counts as hung.',
    ),
  VERBATIM_PROGRESS_SECONDS: whole(1, 86_400)
    .default(300)
    .describe(
      'A worker that holds batches and has finished none for this long is not ready (/health/ready).',
    ),
  VERBATIM_SHUTDOWN_SECONDS: whole(1, 3_600)
    .default(30)
    .describe('How long a stopped worker may finish its batches before it returns them to the queue.'),
  VERBATIM_WAIT_SECONDS: whole(0, 3_600)
    .optional()
    .describe(
      'How long a starting command waits for Postgres and Redis. Default: 60 for worker, serve and nightly --schedule, 0 for others.',
    ),
  VERBATIM_ALLOW_EVICTION: flag.describe(
    'true accepts a Redis whose maxmemory-policy may drop jobs. They are found again by verbatim requeue.',
  ),
  VERBATIM_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address that verbatim serve listens on. Any but a loopback address needs a key: VERBATIM_API_KEY, or one of verbatim key create.',
    ),
  VERBATIM_PORT: whole(0, 65_535)
    .default(8080)
    .describe('Port that verbatim serve listens on; 0: any free one.'),
  VERBATIM_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'an http:// or https:// address is expected' })
    .optional()
    .describe(
      'Address of verbatim serve as browsers see it, if there is a proxy. Every request then needs a key.',
    ),
  VERBATIM_API_KEY: z
    .string()
    .min(16, 'at least 16 characters are expected')
    .optional()
    .describe('Key with every right that callers of verbatim serve send as Authorization: Bearer KEY.'),
  VERBATIM_KEY: z
    .string()
    .optional()
    .describe(
      'Keys of the installation for pseudonyms, tombstones and originals (docs/privacy.md): 32 bytes in base64 or hexadecimal each, oldest first, separated by commas. Default: with the embedded Postgres a file keys in VERBATIM_HOME, which is made; else none.',
    ),
  VERBATIM_KEY_FILE: z
    .string()
    .optional()
    .describe('File with these keys instead, one a line, oldest first; # begins a comment.'),
  VERBATIM_ACCESS_DAYS: whole(1, 36_500)
    .default(365)
    .describe('Days that the log of who saw quotes and originals is kept.'),
  VERBATIM_RATE_LIMIT: whole(0, 1_000_000)
    .default(1_200)
    .describe(
      'Requests a minute that verbatim serve answers one key, or one address without a key; 0: any number.',
    ),
  VERBATIM_WEBHOOK: z
    .url({ protocol: /^https?$/, error: 'an https:// address is expected' })
    .optional()
    .describe('Address that --webhook without a value sends digests to: arguments of processes show in ps.'),
  VERBATIM_REPORT_SECONDS: whole(0, 86_400)
    .default(60)
    .describe('Seconds after which a query of a report is cancelled; 0: never.'),
  VERBATIM_OWN_NAMES: z
    .string()
    .max(2_000)
    .default('')
    .transform((names) => names.split(',').filter((name) => name.trim() !== ''))
    .describe(
      'Names of your company and its products, separated by commas: no theme is named after them. Default: none; names of sources and frequent handles are detected.',
    ),
  VERBATIM_REVIEW_SAMPLE: whole(0, 10_000)
    .default(120)
    .describe(
      'Comments that a nightly run draws at random once a week for people to label (docs/labels.md); 0: none.',
    ),
  VERBATIM_REVIEW_QUEUE: whole(0, 10_000)
    .default(60)
    .describe('Comments worth a look that it draws with each sample; 0: none.'),
  VERBATIM_SEARCH_MB: whole(0, 1_000_000)
    .default(128)
    .describe(
      'Memory in MB (1,048,576 bytes) that verbatim serve may take for a copy of embeddings, by which it searches: 60 MB for 1,000,000 sentences. If they do not fit, searches read the tables and say so.',
    ),
  VERBATIM_METRICS_PORT: whole(0, 65_535)
    .optional()
    .describe(
      'Port, on VERBATIM_HOST, where a worker answers /metrics and its health; 0: any free one. Default: none.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'an http:// address is expected' })
    .optional()
    .describe(
      'Collector of OpenTelemetry that spans are sent to (OTLP over HTTP). Default: none are recorded.',
    ),
  VERBATIM_UPLOAD_MEGABYTES: whole(1, 1_000_000)
    .default(1_024)
    .describe('Largest upload that verbatim serve takes, in MB (1,048,576 bytes), as sent.'),
  VERBATIM_UPLOAD_SECONDS: whole(1, 604_800)
    .default(14_400)
    .describe(
      'Longest time in which verbatim serve receives one upload. Work after the last byte does not count.',
    ),
  VERBATIM_UPLOAD_FOLDER: z
    .string()
    .optional()
    .describe('Folder in which uploads wait for their import. Default: uploads in VERBATIM_HOME.'),
  VERBATIM_IMPORTS: whole(1, 32)
    .default(2)
    .describe('Uploads that verbatim serve imports at once; the others wait.'),
  VERBATIM_NO_ANSWERS: z
    .string()
    .max(10_000)
    .optional()
    .describe(
      'Answers that say nothing, besides those of the list, separated by ";". One with "!" before it is an opinion. Default: the list alone.',
    ),
  VERBATIM_WRITER: z
    .string()
    .refine((it) => !it.includes('://') || (/^https?:/i.test(it) && URL.canParse(it)), {
      error: 'an http:// or https:// address, or a folder, is expected',
    })
    .optional()
    .describe(
      'Model that writes: the address of an OpenAI-compatible interface (vLLM, Ollama, llama.cpp, a cloud), such as http://127.0.0.1:8000/v1, or the folder of a sequence-to-sequence model. It writes answers, digests with --writer, and on a server reply drafts and, if set, names of themes. Sentences of customers, as they are stored, are sent to an address. Default: none, nothing leaves.',
    ),
  VERBATIM_WRITER_THEMES: flag.describe(
    'true lets a model on a server name themes. A name that the sentences of its theme do not bear out is not taken.',
  ),
  VERBATIM_REPLY_TEMPLATE: z
    .string()
    .optional()
    .describe(
      'YAML file with the words of the company for reply drafts. Default: none, no replies are drafted.',
    ),
  VERBATIM_WRITER_MODEL: z.string().max(200).optional().describe('Name of the model at the address.'),
  VERBATIM_WRITER_KEY: z
    .string()
    .optional()
    .describe('Key that is sent there as a bearer token. Default: none.'),
  VERBATIM_WRITER_SECONDS: whole(1, 3_600)
    .default(60)
    .describe('Seconds that one request to the writer may take.'),
  VERBATIM_WRITER_TOKENS: whole(1_000, 1_000_000_000)
    .default(100_000)
    .describe('Tokens, sent and written, that a command or a nightly run may use of the writer.'),
  VERBATIM_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Lowest level of the log lines that a worker writes to standard error.'),
});

/** Variables that Kubernetes sets in each container, for a service named `verbatim`. */
const NOT_OURS = /^VERBATIM_(?:.*_)?(?:SERVICE_(?:HOST|PORT)(?:_.*)?|PORT_\d+_(?:TCP|UDP).*)$/;

/** VERBATIM_ variables of the environment that are no settings, each with the setting that is likely meant. */
export function unknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { name: string; likely: string | null }[] {
  const known = Object.keys(SETTINGS.shape);
  const prefix = /^VERBATIM_/;
  const bare = known.filter((name) => prefix.test(name)).map((name) => name.replace(prefix, ''));
  const ours = Object.keys(environment).filter((name) => prefix.test(name) && !NOT_OURS.test(name));
  return ours
    .filter((name) => !known.includes(name))
    .sort()
    .map((name) => {
      // Compared without their common prefix.
      const likely = suggestion(name.replace(prefix, ''), bare);
      return { name, likely: likely && `VERBATIM_${likely}` };
    });
}
