import type { Database } from '../../db/client.ts';
import {
  beginRetention,
  deleteOldRejects,
  deleteSomeOld,
  endRetention,
  type RetainedSource,
  retainedSources,
} from '../../db/erasure/retention.ts';

/** What the rules of retention deleted. */
export interface Retention {
  /** Sources with such a rule. */
  readonly sources: number;
  readonly comments: number;
  readonly texts: number;
  readonly rejects: number;
}

/**
 * Deletes comments that are older than the rules of their source allow, as an erasure does, without tombstones and
 * proof. Reported counts stay: the roll-ups of their days are not counted again, and digests keep their figures.
 * @param today the day that the run reports
 */
export async function applyRetention(
  database: Database,
  today: Date,
  signal: AbortSignal,
): Promise<Retention> {
  const sources = await retainedSources(database);
  const sum = { sources: sources.length, comments: 0, texts: 0, rejects: 0 };
  for (const source of sources) {
    const { feedback, documents } = await deleteOld(database, source, today, signal);
    sum.comments += feedback;
    sum.texts += documents;
    sum.rejects += await deleteOldRejects(database, source, today);
  }
  return sum;
}

async function deleteOld(database: Database, source: RetainedSource, today: Date, signal: AbortSignal) {
  const sum = { feedback: 0, documents: 0 };
  const erasureId = await beginRetention(database, source.source);
  const connection = await database.connect();
  let broken = true;
  try {
    while (!signal.aborted) {
      const deleted = await deleteSomeOld(connection, erasureId, source, today);
      if (!deleted) break;
      sum.feedback += deleted.feedback;
      sum.documents += deleted.documents;
    }
    broken = false;
  } finally {
    connection.release(broken);
    await endRetention(database, erasureId);
  }
  return sum;
}
