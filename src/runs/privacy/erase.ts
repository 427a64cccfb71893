import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Database } from '../../db/client.ts';
import { type DeletedWords, eraseSome, forgetFormerAuthors } from '../../db/erasure/erased-rows.ts';
import { digestsToRepeat, isStored } from '../../db/erasure/erasure-plan.ts';
import {
  beginErasure,
  endErasure,
  type OpenErasure,
  openErasures,
  openParts,
  type TablesBefore,
} from '../../db/erasure/erasures.ts';
import { FIRST_PLACE, type Selector } from '../../db/erasure/selected-rows.ts';
import { countRows } from '../../db/erasure/text-columns.ts';
import { deleteRejectsOf } from '../../db/imports/rejects.ts';
import { type Lease, takeLease } from '../../db/leases.ts';
import { catchUpRollups } from '../../db/rollups/rollups.ts';
import { closeAbandoned } from '../../db/runs/abandoned.ts';
import { asOnlyNight } from '../../db/runs/nightly-runs.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import { type Keyring, openKeyring } from '../../privacy/keyring.ts';
import { authorMac } from '../../privacy/tombstone-macs.ts';
import { type ErasureRequest, namesOf, selectorsOf, underAllKeys } from './erasure-request.ts';
import { type Proof, proveErasure } from './prove.ts';

export interface EraseOptions {
  readonly keyring: Keyring | null;
  /** False: later files may bring the rows again. Needs no key. */
  readonly tombstones: boolean;
  /** full: tables are written anew, so that the files of the server lose the deleted bytes. It locks them meanwhile. */
  readonly vacuum: 'plain' | 'full' | 'none';
  readonly signal: AbortSignal;
  /** Comments deleted so far, then columns searched. */
  readonly onProgress?: (done: number, what: 'comments' | 'columns') => void;
}

export interface Erased {
  readonly erasureId: number;
  /** Interrupted before, and continued now. */
  readonly continued: boolean;
  readonly by: ErasureRequest['by'];
  readonly source: string | null;
  readonly feedback: number;
  readonly documents: number;
  readonly proof: Proof;
}

/**
 * Erases comments through everything that was made of them, and proves it. Erasures that were interrupted are continued
 * first. Each chunk is one transaction; no nightly run, theme run or topic run is active meanwhile.
 * @returns the continued ones, then this one, unless nothing is stored of what it asks for
 * @throws VerbatimError KEY_MISSING, IMPORT_RUNNING, NIGHT_BUSY, THEMES_BUSY, TOPICS_BUSY, INTERRUPTED
 */
export async function erase(
  database: Database,
  request: ErasureRequest,
  options: EraseOptions,
): Promise<Erased[]> {
  const { keyring, tombstones } = options;
  if (tombstones && !keyring) throw new VerbatimError('KEY_MISSING', { what: 'A tombstone' });
  return alone(database, async (next) => {
    await closeAbandoned(database);
    const results: Erased[] = [];
    for (const open of await openErasures(database)) {
      const done = await continued(database, open, options, next);
      if (done) results.push(done);
    }
    const selectors = selectorsOf(request, keyring);
    if (!(await isStored(database, selectors))) return results;
    const { by, source } = request;
    const before: TablesBefore = {
      rows: await countRows(database),
      digests: await digestsToRepeat(database),
    };
    const authors = tombstones && keyring ? request.authors.map((author) => authorMac(keyring, author)) : [];
    const erasing = { by, source, selectors, tombstones: authors, before, keyring };
    const id = await afterImports(options.signal, () => beginErasure(database, erasing));
    const open = { id, by, source, before, feedback: 0, documents: 0 };
    results.push({ ...(await carryOut(database, open, selectors, options, next)), continued: false });
    return results;
  });
}

const STOPPED = 'a part is erased, and the next verbatim erase continues';

/** Runs whose lease an erasure takes, and the error where another process has it. */
const READERS = { themes: 'THEMES_BUSY', topics: 'TOPICS_BUSY' } as const;

