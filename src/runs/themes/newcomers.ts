import { GROWN } from '../../analysis/themes/clustering-rule.ts';
import { centroidsOf } from '../../analysis/themes/matching.ts';
import { assignBatch } from '../../analysis/themes/nearest.ts';
import { type SubjectSpace, subjectVectors } from '../../analysis/themes/subject-space.ts';
import type { Connection } from '../../db/client.ts';
import { type Assignments, writeAssignments } from '../../db/themes/assignments.ts';
import type { StoredClustering } from '../../db/themes/clusterings.ts';
import { readThemes } from '../../db/themes/rows.ts';
import { segmentVectors, type VectorPage } from '../../db/themes/vectors.ts';
import type { ThemeRunSettings } from './theme-run.ts';

/** Segments without an assignment, with their nearest themes. */
export interface Newcomers {
  readonly count: number;
  /** Count of their documents. */
  readonly texts: number;
  /** Count of those farther from their theme than 95 % of segments at the last clustering. */
  readonly far: number;
  /** Count by theme. */
  readonly byTheme: ReadonlyMap<number, number>;
  /** Incomplete if there are so many that all segments will be clustered. */
  readonly assignments: readonly Assignments[];
}

/**
 * Finds newcomers and their nearest themes. Memory is bounded by half the segments of the last clustering: with more
 * newcomers, all segments are clustered, and only the count matters.
 */
export async function findNewcomers(
  reader: Connection,
  settings: ThemeRunSettings,
  last: StoredClustering | null,
): Promise<Newcomers> {
  const { modelId, dimensions, space, pause } = settings;
  const themes = (await readThemes(reader, modelId)).filter(({ current }) => current);
  const centroids = centroidsOf(themes, dimensions);
  const ids = themes.map(({ id }) => id);
  const most = last ? GROWN * last.segments - last.newcomers : 0;
  const assignments: Assignments[] = [];
  const byTheme = new Map<number, number>();
  let [count, texts, far] = [0, 0, 0];
  let lastDocument: number | null = null;
  for await (const page of segmentVectors(reader, modelId, dimensions, 'new')) {
    count += page.ordinals.length;
    // Pages are in the order of documents.
    for (const id of page.documentIds) {
      if (id !== lastDocument) texts++;
      lastDocument = id;
    }
    if (count <= most) {
      const assigned = assignPage(page, ids, centroids, space);
      assignments.push(assigned);
      for (const [i, id] of assigned.themeIds.entries()) {
        if (id === null) continue;
        byTheme.set(id, (byTheme.get(id) ?? 0) + 1);
        if (assigned.similarities[i]! < last!.farBelow) far++;
      }
    }
    await pause();
  }
  return { count, texts, far, byTheme, assignments };
}

/** Assigns each segment of a page to the nearest theme. @param ids of the centroids, in their order */
export function assignPage(
  { documentIds, ordinals, vectors }: VectorPage,
  ids: readonly number[],
  centroids: Parameters<typeof assignBatch>[1],
  space: SubjectSpace | null,
): Assignments {
  const themeIds: (number | null)[] = [];
  const similarities: (number | null)[] = [];
  assignBatch(subjectVectors(vectors, space), centroids, (cluster, cosine) => {
    themeIds.push(cluster < 0 ? null : ids[cluster]!);
    similarities.push(cluster < 0 ? null : Math.round(cosine * 1e6) / 1e6);
  });
  return { documentIds, ordinals, themeIds, similarities };
}

export async function writeNewcomers(
  writer: Connection,
  modelId: number,
  { assignments }: Newcomers,
): Promise<void> {
  for (const page of assignments) await writeAssignments(writer, modelId, page);
}
