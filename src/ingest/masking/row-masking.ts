import { given, plain } from '../../domain/reading/cells.ts';
import { identifierMasker, type Masker } from '../../privacy/identifiers/masker.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { maskedText } from '../../privacy/masked-text.ts';
import type { ColumnTreatment, MaskingRules } from '../../privacy/rules.ts';
import { SHORTEST, tellsWho } from '../../privacy/telling-ids.ts';
import { storedAuthor, storedId } from '../../privacy/tombstone-macs.ts';
import { hashedCell, valueMac } from '../../privacy/value-mac.ts';
import type { Mapping } from '../columns/mapping.ts';
import type { Layout } from '../records/file-layout.ts';
import { numbered } from './numbered-masks.ts';

/** How the rows of one file are masked. */
export interface MaskingPlan {
  readonly rules: MaskingRules;
  /** By position. */
  readonly treatments: readonly ColumnTreatment[];
  readonly keyring: Keyring | null;
  readonly mapping: Mapping;
  readonly layout: Pick<Layout, 'format' | 'delimiter' | 'quotes'>;
}

/** A row as it may be stored. */
export interface MaskedRow {
  readonly cells: readonly string[];
  /** Parts that were masked, by kind; null: none. */
  readonly masks: Readonly<Record<string, number>> | null;
  /** Whether a cell is another than in the file. */
  readonly touched: boolean;
}

const CELLS_KEPT = 5_000;
/** UTF-16 units. V8 keeps the text that a longer piece was cut from as long as the piece. */
const SHORT = 12;
const NONE: ReturnType<Masker['find']> = [];

/** Masks cells, texts and rows of one file. */
export class RowMasking {
  readonly plan: MaskingPlan;
  readonly #masker: Masker;
  readonly #masked: readonly number[];
  readonly #hashed: readonly number[];
  readonly #dropped: readonly number[];
  readonly #shortest: number;
  /** Short cells in which nothing is found. */
  readonly #clean = new Set<string>();
  readonly #authors = new Map<string, string>();

  constructor(plan: MaskingPlan) {
    this.plan = plan;
    this.#masker = identifierMasker(plan.rules);
    // A language is stored as written. What cannot be read of the others is masked when it becomes an attribute.
    const { language: _, ...others } = plan.mapping.positions;
    const apart = new Set(Object.values(others));
    const of = (treatment: ColumnTreatment) =>
      plan.treatments.flatMap((it, at) => (it === treatment && !apart.has(at) ? [at] : []));
    this.#shortest = Object.keys(plan.rules.patterns).length > 0 ? 1 : SHORTEST;
    this.#masked = of('mask');
    this.#hashed = of('hash');
    this.#dropped = plan.treatments.flatMap((it, at) => (it === 'drop' ? [at] : []));
  }

  /** @param cells as many as the file has columns */
  row(cells: readonly string[]): MaskedRow {
    const { treatments, mapping } = this.plan;
    let own: string[] | null = null;
    let masks: Record<string, number> | null = null;
    const set = (at: number, cell: string) => {
      if (cell === cells[at]) return;
      own ??= [...cells];
      own[at] = cell;
    };
    for (const at of this.#masked) {
      const cell = cells[at]!;
      if (cell.length < this.#shortest) continue;
      const found = this.#find(cell);
      if (found.length === 0) continue;
      masks ??= {};
      for (const { kind } of found) masks[kind] = (masks[kind] ?? 0) + 1;
      set(at, this.#replaced(cell, found));
    }
    for (const at of this.#hashed) set(at, this.#hash(cells[at]!));
    for (const at of this.#dropped) set(at, '');
    const { id, author } = mapping.positions;
    if (author !== undefined && treatments[author] === 'hash') set(author, this.#author(cells[author]!));
    if (id !== undefined && this.#tells(cells[id]!, treatments[id]!)) set(id, this.#id(cells[id]!));
    return { cells: own ?? cells, masks, touched: own !== null };
  }

  /** A text of any column, such as an example in a message. */
  text(text: string): string {
    return maskedText(text, this.#masker.find(text));
  }

  /** What would be masked in a text that is stored. */
  findStored(text: string): ReturnType<Masker['find']> {
    const { treatments, mapping } = this.plan;
    return mapping.texts.every((at) => treatments[at] === 'keep') ? [] : this.#masker.find(text);
  }

  /** A cell of the column; of a row that is not complete, it may be of any from `at` to `last`. */
  cell(cell: string, at: number, last: number = at): string {
    if (cell === '') return cell;
    const { treatments, mapping } = this.plan;
    const { id, author } = mapping.positions;
    if (at !== last) {
      const hides = treatments.slice(at, last + 1).some((it) => it === 'drop' || it === 'hash');
      return hides ? WITHHELD : this.text(cell);
    }
    if (at >= treatments.length || treatments[at] === 'drop') return '';
    if (at === author) return treatments[at] === 'hash' ? this.#author(cell) : '';
    if (at === id) return this.#tells(cell, treatments[at]!) ? this.#id(cell) : cell;
    if (treatments[at] === 'hash') return this.#hash(cell);
    return treatments[at] === 'mask' ? this.text(cell) : cell;
  }

  /** An author that is stored, or null without a key. */
  author(stored: string): string | null {
    return this.plan.keyring ? this.#author(stored) : null;
  }

  /** Attributes that are stored, by the names of their columns. */
  attributes(stored: Readonly<Record<string, string>>): Record<string, string> {
    const { names } = this.plan.mapping;
    const masked = Object.entries(stored).map(([name, value]) => {
      const at = names.indexOf(name);
      return [name, at === -1 ? this.text(value) : this.cell(value, at)] as const;
    });
    return Object.fromEntries(masked.filter(([, value]) => value !== ''));
  }

  /** Whether a row whose cells cannot be told apart may be kept: no column of the file is hidden. */
  get showsAll(): boolean {
    return this.plan.treatments.every((it) => it === 'keep' || it === 'mask');
  }

  /** Short cells, such as the names of shops, come again and again. */
  #find(cell: string): ReturnType<Masker['find']> {
    if (cell.length > SHORT) return this.#masker.find(cell);
    if (this.#clean.has(cell)) return NONE;
    const found = this.#masker.find(cell);
    if (found.length > 0) return found;
    if (this.#clean.size === CELLS_KEPT) this.#clean.clear();
    this.#clean.add(cell);
    return found;
  }

  #replaced(cell: string, found: ReturnType<Masker['find']>): string {
    const { rules, keyring } = this.plan;
    if (!rules.numbered || !keyring) return maskedText(cell, found);
    return numbered(cell, found, (kind, value) => valueMac(keyring, kind, value));
  }

  #hash(cell: string): string {
    return hashedCell(this.plan.keyring!, cell);
  }

  #author(cell: string): string {
    const author = plain(given(cell));
    if (author === '') return '';
    const known = this.#authors.get(author);
    if (known !== undefined) return known;
    const stored = storedAuthor(this.plan.keyring!, author);
    if (this.#authors.size === CELLS_KEPT) this.#authors.clear();
    this.#authors.set(author, stored);
    return stored;
  }

  /** Without a key, an id that tells who wrote is not stored: its row is known by its content. */
  #id(cell: string): string {
    const { keyring } = this.plan;
    return keyring ? storedId(keyring, plain(given(cell))) : '';
  }

  #tells(cell: string, treatment: ColumnTreatment): boolean {
    return tellsWho(plain(given(cell)), treatment, this.#masker);
  }
}

/** In place of a cell that may be one of a hidden column. */
export const WITHHELD = '[withheld]';
