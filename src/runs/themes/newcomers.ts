import { GROWN } from '../../analysis/themes/clustering-rule.ts';
import { assignBatch } from '../../analysis/themes/nearest.ts';
import { endToEnd } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import { type Assignments, writeAssignments } from '../../db/themes/theme-assignments.ts';
import type { StoredClustering } from '../../db/themes/theme-clusterings.ts';
import { readThemes } from '../../db/themes/theme-rows.ts';
import { segmentVectors, type VectorPage } from '../../db/themes/theme-vectors.ts';
import type { ThemeSettings } from './settings.ts';

/** Segments that no earlier update assigned, with their nearest themes. */
export interface Newcomers {
  readonly count: number;
  /** Documents that these segments are part of. */
  readonly texts: number;
  /** Segments farther from their theme than 95 % were at the last clustering. */
  readonly far: number;
  /** Segments by theme id. */
  readonly byTheme: ReadonlyMap<number, number>;
  /** Incomplete if there are so many newcomers that everything is clustered again. */
  readonly assignments: readonly Assignments[];
}

/**
 * Finds newcomers and their nearest themes. Memory is bounded by half the segments of the last clustering: with more
 * newcomers everything is clustered again, and only their number matters.
 */
export async function lookAtNewcomers(
  reader: Connection,
  settings: ThemeSettings,
  last: StoredClustering | null,
): Promise<Newcomers> {
  const { modelId, dimensions, pause } = settings;
  const themes = (await readThemes(reader, modelId)).filter(({ current }) => current);
  const centroids = endToEnd(
    themes.map(({ centroid }) => centroid),
    dimensions,
  );
  const ids = themes.map(({ id }) => id);
  const most = last ? GROWN * last.segments - last.newcomers : 0;
  const assignments: Assignments[] = [];
  const byTheme = new Map<number, number>();
  let [count, texts, far] = [0, 0, 0];
  let lastDocument: number | null = null;
  for await (const page of segmentVectors(reader, modelId, dimensions, 'new')) {
    count += page.ordinals.length;
    // Pages are ordered by document.
    for (const id of page.documentIds) {
      if (id !== lastDocument) texts++;
      lastDocument = id;
    }
    if (count <= most) {
      const assigned = assignPage(page, ids, centroids);
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

/** The nearest theme of each segment of a page. @param ids of the centroids, in their order */
export function assignPage(
  { documentIds, ordinals, vectors }: VectorPage,
  ids: readonly number[],
  centroids: Parameters<typeof assignBatch>[1],
): Assignments {
  const themeIds: (number | null)[] = [];
  const similarities: (number | null)[] = [];
  assignBatch(vectors, centroids, (cluster, cosine) => {
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
