import { hash } from 'node:crypto';
import type { Feedback } from '../../domain/feedback.ts';
import { uuidOfHex } from '../../domain/uuid.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { identityOfId } from '../../privacy/row-names.ts';
import { keyedIdentity, storedId } from '../../privacy/tombstone-macs.ts';

/** Makes the fingerprint of a row: 128 bits of SHA-256 over the header and all cells, as a UUID string. */
export function fingerprinter(header: readonly string[]): (cells: readonly string[]) => string {
  const prefix = hash('sha256', joined(header), 'hex');
  return (cells) => uuidOf(prefix + joined(cells));
}

/** A row as a file with another header has it. */
export interface FormerRow {
  readonly fingerprint: string;
  /** True when the row has no value in a column that the other header lacks. */
  readonly whole: boolean;
}

/**
 * Rows as earlier files of the source had them: the same columns in another order, or fewer of them. Cells are put
 * under the earlier header by the names of their columns; a column that the file has no more is empty.
 */
export class FormerRows {
  readonly #forms: readonly {
    readonly fingerprint: (cells: readonly string[]) => string;
    /** Positions of the columns of the earlier header; -1 where the file has no such column. */
    readonly order: readonly number[];
    readonly others: readonly number[];
  }[];

  constructor(header: readonly string[], former: readonly (readonly string[])[]) {
    this.#forms = former
      .filter((names) => joined(names) !== joined(header) && isDistinct(names))
      .map((names) => ({
        fingerprint: fingerprinter(names),
        order: names.map((name) => header.indexOf(name)),
        others: header.flatMap((name, at) => (names.includes(name) ? [] : [at])),
      }))
      .filter(({ order }) => isDistinct(header) && order.some((at) => at >= 0));
  }

  of(cells: readonly string[]): FormerRow[] {
    return this.#forms.map(({ fingerprint, order, others }) => ({
      fingerprint: fingerprint(order.map((at) => cells[at] ?? '')),
      whole: others.every((at) => cells[at] === ''),
    }));
  }
}

const isDistinct = (names: readonly string[]) => new Set(names).size === names.length;

/**
 * The identity of a further comment under the same id: its question and its text. A UUID string.
 * @param hash of its text, SHA-256 in hex; null without text
 */
export function identityOfFurther(
  externalId: string,
  { field, question, hash }: { field: string | null; question: string | null; hash: string | null },
): string {
  return uuidOf(`further${joined([externalId, field ?? '', question ?? '', hash ?? ''])}`);
}

/** Under which a dry run notes that the file changed the row of an identity. */
export const changeMark = (identity: string): string => uuidOf(`changed\0${identity}`);

/** The fingerprint of one of several texts of a row; that of the row where there is one. */
export function fingerprintOfField(fingerprint: string, field: string | null): string {
  return field === null ? fingerprint : uuidOf(`field\0${fingerprint}\0${field}`);
}

/**
 * The identity of a row without an id: its content and the number of equal rows before it in the file. So two
 * customers who wrote the same stay two, and the same file again is recognised. A UUID string.
 */
export function identityOfRow(fingerprint: string, ordinal: number): string {
  return uuidOf(`row\0${fingerprint}\0${ordinal}`);
}

/**
 * Two names of one row: that under the present rules, and that under others, where something more or nothing of it is
 * masked.
 */
export interface Names {
  readonly identity: string;
  /** Null without a key. */
  readonly other: () => string | null;
}

/** @param plain the identity of the row as written */
export function namesOf(plain: string, touched: boolean, keyring: Keyring | null): Names {
  if (!keyring) return { identity: plain, other: () => null };
  const keyed = () => keyedIdentity(keyring, plain);
  return touched ? { identity: keyed(), other: () => plain } : { identity: plain, other: keyed };
}

/** As far as a row is named by it. */
interface NamedRow {
  readonly feedback: Pick<Feedback, 'externalId' | 'field'>;
  readonly unmasked: { readonly externalId: string | null; readonly fingerprint: string };
  readonly touched: boolean;
}

/**
 * The identities of rows in file order, see {@link identityOfId} and {@link identityOfRow}.
 * @param ordinals number of equal rows before these, by {@link fingerprintOfField}; this function updates it
 */
export function identitiesOf(
  rows: readonly NamedRow[],
  ordinals: Map<string, number>,
  keyring: Keyring | null,
): Names[] {
  return rows.map(({ feedback: { externalId, field }, unmasked, touched }) => {
    if (externalId !== null) {
      const written = unmasked.externalId!;
      const hashed = externalId !== written;
      const other = () => (hashed ? written : keyring && storedId(keyring, written));
      return {
        identity: identityOfId(externalId, field),
        other() {
          const id = other();
          return id === null || id === externalId ? null : identityOfId(id, field);
        },
      };
    }
    const key = fingerprintOfField(unmasked.fingerprint, field);
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return namesOf(identityOfRow(key, ordinal), touched, keyring);
  });
}

/** SHA-256 of a row's cells, hex. */
export const hashOfCells = (cells: readonly string[]): string => hash('sha256', joined(cells), 'hex');

/** With the length before each cell, so that no two lists of cells are joined alike. */
function joined(cells: readonly string[]): string {
  let text = '';
  for (const cell of cells) text += `${cell.length}:${cell}`;
  return text;
}

function uuidOf(text: string): string {
  // One flat string: pieces that are put together stay in memory as pieces.
  return uuidOfHex(hash('sha256', text, 'hex'));
}
