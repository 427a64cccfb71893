import { CopyBytes, type CopyRows } from '../../db/copy-bytes.ts';
import { addCounts } from '../../domain/counts.ts';
import { codePointLength, documentHash, normaliseText } from '../../domain/document.ts';
import type { Reject } from '../../domain/feedback.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { identitiesOf } from '../columns/identity.ts';
import type { ChunkParts } from '../records/chunk-reader.ts';
import type { Mark } from '../records/follower.ts';

/** A chunk as the bytes that COPY takes, made by the thread that reads. Ids are for the one that writes to fill in. */
export interface PreparedChunk {
  readonly rejects: readonly Reject[];
  readonly lastLine: number;
  readonly mark: Mark | null;
  /** Rows of `feedback`, as `copyPrepared` stores them. */
  readonly feedback: CopyRows;
  /** Rows of `document`, ordered by hash. */
  readonly documents: CopyRows;
  /** For each row the position of its document; -1 without text. */
  readonly documentOf: Int32Array<ArrayBuffer>;
  /** Rows of the chunk by their content, of those without an id. */
  readonly equal: ReadonlyMap<string, number>;
  readonly withoutText: number;
  readonly masked: Readonly<Record<string, number>>;
}

/** Writes the rows of a chunk as they are read, and keeps none of them. */
export class PreparedParts implements ChunkParts<PreparedChunk> {
  readonly #source: string;
  readonly #keyring: Keyring | null;
  readonly #feedback: CopyBytes;
  readonly #documents: CopyBytes;
  /** Hash → number of the document, in their order of appearance. */
  #numbers = new Map<string, number>();
  #numberOf: number[] = [];
  #ordinals = new Map<string, number>();
  #rejects: Reject[] = [];
  #withoutText = 0;
  #masked: Record<string, number> = {};

  /** @param spare buffers that may be used; see {@link CopyBytes} */
  constructor(source: string, keyring: Keyring | null, spare: ArrayBuffer[]) {
    this.#feedback = new CopyBytes(spare);
    this.#documents = new CopyBytes(spare);
    this.#source = source;
    this.#keyring = keyring;
  }

  get size(): number {
    return this.#feedback.rows + this.#rejects.length;
  }

  reject(reject: Reject): void {
    this.#rejects.push(reject);
  }

  row(row: FeedbackRow): void {
    const { feedback, masks } = row;
    const { identity } = identitiesOf([row], this.#ordinals, this.#keyring)[0]!;
    if (masks) addCounts(this.#masked, masks);
    const text = feedback.text === null ? null : normaliseText(feedback.text);
    if (text === null) this.#withoutText++;
    this.#numberOf.push(text === null ? -1 : this.#document(text));
    const to = this.#feedback;
    to.row(13);
    to.bigint(0);
    if (text === null) to.null();
    else to.bigint(0);
    to.hex(identity, 16);
    to.hex(feedback.fingerprint, 16);
    to.bigint(feedback.line);
    to.text(this.#source);
    to.text(feedback.externalId);
    to.text(text === feedback.text ? null : feedback.text);
    to.time(feedback.occurredAt);
    to.double(feedback.rating);
    to.text(feedback.language);
    to.text(feedback.author);
    to.json(feedback.attributes);
  }

  take(lastLine: number, mark: Mark | null): PreparedChunk {
    const hashes = [...this.#numbers.keys()].sort();
    const order = hashes.map((hash) => this.#numbers.get(hash)!);
    const places = new Int32Array(order.length);
    for (const [place, number] of order.entries()) places[number] = place;
    const chunk = {
      ...{ rejects: this.#rejects, lastLine, mark, equal: this.#ordinals },
      ...{ feedback: this.#feedback.take(), documents: this.#documents.take(order) },
      documentOf: Int32Array.from(this.#numberOf, (number) => (number === -1 ? -1 : places[number]!)),
      ...{ withoutText: this.#withoutText, masked: this.#masked },
    };
    this.#numbers = new Map();
    this.#numberOf = [];
    this.#ordinals = new Map();
    this.#rejects = [];
    this.#withoutText = 0;
    this.#masked = {};
    return chunk;
  }

  #document(text: string): number {
    const hash = documentHash(text);
    const known = this.#numbers.get(hash);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(hash, number);
    const to = this.#documents;
    to.row(4);
    to.bigint(0);
    to.hex(hash, 32);
    to.text(text);
    to.integer(codePointLength(text));
    return number;
  }
}