/** As the only nightly run, theme run and topic run: what these read must not come back after it is erased. */
function alone<T>(database: Database, work: (next: () => Promise<unknown>) => Promise<T>): Promise<T> {
  return asOnlyNight(database, async (stillAlone) => {
    const connection = await database.connect();
    const leases: Lease[] = [];
    try {
      for (const [name, busy] of Object.entries(READERS)) {
        const lease = await takeLease(database, connection, name);
        if (!lease) throw new VerbatimError(busy, {});
        leases.push(lease);
      }
      return await work(stillAlone);
    } finally {
      for (const lease of leases) await lease.release();
      connection.release(true);
    }
  });
}

const WAIT_MS = 30_000;

/** Waits for running imports, for half a minute. */
async function afterImports<T>(signal: AbortSignal, begin: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + WAIT_MS; ; await sleep(250, undefined, { signal })) {
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof VerbatimError) || error.code !== 'IMPORT_RUNNING' || performance.now() > until)
        throw error;
    }
  }
}

/** Null: without a key nothing says what is left to do. The rest is of whoever asks for it again. */
async function continued(
  database: Database,
  open: OpenErasure,
  options: EraseOptions,
  next: () => Promise<unknown>,
): Promise<Erased | null> {
  const selectors: Selector[] = [];
  if (options.keyring) {
    for await (const part of openParts<Selector>(database, options.keyring, open.id, 'selector')) {
      selectors.push(underAllKeys(part, options.keyring));
    }
  }
  if (selectors.length === 0) {
    await endErasure(database, open.id, 'failed', { interrupted: true });
    return null;
  }
  return { ...(await carryOut(database, open, selectors, options, next)), continued: true };
}

async function carryOut(
  database: Database,
  open: OpenErasure,
  selectors: readonly Selector[],
  options: EraseOptions,
  next: () => Promise<unknown>,
): Promise<Omit<Erased, 'continued'>> {
  const { signal, keyring } = options;
  const step = async () => {
    if (signal.aborted) throw interrupted(signal, STOPPED);
    await next();
  };
  // Without keys, words are sealed for this process alone: an erasure that is interrupted then cannot go on.
  const sealing = keyring ?? openKeyring([randomBytes(32)]);
  const connection = await database.connect();
  let broken = true;
  try {
    let done = open.feedback;
    for (const selector of selectors) {
      done += await deleteSelected(connection, open.id, selector, { ...options, sealing }, async (rows) => {
        options.onProgress?.(done + rows, 'comments');
        await step();
      });
    }
    broken = false;
  } finally {
    connection.release(broken);
  }
  const names = selectors.flatMap(namesOf);
  await forgetFormerAuthors(
    database,
    selectors.flatMap((selector) => (selector.by === 'author' ? selector.values : [])),
  );
  for (const selector of selectors) {
    if (selector.by === 'source') await deleteRejectsOf(database, selector.source);
  }
  await step();
  await catchUpRollups(database);
  const words = async function* (): AsyncGenerator<DeletedWords> {
    yield { texts: [], names, ids: [], themes: [] };
    yield* openParts<DeletedWords>(database, sealing, open.id, 'words');
  };
  const { id: erasureId, by, source } = open;
  const proof = await proveErasure(database, open, words, { ...options, next: step });
  return { erasureId, by, source, ...proof };
}

/** Deletes the comments of a selector, chunk by chunk; how many. */
async function deleteSelected(
  connection: Connection,
  erasureId: number,
  selector: Selector,
  options: EraseOptions & { readonly sealing: Keyring },
  after: (rows: number) => Promise<void>,
): Promise<number> {
  let [rows, last] = [0, FIRST_PLACE];
  for (;;) {
    const chunk = await eraseSome(connection, erasureId, selector, last, options);
    if (!chunk) return rows;
    rows += chunk.feedback;
    last = chunk.last;
    await after(rows);
  }
}
