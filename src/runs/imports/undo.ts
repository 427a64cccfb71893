import type { Connection, Database } from '../../db/client.ts';
import { beginUndo, finishUndo, type UndoTarget } from '../../db/imports/undo.ts';
import { planUndo, type UndoPlan } from '../../db/imports/undo-plan.ts';
import {
  deleteSomeFeedback,
  deleteSomeRejects,
  reopenRejects,
  restoreSomeChanges,
} from '../../db/imports/undo-rows.ts';
import { catchUpRollups } from '../../db/rollups/rollups.ts';
import { closeAbandoned } from '../../db/runs/abandoned.ts';
import { asOnlyNight } from '../../db/runs/nightly-runs.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';

export interface UndoOptions {
  /** Count only. */
  readonly dryRun: boolean;
  /** Delete labels by people as well. */
  readonly withLabels: boolean;
  readonly signal: AbortSignal;
  /** Called with the rows undone so far, and the rows of the plan. */
  readonly onProgress?: (rows: number, of: number) => void;
}

export interface UndoneImport extends UndoPlan {
  readonly importId: number;
  readonly source: string;
  readonly file: string;
  /** Imports that are undone: more than one if an upload was interrupted. */
  readonly imports: readonly number[];
  readonly state: 'planned' | 'undone' | 'undone before';
}

/**
 * Undoes an import: the tables become what they were without it, except for rows that later imports changed again
 * (`notRestored`). Each chunk is one transaction, and no nightly run starts meanwhile. An interrupted undo resumes where
 * it stopped. Until it ends, no import of the source starts.
 * @throws VerbatimError IMPORT_UNKNOWN, IMPORT_RUNNING, IMPORT_LABELLED, NIGHT_BUSY, INTERRUPTED
 */
export async function undoImport(
  database: Database,
  importId: number,
  options: UndoOptions,
): Promise<UndoneImport> {
  await closeAbandoned(database);
  const target = await beginUndo(database, importId, false);
  const plan = await planUndo(database, target);
  const { source, file, imports } = target;
  const result = (state: UndoneImport['state']) => ({ importId, source, file, imports, state, ...plan });
  if (target.undone) return result('undone before');
  if (options.dryRun) return result('planned');
  if (plan.labels > 0 && !options.withLabels) {
    throw new VerbatimError('IMPORT_LABELLED', { id: importId, labels: plan.labels });
  }
  await asOnlyNight(database, async (stillAlone) => {
    const connection = await database.connect();
    let broken = true;
    try {
      await takeBack(database, connection, await beginUndo(database, importId, true), async (rows) => {
        if (options.signal.aborted) throw interrupted(options.signal, UNDO_STOPPED);
        options.onProgress?.(rows, plan.feedback + plan.restored + plan.rejects);
        await stillAlone();
      });
      broken = false;
    } finally {
      connection.release(broken);
    }
    await catchUpRollups(database);
  });
  return result('undone');
}

const UNDO_STOPPED = 'a part of the import is undone, and no import of its source starts before the rest is';

async function takeBack(
  database: Database,
  connection: Connection,
  { imports }: UndoTarget,
  next: (rows: number) => Promise<void>,
): Promise<void> {
  let done = 0;
  const repeat = async (step: () => Promise<number>) => {
    for (;;) {
      await next(done);
      const rows = await step();
      if (rows === 0) return;
      done += rows;
    }
  };
  await repeat(() => deleteSomeFeedback(connection, imports));
  // After a change is undone, the change before it is the latest of its row.
  await repeat(async () => {
    let restored = 0;
    for (let below = Number.MAX_SAFE_INTEGER; ; ) {
      const some = await restoreSomeChanges(connection, imports, below);
      if (!some) return restored;
      restored += some.restored;
      below = some.lowest;
      await next(done + restored);
    }
  });
  await reopenRejects(connection, imports);
  await repeat(() => deleteSomeRejects(connection, imports));
  await finishUndo(database, imports);
}
