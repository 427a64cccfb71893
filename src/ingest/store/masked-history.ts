import type { StoredFeedback } from '../../db/imports/feedback-changes.ts';
import type { RowMasking } from '../masking/row-masking.ts';

/** What is kept of the values that a row had before a file changed it: nothing that is masked now. */
export interface MaskedBefore {
  /** The text before, masked; null: as it is stored, it holds nothing to mask. */
  readonly text: string | null;
  readonly values: Readonly<Record<string, unknown>>;
}

export function maskedBefore(
  { text }: StoredFeedback,
  values: Readonly<Record<string, unknown>>,
  masking: RowMasking,
): MaskedBefore {
  const masked = text === null ? null : masking.text(text);
  const kept = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'external_id') return [];
    if (name === 'raw_text') return [[name, masked === text ? value : null]];
    if (name === 'author') return [[name, typeof value === 'string' ? masking.author(value) : value]];
    if (name === 'attributes') return [[name, masking.attributes(value as Record<string, string>)]];
    return [[name, value]];
  });
  return { text: masked === text ? null : masked, values: Object.fromEntries(kept) };
}
