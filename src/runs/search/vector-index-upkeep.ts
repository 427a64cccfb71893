import type { Database } from '../../db/client.ts';
import { searchedModel } from '../../db/search/searched-model.ts';
import type { EmbeddingModel } from '../../db/search/sentence-parts.ts';
import {
  countVectors,
  createVectorExtension,
  fillVectorTable,
  indexVectorTable,
  makeVectorTable,
  readVectorTable,
  vectorSupport,
} from '../../db/search/vector-table.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import { countSentences } from '../../db/topics/sentences.ts';
import { detailOf, interrupted, VerbatimError } from '../../errors/verbatim-error.ts';

const LEAST_VERSION = '0.7';

/** @throws VerbatimError VECTOR_EXTENSION_MISSING, VECTOR_EXTENSION_REFUSED */
async function ensureExtension(database: Database): Promise<void> {
  const { installed, available } = await vectorSupport(database);
  const version = installed ?? available;
  if (version === null || version.localeCompare(LEAST_VERSION, 'en', { numeric: true }) < 0) {
    const found = version === null ? 'no pgvector' : `pgvector ${version}`;
    throw new VerbatimError('VECTOR_EXTENSION_MISSING', { found });
  }
  if (installed !== null) return;
  await createVectorExtension(database).catch((error: { code?: string }) => {
    if (error.code !== '42501') throw error;
    throw new VerbatimError('VECTOR_EXTENSION_REFUSED', { detail: detailOf(error) });
  });
}

interface Listeners {
  /** Called with the sentences added so far. */
  readonly onFilled?: (sentences: number) => void;
  /** Called before the index is built, which takes minutes. */
  readonly onIndexing?: () => void;
}

/** @throws VerbatimError SEARCH_NO_DATA, SEARCH_UNREADABLE */
async function modelToIndex(database: Database): Promise<EmbeddingModel> {
  const searched = await searchedModel(database);
  if (!searched) throw new VerbatimError('SEARCH_NO_DATA', { detail: 'no comment is analysed yet' });
  const { model, dimensions } = searched;
  if (dimensions === null) {
    throw new VerbatimError('SEARCH_UNREADABLE', {
      detail: `${model.name} ${model.version} gives no embeddings`,
    });
  }
  return { modelId: model.id, dimensions };
}

/**
 * Makes pgvector's index, or goes on where an interrupted command stopped.
 * @returns sentences that were added
 * @throws VerbatimError VECTOR_EXTENSION_MISSING, VECTOR_EXTENSION_REFUSED, SEARCH_NO_DATA, SEARCH_UNREADABLE, INTERRUPTED
 */
export async function makeVectorIndex(
  database: Database,
  signal: AbortSignal,
  on: Listeners,
): Promise<number> {
  await ensureExtension(database);
  const model = await modelToIndex(database);
  return bringUpToDate(database, model, signal, on);
}

/** Adds what a model analysed since; makes the index anew if it is of another model. Null: there is no index. */
export async function updateVectorIndex(
  database: Database,
  modelId: number,
  signal: AbortSignal,
): Promise<number | null> {
  if ((await readVectorTable(database)) === null) return null;
  const dimensions = await embeddingDimensions(database, modelId);
  return dimensions === null ? null : bringUpToDate(database, { modelId, dimensions }, signal);
}

async function bringUpToDate(
  database: Database,
  model: EmbeddingModel,
  signal: AbortSignal,
  { onFilled, onIndexing }: Listeners = {},
): Promise<number> {
  const table = await readVectorTable(database);
  if (table?.modelId !== model.modelId || table.dimensions !== model.dimensions) {
    await makeVectorTable(database, model);
  }
  const added = await fillVectorTable(database, model, signal, onFilled);
  if (signal.aborted) throw interrupted(signal, 'verbatim search index create goes on from here');
  onIndexing?.();
  await indexVectorTable(database, model);
  return added;
}

export interface VectorIndexStatus {
  /** Versions of pgvector: that the database has, and that the server offers; null: none. */
  readonly installed: string | null;
  readonly available: string | null;
  /** Null: there is no index. */
  readonly index: {
    readonly modelId: number;
    /** Whether searches use it. */
    readonly usable: boolean;
    /** In the index, and in the results of its model. */
    readonly indexed: number;
    readonly sentences: number;
  } | null;
}

export async function vectorIndexStatus(database: Database): Promise<VectorIndexStatus> {
  const support = await vectorSupport(database);
  const table = await readVectorTable(database);
  if (!table) return { ...support, index: null };
  const searched = await searchedModel(database);
  return {
    ...support,
    index: {
      modelId: table.modelId,
      usable: table.indexed && searched?.model.id === table.modelId,
      indexed: await countVectors(database),
      sentences: await countSentences(database, table.modelId),
    },
  };
}
