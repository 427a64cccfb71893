import { addCounts } from '../domain/counts.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Masker } from './identifiers/masker.ts';
import { authorPseudonym, type Keyring, renewedAuthor } from './keyring.ts';
import { type Found, maskedText } from './masked-text.ts';
import type { ColumnTreatment, MaskingRules } from './rules.ts';
import { tellsWho } from './telling-ids.ts';
import { storedId } from './tombstone-macs.ts';
import { hashedCell, valueMac } from './value-mac.ts';

/** A value that a mask stands for: kind, and {@link valueMac}. */
export interface NumberedValue {
  readonly kind: string;
  readonly mac: string;
}

/** Number of a value; null: its mask has none. */
export type NumberOf = (value: NumberedValue) => number | null;

/** Applies rules to what is stored, and counts by kind what it masked. */
export class StoredMasking {
  readonly counts: Record<string, number> = {};
  readonly #rules: MaskingRules;
  readonly #masker: Masker;
  readonly #keyring: Keyring | null;
  readonly #said: (column: string) => ColumnTreatment | undefined;

  /** @param said what the rules say of a column */
  constructor(
    rules: MaskingRules,
    masker: Masker,
    keyring: Keyring | null,
    said: (column: string) => ColumnTreatment | undefined,
  ) {
    this.#rules = rules;
    this.#said = said;
    this.#masker = masker;
    this.#keyring = keyring;
  }

  find(text: string): readonly Found[] {
    return this.#masker.find(text);
  }

  /** The values whose masks get numbers. */
  values(text: string, found: readonly Found[]): NumberedValue[] {
    const { numbered } = this.#rules;
    const keyring = this.#keyring;
    if (!numbered || !keyring) return [];
    return found.map(({ kind, start, end }) => ({
      kind,
      mac: valueMac(keyring, kind, text.slice(start, end)),
    }));
  }

  /** @param times how often it counts: the comments that have the text, or 1 of a former one */
  text(text: string, found: readonly Found[], numberOf: NumberOf, times = 1): string {
    for (const { kind } of found) this.#count(kind, times);
    const keyring = this.#keyring;
    if (!this.#rules.numbered || !keyring) return maskedText(text, found);
    return maskedText(text, found, (kind, value) => numberOf({ kind, mac: valueMac(keyring, kind, value) }));
  }

  /** An author as it is stored from now on. A name as given becomes a pseudonym. */
  author(stored: string): string {
    if (!this.#keyring) return stored;
    const renewed = renewedAuthor(this.#keyring, stored);
    if (renewed !== null) return renewed;
    this.#count('author');
    return authorPseudonym(this.#keyring, stored);
  }

  /**
   * An external id as it is stored from now on.
   * @param column its header; null: not known
   */
  id(stored: string, column: string | null): string {
    const treatment = (column === null ? undefined : this.#said(column)) ?? 'mask';
    if (!tellsWho(stored, treatment, this.#masker)) return stored;
    if (!this.#keyring) throw new VerbatimError('KEY_MISSING', { what: 'Making pseudonyms of ids' });
    const id = storedId(this.#keyring, stored);
    if (id !== stored) this.#count('id');
    return id;
  }

  /** Cells by their headers. What the rules drop is not among them. */
  attributes(stored: Readonly<Record<string, string>>, numberOf: NumberOf): Record<string, string> {
    const cells = Object.entries(stored).map(
      ([name, cell]) => [name, this.#cell(name, cell, numberOf)] as const,
    );
    return Object.fromEntries(cells.filter((entry): entry is [string, string] => entry[1] !== null));
  }

  #cell(name: string, cell: string, numberOf: NumberOf): string | null {
    const treatment = this.#said(name) ?? 'mask';
    if (treatment === 'keep') return cell;
    if (treatment === 'mask') return this.text(cell, this.find(cell), numberOf);
    if (treatment === 'hash' && this.#keyring) {
      const hashed = hashedCell(this.#keyring, cell);
      if (hashed !== cell) this.#count('hashed');
      return hashed;
    }
    this.#count('dropped');
    return null;
  }

  /** Adds what was masked elsewhere. */
  add(counts: Readonly<Record<string, number>>): void {
    addCounts(this.counts, counts);
  }

  #count(kind: string, times = 1): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + times;
  }
}
