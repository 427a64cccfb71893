import type { App } from '../../app/open.ts';
import { type Progress, startProgress } from '../../app/progress.ts';
import { note } from '../../app/streams.ts';
import { dropVectorTable } from '../../db/search/vector-table.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import {
  makeVectorIndex,
  type VectorIndexStatus,
  vectorIndexStatus,
} from '../../runs/search/vector-index-upkeep.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim search index create`. @throws VerbatimError as {@link makeVectorIndex} */
export async function createIndex({ database }: App, signal: AbortSignal): Promise<Outcome> {
  let progress: Progress | null = null;
  let added: number | null = null;
  const update = (sentences: number) => {
    progress ??= startProgress('Embeddings', 'sentences');
    progress.update(sentences, null);
  };
  try {
    added = await makeVectorIndex(database, signal, {
      onFilled: update,
      onIndexing: () => {
        progress?.end('copied');
        progress = null;
        note('Index      building it; a million sentences take some minutes');
      },
    });
  } finally {
    (progress as Progress | null)?.end('stopped');
  }
  const status = await vectorIndexStatus(database);
  return done({ added, ...status }, statusText(status));
}

/** `verbatim search index drop`: the extension stays, others may use it. */
export async function dropIndex({ database }: App): Promise<Outcome> {
  const { index } = await vectorIndexStatus(database);
  await dropVectorTable(database);
  const text = index
    ? 'The index is dropped. The extension vector stays: DROP EXTENSION vector removes it.'
    : 'There is no index.';
  return done({ dropped: index !== null }, text);
}

/** `verbatim search index status`. */
export async function indexStatus({ database }: App): Promise<Outcome> {
  const status = await vectorIndexStatus(database);
  return done(status, statusText(status));
}

function statusText({ installed, available, index }: VectorIndexStatus): string {
  const server =
    installed !== null
      ? `The database has pgvector ${installed}.`
      : available !== null
        ? `The server offers pgvector ${available}.`
        : 'The server has no pgvector. Searches work without it.';
  if (!index) return `${server}\nThere is no index. verbatim search index create makes one.`;
  const { usable, indexed, sentences } = index;
  const missing = Math.max(0, sentences - indexed);
  return [
    server,
    usable
      ? `The index has ${whole(indexed)} of ${count(sentences, 'sentence')}, and searches use it.`
      : 'The index is not finished, or is of another model. verbatim search index create finishes it, or the next nightly run.',
    ...(usable && missing > 0
      ? ['The next nightly run adds what is missing; searches read it beside the index.']
      : []),
  ].join('\n');
}
