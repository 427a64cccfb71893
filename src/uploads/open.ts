import { Semaphore, type SemaphoreInterface } from 'async-mutex';
import type { Database } from '../db/client.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { ImportRunner } from './import-runner.ts';
import { UploadDesk } from './intake/desk.ts';
import { Aftercare } from './maintenance/aftercare.ts';
import { startCounting } from './maintenance/counting.ts';
import type { UploadLog } from './maintenance/rounds.ts';
import { Spool } from './spool.ts';

// A preview reads a whole file: more of them at once would hold up everything else.
const PREVIEWS = 2;

export interface UploadsOptions {
  readonly database: Database;
  /** The keys of the installation; null or absent: it has none. */
  readonly keyring?: Keyring | null;
  /** Where uploads wait for their import. */
  readonly folder: string;
  /** Bytes of the largest upload. */
  readonly limit: number;
  /** Imports at once. */
  readonly imports: number;
  /** Queues the documents of an upload for analysis; the run, null when there are none. */
  readonly analyse: (uploadId: string) => Promise<number | null>;
  /** Queues again what the queue has lost; the runs. */
  readonly recover?: () => Promise<readonly number[]>;
  /** Brings what the dashboard shows up to date once uploads are analysed. Default: nothing does. */
  readonly count?: (signal: AbortSignal) => Promise<unknown>;
  readonly log: UploadLog;
}

/** The parts that receive and import uploads, in one process. */
export interface Uploads {
  readonly desk: UploadDesk;
  readonly spool: Spool;
  readonly keyring: Keyring | null;
  /** Dry runs at once. */
  readonly previews: SemaphoreInterface;
  /** JSON bodies in memory at once. */
  readonly batches: SemaphoreInterface;
  /** Imports stop between two chunks, and go on when they are opened again. */
  close(): Promise<void>;
}

/** @throws VerbatimError SPOOL_FAILED */
export async function openUploads(options: UploadsOptions): Promise<Uploads> {
  const { database, keyring = null, imports, analyse, recover, count, log } = options;
  const spool = await Spool.open(options.folder, options.limit);
  const aftercare = new Aftercare({ database, spool, analyse, recover, log });
  const onEnded = (id: string, trace: string | undefined) => aftercare.follow(id, trace);
  const runner = new ImportRunner({ database, keyring, spool, imports, log, onEnded });
  const desk = new UploadDesk({ database, spool, runner });
  aftercare.start();
  runner.start();
  const counting = count && startCounting({ database, count, log });
  return {
    desk,
    spool,
    keyring,
    previews: new Semaphore(PREVIEWS),
    batches: new Semaphore(1),
    async close() {
      await runner.close();
      await aftercare.close();
      await counting?.close();
    },
  };
}
