import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, VerbatimError } from '../../errors/verbatim-error.ts';
import { threadModule } from '../../package-root.ts';
import type { KeyParts } from '../../privacy/keyring.ts';
import type { FilePlace } from '../bytes/byte-source.ts';
import type { RatingsAside, RowFormat, Unparsed } from '../columns/rows.ts';
import type { MaskingPlan } from '../masking/row-masking.ts';
import type { Skipped } from '../records/body-rows.ts';
import type { Layout } from '../records/file-layout.ts';
import type { MarkColumns } from '../records/follower.ts';
import type { PreparedChunk } from './prepared-chunk.ts';

/** What a thread needs to read a file that is surveyed. Plain values: they are copied. */
export interface ReadSetup {
  readonly place: FilePlace;
  readonly source: string;
  readonly layout: Layout;
  readonly header: readonly string[];
  readonly format: Omit<RowFormat, 'masking'>;
  readonly plan: Omit<MaskingPlan, 'keyring'>;
  readonly marks: MarkColumns | null;
  readonly keys: readonly KeyParts[] | null;
  readonly chunkRows: number | undefined;
  readonly chunksAhead: number;
}

/** What is known of a file when it is read. */
export interface FileFacts {
  readonly unparsed: Unparsed[];
  readonly ratingsAside: RatingsAside;
  readonly titled: number;
  readonly skipped: readonly Skipped[];
}

/** Message from the thread. It is sent the buffers of each chunk that is stored, and then may make one more. */
export type FromReader =
  | { readonly kind: 'chunk'; readonly chunk: PreparedChunk; readonly bytesRead: number }
  | {
      readonly kind: 'end';
      readonly facts: FileFacts;
      readonly error:
        | { readonly code: ErrorCode; readonly params: VerbatimError['params'] }
        | { readonly detail: string }
        | null;
    };

const THREAD = threadModule('thread', import.meta.url);
/** One is being stored, two are ready; a chunk has some 1 MB. */
const CHUNKS_AHEAD = 3;
/** MiB. With V8's default, the thread alone would take 100. */
const YOUNG = 12;

/**
 * The chunks of a file, read by a thread of their own.
 * @param known takes what is known at the end, also of a file that breaks off
 * @throws VerbatimError as the file throws when it is read here
 */
export async function* readAhead(
  setup: Omit<ReadSetup, 'chunksAhead'>,
  known: (facts: FileFacts) => void,
): AsyncGenerator<{ readonly chunk: PreparedChunk; readonly bytesRead: number }> {
  const workerData: ReadSetup = { ...setup, chunksAhead: CHUNKS_AHEAD };
  const worker = new Worker(THREAD, {
    workerData,
    // Flags of the process, such as --eval, may be none of a thread.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[FromReader]>) {
      if (message.kind === 'chunk') {
        yield message;
        const { feedback, documents } = message.chunk;
        const stored = [feedback.bytes.buffer, documents.bytes.buffer];
        worker.postMessage(stored, stored);
        continue;
      }
      known(message.facts);
      const { error } = message;
      if (error === null) return;
      throw 'code' in error ? new VerbatimError(error.code, { ...error.params }) : new Error(error.detail);
    }
    throw new Error('the thread that reads the file ended early');
  } finally {
    await worker.terminate();
  }
}
