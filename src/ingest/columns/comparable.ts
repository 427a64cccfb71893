import { normalForm } from '../../domain/normal-form.ts';

/** A name for comparison: lower case, letters and digits alone, accents taken off. */
export function comparable(name: string): string {
  return normalForm(name, 'NFD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
