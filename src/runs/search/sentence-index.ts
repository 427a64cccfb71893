import type { App } from '../../app/open.ts';
import { searchedModel } from '../../db/search/searched-model.ts';
import type { SentenceIndex } from '../../domain/search/sentence-index.ts';
import { CompactIndex } from './compact-index.ts';
import { VectorIndex } from './vector-index.ts';

/** For one search: pgvector's index where there is one, else the tables. */
export const openVectorIndex = ({ database }: App): SentenceIndex => new VectorIndex(database);

/**
 * For a server: pgvector's index where there is one, else a copy of its own, which it begins to make at once. Closed with
 * the app.
 */
export async function openServedIndex({ database, config, lifecycle }: App): Promise<SentenceIndex> {
  const vectors = new VectorIndex(database);
  const compact = new CompactIndex(database, config.searchMegabytes);
  lifecycle.opened('sentence index', compact, (it) => it.close());
  const searched = await searchedModel(database);
  if (searched?.dimensions && !(await vectors.ready(searched.model.id))) {
    const model = { modelId: searched.model.id, dimensions: searched.dimensions };
    void compact.prepare(model, 0).catch(() => {});
  }
  return {
    async nearest(vector, options) {
      // Of some documents, pgvector compares each: the copy is several times as fast.
      const [first, other] = options.within ? [compact, vectors] : [vectors, compact];
      const found = await first.nearest(vector, options);
      if ('sentences' in found) return found;
      const second = await other.nearest(vector, options);
      return 'sentences' in second ? second : { notes: [...found.notes, ...second.notes] };
    },
  };
}
