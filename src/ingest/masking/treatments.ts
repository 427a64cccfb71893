import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { personalHeader } from '../../privacy/personal-header.ts';
import type { ColumnTreatment, MaskingRules } from '../../privacy/rules.ts';
import { comparable } from '../columns/aliases.ts';
import { type ColumnFacts, NEARLY_ALL } from '../columns/column-facts.ts';
import { type Mapping, shown } from '../columns/mapping.ts';

/** Where fewer of a column's cells differ, its "name" is that of a product or a shop. */
const FEW_DIFFERENT = 0.2;
const ENOUGH = 20;

interface Columns {
  /** As written. */
  readonly header: readonly string[];
  readonly mapping: Mapping;
  /** By position; without them, names alone decide. */
  readonly facts?: readonly ColumnFacts[] | undefined;
  /** Positions of columns of which it is known that they tell who somebody is. */
  readonly dropped?: ReadonlySet<number> | undefined;
}

/**
 * What is done with each column, by position. What the user says of a column goes first; then a column that identifies
 * persons, by its name or its cells, is dropped. The author is hashed, or dropped without a key; a column of another
 * field is never dropped.
 * @throws VerbatimError KEY_MISSING; USAGE if the author is to be kept as it is
 */
export function decideTreatments(
  { header, mapping, facts, dropped = new Set() }: Columns,
  rules: MaskingRules,
  keyring: Keyring | null,
): ColumnTreatment[] {
  const said = treatmentsSaid(rules);
  const usual: ColumnTreatment = isMasking(rules) ? 'mask' : 'keep';
  const { texts, positions, attributes } = mapping;
  const isAttribute = new Set(attributes);
  const isField = new Set([...texts, ...Object.values(positions)]);
  return header.map((written, at) => {
    const name = mapping.names[at]!;
    const wanted = said(written) ?? said(name);
    if (wanted === 'hash' && !keyring) throw new VerbatimError('KEY_MISSING', { what: `Hashing ${name}` });
    if (at === positions.author) {
      if (wanted === 'keep' || wanted === 'mask') {
        const detail = `Column ${name} holds the author, which is hashed or dropped. Map author to another column, or none: --map author=`;
        throw new VerbatimError('USAGE', { detail });
      }
      return wanted === 'drop' || !keyring ? 'drop' : 'hash';
    }
    if (at === positions.id) return wanted === 'keep' || wanted === 'hash' ? wanted : usual;
    if (isField.has(at)) return wanted === 'keep' ? wanted : usual;
    if (!isAttribute.has(at)) return 'drop';
    if (wanted !== undefined) return wanted;
    const tells = dropped.has(at) || identifiesPersons(written, facts?.[at]);
    return rules.identifiers && tells ? 'drop' : usual;
  });
}

/** What the user says of columns, by their headers however they are written. */
export function treatmentsSaid(rules: MaskingRules): (column: string) => ColumnTreatment | undefined {
  const said = new Map(Object.entries(rules.columns).map(([name, it]) => [comparable(name), it]));
  return (column) => said.get(comparable(column));
}

/** @throws VerbatimError KEY_MISSING */
export function assertKeyed(rules: MaskingRules, keyring: Keyring | null): void {
  if (keyring) return;
  if (rules.keepOriginal) throw new VerbatimError('KEY_MISSING', { what: 'Keeping originals' });
  if (rules.numbered) throw new VerbatimError('KEY_MISSING', { what: 'Numbering masked values' });
}

/** Whether anything is looked for in texts. */
export const isMasking = ({ identifiers, patterns }: MaskingRules): boolean =>
  identifiers || Object.keys(patterns).length > 0;

function identifiesPersons(header: string, facts: ColumnFacts | undefined): boolean {
  const says = personalHeader(header);
  if (!facts || facts.filled === 0) return says !== null;
  const { filled, identifiers, numbers, dated, distinct } = facts;
  if (identifiers >= filled * NEARLY_ALL) return true;
  if (says === 'value') return numbers + dated >= filled * 0.5;
  if (says === 'perhaps') return filled < ENOUGH || distinct.size >= filled * FEW_DIFFERENT;
  return says === 'name';
}

/**
 * Refuses columns that no file has.
 * @throws VerbatimError COLUMN_UNKNOWN
 */
export function assertColumns(
  named: readonly string[],
  header: readonly string[],
  names: readonly string[],
  file: string,
): void {
  const known = new Set([...header, ...names].map(comparable));
  const unknown = named.find((name) => !known.has(comparable(name)));
  if (unknown === undefined) return;
  const likely = suggestion(unknown, names);
  const hint = likely === null ? '' : ` (did you mean ${likely}?)`;
  throw new VerbatimError('COLUMN_UNKNOWN', { file, column: unknown, columns: shown(names) + hint });
}
