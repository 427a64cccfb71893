import type { Database } from '../db/client.ts';
import { beginWatch, endWatch } from '../db/results/trials.ts';
import type { StoredDocument } from '../domain/document.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/**
 * Documents on which a worker was lost before, one of which may have killed it: run in small groups, each counted in
 * Postgres before it begins. So who kills workers is left alone at last, and is set aside.
 */

/** Groups are all together at first, then of this many, then of one. */
const SMALL_GROUP = 8;
/** Once alone twice and still lost each time, on top of the two groups before. */
export const MOST_LOST = 5;

/** What to run, in order, and what is not run any more. */
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

/** Runs `work` over a group with the worker counted as lost on it, in case it will be. */
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
    // The device died under it, as the worker might have.
    if (error instanceof VerbatimError && error.code === 'DEVICE_LOST') throw error;
    // The worker lives: the group is not to blame.
    await endWatch(database, modelId, ids).catch(() => {});
    throw error;
  }
}

export const workerLost = (documentId: number) => {
  const { code, message } = new VerbatimError('WORKER_LOST', { times: MOST_LOST });
  return { documentId, code, message };
};
