import type { Database } from '../db/client.ts';
import { beginWatch, endWatch } from '../db/results/trials.ts';
import type { StoredDocument } from '../domain/document.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/**
 * Documents on which a worker was lost: one of them may have killed it. They run in small groups, and Postgres counts
 * each group before it starts. The document that kills workers ends up alone, and is set aside.
 */

/** First all documents are one group, then groups have this size, then one document. */
const SMALL_GROUP = 8;
/** Lost workers until a document is set aside: two in groups, three alone. */
export const MOST_LOST = 5;

/** Groups to run, in order, and documents that are not run again. */
export function watchedGroups<Document extends StoredDocument>(
  documents: readonly Document[],
  lost: ReadonlyMap<number, number>,
): { readonly groups: readonly (readonly Document[])[]; readonly hopeless: readonly Document[] } {
  const lostOn = ({ id }: Document) => lost.get(id) ?? 0;
  const level = (low: number, high: number) =>
    documents.filter((document) => lostOn(document) >= low && lostOn(document) <= high);
  const fresh = level(0, 0);
  return {
    groups: [
      ...(fresh.length > 0 ? [fresh] : []),
      ...inGroups(level(1, 1), SMALL_GROUP),
      ...inGroups(level(2, MOST_LOST - 1), 1),
    ],
    hopeless: level(MOST_LOST, Number.POSITIVE_INFINITY),
  };
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let from = 0; from < items.length; from += size) groups.push(items.slice(from, from + size));
  return groups;
}

/** Runs `work` on a group. Meanwhile the worker counts as lost on it, in case it dies. */
export async function underWatch<T>(
  database: Database,
  modelId: number,
  documents: readonly StoredDocument[],
  work: () => Promise<T>,
): Promise<T> {
  const ids = documents.map(({ id }) => id);
  await beginWatch(database, modelId, ids);
  try {
    return await work();
  } catch (error) {
    // The device is lost, as the worker might have been.
    if (error instanceof VerbatimError && error.code === 'DEVICE_LOST') throw error;
    // The worker lives: the group did not kill it.
    await endWatch(database, modelId, ids).catch(() => {});
    throw error;
  }
}

export const workerLost = (documentId: number) => {
  const { code, message } = new VerbatimError('WORKER_LOST', { times: MOST_LOST });
  return { documentId, code, message };
};
