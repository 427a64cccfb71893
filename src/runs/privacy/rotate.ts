import { configuredKeyring } from '../../app/keyring.ts';
import type { App } from '../../app/open.ts';
import type { Database } from '../../db/client.ts';
import { chunkTransaction } from '../../db/imports/chunk-transaction.ts';
import { resealSomeOriginals } from '../../db/privacy/originals.ts';
import {
  beginRotation,
  finishRotation,
  planRotation,
  type RotationPlan,
  renewSomeAuthors,
  renewSomeChanges,
} from '../../db/privacy/rotation.ts';
import { asOnlyNight } from '../../db/runs/nightly-runs.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';

/** Rows that one transaction changes: an interrupted rotation loses little. */
const ROWS_AT_ONCE = 5_000;

export interface RotationOptions {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** What was changed, or in a dry run what would be; `keys`: how many keys are new. */
export type Rotation = RotationPlan & { readonly size: number };

/**
 * Takes new keys at the end of the list into use: authors, tombstones and originals are stored under all keys. Meanwhile
 * imports are refused. An interrupted rotation resumes when it is run again.
 * @throws VerbatimError KEY_MISSING, KEY_WRONG, NIGHT_BUSY, INTERRUPTED
 */
export async function rotateKeys({ config, database }: App, options: RotationOptions): Promise<Rotation> {
  const keyring = await configuredKeyring(config);
  if (!keyring) throw new VerbatimError('KEY_MISSING', { what: 'verbatim privacy rotate' });
  const plan = await planRotation(database, keyring);
  if (plan.keys === 0 || options.dryRun) return { ...plan, size: keyring.size };
  // A nightly run deletes comments by age, and notes tombstones.
  await asOnlyNight(database, async (stillAlone) => {
    await beginRotation(database, keyring);
    await renewAll(database, keyring, async () => {
      if (options.signal.aborted) throw interrupted(options.signal, ROTATION_STOPPED);
      await stillAlone();
    });
    await finishRotation(database, keyring);
  });
  return { ...plan, size: keyring.size };
}

const ROTATION_STOPPED = 'imports are refused until verbatim privacy rotate is run again';

async function renewAll(database: Database, keyring: Keyring, next: () => Promise<unknown>): Promise<void> {
  const connection = await database.connect();
  let broken = true;
  try {
    for (const renewSome of [renewSomeAuthors, renewSomeChanges]) {
      for (let after: number | null = 0; after !== null; ) {
        await next();
        const from: number = after;
        const { last } = await chunkTransaction(connection, () =>
          renewSome(connection, keyring, from, ROWS_AT_ONCE),
        );
        after = last;
      }
    }
    do await next();
    while (
      (await chunkTransaction(connection, () => resealSomeOriginals(connection, keyring, ROWS_AT_ONCE))) > 0
    );
    broken = false;
  } finally {
    connection.release(broken);
  }
}
