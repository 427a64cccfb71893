import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout } from 'node:timers/promises';
import { S3Client as Client, S3Errors } from '@bradenmacdonald/s3-lite-client';
import pRetry, { AbortError } from 'p-retry';
import { mayBeRetried } from '../domain/http-status.ts';
import { assertNoSecret, type Environment, withSecrets } from '../domain/secret-reference.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/** An object of a bucket, as a list has it. */
export interface BucketObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly changedAt: Date;
}

/** A bucket of an S3-compatible store. Every function throws VerbatimError BUCKET_FAILED. */
export interface Bucket {
  /** Host of the store and name of the bucket, for messages: without keys. */
  readonly name: string;
  /** What the address has behind the name of the bucket; '' for the whole bucket. */
  readonly prefix: string;
  /** The objects under the prefix in order of their keys, a thousand a request. */
  list(): AsyncGenerator<BucketObject>;
  /** The bytes of an object. */
  read(key: string): Promise<Readable>;
  /**
   * Stores a stream as one object, in parts where it is long. The object appears when all of it is stored; if the stream
   * fails, nothing appears.
   */
  write(key: string, body: Readable): Promise<void>;
}

const ATTEMPTS = 4;
/** Time until the store begins to answer. */
const ANSWER_MS = 60_000;
/** A store takes 10,000 parts: 80 GB. Four parts at a time are in memory. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Opens `s3://BUCKET/PREFIX`. Keys, region and endpoint come from the variables that the tools of AWS read
 * (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL_S3), or from the address:
 * `s3://${KEY}:${SECRET}@BUCKET/PREFIX?endpoint=https://store.example.com&region=eu-central-1`. It asks nothing of the
 * store yet.
 * @throws VerbatimError BUCKET_ADDRESS, SECRET_IN_CLEAR, SECRET_MISSING
 */
export function openBucket(address: string, environment: Environment): Bucket {
  assertNoSecret(address);
  const filled = withSecrets(address, environment, 'address');
  const url = URL.canParse(filled) ? new URL(filled) : null;
  if (url?.protocol !== 's3:' || url.hostname === '') throw new VerbatimError('BUCKET_ADDRESS');
  const { hostname: bucket, searchParams, username, password } = url;
  const region = searchParams.get('region') ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const endpoint =
    searchParams.get('endpoint') ??
    environment.AWS_ENDPOINT_URL_S3 ??
    environment.AWS_ENDPOINT_URL ??
    `https://s3.${region ?? 'us-east-1'}.amazonaws.com`;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new VerbatimError('BUCKET_ADDRESS');
  }
  const own = username !== '';
  const accessKey = own ? decodeURIComponent(username) : environment.AWS_ACCESS_KEY_ID;
  const secretKey = own ? decodeURIComponent(password) : environment.AWS_SECRET_ACCESS_KEY;
  const sessionToken = own ? undefined : environment.AWS_SESSION_TOKEN;
  const client = new Client({
    ...{ endPoint: endpoint, bucket, region: region ?? 'us-east-1' },
    ...(accessKey && secretKey ? { accessKey, secretKey, ...(sessionToken && { sessionToken }) } : {}),
  });
  const name = `${bucket} at ${new URL(endpoint).host}`;
  const prefix = decodeURIComponent(url.pathname).replace(/^\//, '');
  return { name, prefix, ...operations(client, name, prefix) };
}

function operations(client: Client, name: string, prefix: string): Pick<Bucket, 'list' | 'read' | 'write'> {
  const again = <T>(work: () => Promise<T>): Promise<T> =>
    pRetry(() => answered(work()).catch(endIfSure), {
      ...{ retries: ATTEMPTS - 1, minTimeout: 500, factor: 2, randomize: true },
    }).catch((error: unknown) => {
      throw failed(name, error);
    });
  return {
    async *list() {
      let token: string | undefined;
      do {
        const page = await again(() => listPage(client, prefix, token));
        yield* page.objects;
        token = page.next;
      } while (token !== undefined);
    },
    async read(key) {
      const answer = await again(() => client.getObject(key));
      return Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
    },
    async write(key, body) {
      try {
        await client.putObject(key, Readable.toWeb(body) as never, { partSize: PART_BYTES });
      } catch (error) {
        throw error instanceof VerbatimError ? error : failed(name, error);
      }
    },
  };
}

async function listPage(client: Client, prefix: string, token: string | undefined) {
  const objects: BucketObject[] = [];
  const listed = client.listObjectsGrouped({
    ...{ prefix, delimiter: '', maxResults: 1_000, pageSize: 1_000 },
    ...(token !== undefined && { continuationToken: token }),
  });
  for (;;) {
    const entry = await listed.next();
    if (entry.done) return { objects, next: entry.value || undefined };
    if (entry.value.type !== 'Object') continue;
    const { key, size, etag, lastModified } = entry.value;
    objects.push({ key, bytes: size, etag, changedAt: lastModified });
  }
}

/** The client has no time limit of its own. */
async function answered<T>(work: Promise<T>): Promise<T> {
  const end = new AbortController();
  const late = setTimeout(ANSWER_MS, undefined, { signal: end.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${ANSWER_MS / 1000} seconds`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    end.abort();
  }
}

function endIfSure(error: unknown): never {
  const sure = error instanceof S3Errors.ServerError && !mayBeRetried(error.statusCode);
  if (sure) throw new AbortError(error);
  throw error;
}

function failed(bucket: string, error: unknown): VerbatimError {
  // The words of a store may hold its keys: its code and status are enough.
  const detail =
    error instanceof S3Errors.ServerError
      ? `it answered ${error.statusCode} ${error.code}`
      : detailOf((error as Error).cause ?? error);
  return new VerbatimError('BUCKET_FAILED', { bucket, detail }, { cause: error });
}
