import type { Connection } from '../db/client.ts';
import { type DocumentWrite, findDocuments, insertDocuments } from '../db/import-writes.ts';
import { codePointLength, documentHash, normaliseText } from '../domain/document.ts';
import type { Feedback } from '../domain/feedback.ts';
import type { Row } from './rows.ts';

interface Text {
  /** Hex. */
  readonly hash: string;
  readonly document: DocumentWrite;
}

/** The texts of a chunk as documents, hashed once. */
export class ChunkTexts {
  readonly #texts = new Map<string, Text>();

  constructor(rows: readonly Row[]) {
    for (const { feedback } of rows) {
      if (feedback.text === null || this.#texts.has(feedback.text)) continue;
      const text = normaliseText(feedback.text);
      const hash = documentHash(text);
      const document = { hash, text, characters: codePointLength(text) };
      this.#texts.set(feedback.text, { hash: hash.toString('hex'), document });
    }
  }

  /** Null for a row without text. */
  of({ text }: Feedback): Text | null {
    return text === null ? null : this.#texts.get(text)!;
  }

  /** The cell as it came, where normalisation changes it. */
  rawText(feedback: Feedback): string | null {
    const document = this.of(feedback)?.document;
    return document && document.text !== feedback.text ? feedback.text : null;
  }

  /** The distinct documents of these rows, by hash (hex). */
  documents(rows: readonly Row[]): Map<string, DocumentWrite> {
    const wanted = new Map<string, DocumentWrite>();
    for (const { feedback } of rows) {
      const text = this.of(feedback);
      if (text) wanted.set(text.hash, text.document);
    }
    return wanted;
  }
}

/** hash → id of the documents, stored where they were not. */
export async function storeDocuments(
  connection: Connection,
  wanted: ReadonlyMap<string, DocumentWrite>,
): Promise<{ ids: Map<string, number>; added: number }> {
  if (wanted.size === 0) return { ids: new Map(), added: 0 };
  const missing = (ids: ReadonlyMap<string, number>) => {
    const hashes = [...wanted.keys()].filter((hash) => !ids.has(hash)).sort();
    return hashes.map((hash) => wanted.get(hash)!);
  };
  // Most texts of a file are new: they are not looked for first.
  const ids = await insertDocuments(connection, missing(new Map()));
  const added = ids.size;
  const stored = missing(ids).map(({ hash }) => hash);
  if (stored.length > 0) for (const [hash, id] of await findDocuments(connection, stored)) ids.set(hash, id);
  return { ids, added };
}
