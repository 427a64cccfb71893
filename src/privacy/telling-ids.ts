import type { Masker } from './identifiers/masker.ts';
import type { ColumnTreatment } from './rules.ts';

/** Kinds of identifiers by which an id tells who wrote. Numbers alone may be any count. */
const TELLING: ReadonlySet<string> = new Set([
  ...['email', 'phone', 'iban', 'card', 'tax_id', 'identity_number'],
]);
/** UTF-16 units of the shortest identifier. */
export const SHORTEST = 6;

/**
 * Whether an id tells who wrote: by what the user says of its column, or as an e-mail address does.
 * @param treatment of its column
 */
export function tellsWho(id: string, treatment: ColumnTreatment, masker: Masker): boolean {
  if (id === '' || treatment === 'keep') return false;
  if (treatment === 'hash') return true;
  return id.length >= SHORTEST && !/^\p{Nd}+$/u.test(id) && TELLING.has(masker.wholly(id) ?? '');
}
