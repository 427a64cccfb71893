import type { Connection } from '../../db/client.ts';
import {
  copyDocuments,
  type DocumentWrite,
  findDocuments,
  insertDocuments,
} from '../../db/imports/writes.ts';
import { codePointLength, documentHash, normaliseText } from '../../domain/document.ts';
import type { Feedback } from '../../domain/feedback.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';

/** The texts of a chunk as documents, hashed once. */
export class ChunkTexts {
  readonly #texts = new Map<Feedback, DocumentWrite>();

  constructor(rows: readonly FeedbackRow[]) {
    for (const { feedback } of rows) {
      if (feedback.text === null) continue;
      const text = normaliseText(feedback.text);
      this.#texts.set(feedback, { hash: documentHash(text), text, characters: codePointLength(text) });
    }
  }

  /** Null for a row without text. */
  of(feedback: Feedback): DocumentWrite | null {
    return this.#texts.get(feedback) ?? null;
  }

  /** The cell as it came, where normalisation changes it. */
  rawText(feedback: Feedback): string | null {
    const document = this.of(feedback);
    return document && document.text !== feedback.text ? feedback.text : null;
  }

  /** The distinct documents of these rows, by hash (hex). */
  documents(rows: readonly FeedbackRow[]): Map<string, DocumentWrite> {
    const wanted = new Map<string, DocumentWrite>();
    for (const { feedback } of rows) {
      const text = this.of(feedback);
      if (text && !wanted.has(text.hash)) wanted.set(text.hash, text);
    }
    return wanted;
  }
}

/**
 * hash → id of the documents, stored where they were not.
 * @param alone true: assumes no concurrent writer, which is faster; a unique violation shows that there is one
 */
export async function storeDocuments(
  connection: Connection,
  wanted: ReadonlyMap<string, DocumentWrite>,
  alone: boolean,
): Promise<{ ids: Map<string, number>; added: number }> {
  if (wanted.size === 0) return { ids: new Map(), added: 0 };
  const missing = (ids: ReadonlyMap<string, number>) => {
    const hashes = [...wanted.keys()].filter((hash) => !ids.has(hash)).sort();
    return hashes.map((hash) => wanted.get(hash)!);
  };
  if (alone) {
    const known = await findDocuments(connection, [...wanted.keys()]);
    const unknown = missing(known);
    const copied = unknown.length > 0 ? await copyDocuments(connection, unknown) : new Map<string, number>();
    return { ids: new Map([...known, ...copied]), added: unknown.length };
  }
  const ids = await insertDocuments(connection, missing(new Map()));
  const added = ids.size;
  const stored = missing(ids).map(({ hash }) => hash);
  if (stored.length > 0) for (const [hash, id] of await findDocuments(connection, stored)) ids.set(hash, id);
  return { ids, added };
}
