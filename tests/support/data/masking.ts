import type { Mapping } from '../../../src/ingest/columns/mapping.ts';
import { RowMasking } from '../../../src/ingest/masking/row-masking.ts';
import { decideTreatments } from '../../../src/ingest/masking/treatments.ts';
import { DOUBLE_QUOTES } from '../../../src/ingest/records/quotes.ts';
import { type Keyring, openKeyring } from '../../../src/privacy/keyring.ts';
import { DEFAULT_RULES, type MaskingRules } from '../../../src/privacy/rules.ts';

/** The keys of the installation that a test is. */
export const KEYRING = openKeyring([Buffer.alloc(32, 7)]);

/** How rows of a CSV file are masked. */
export function maskingOf(
  mapping: Mapping,
  rules: Partial<MaskingRules> = {},
  keyring: Keyring | null = KEYRING,
): RowMasking {
  const all = { ...DEFAULT_RULES, ...rules };
  const treatments = decideTreatments({ header: mapping.names, mapping }, all, keyring);
  const layout = { format: 'csv', delimiter: ',', quotes: DOUBLE_QUOTES } as const;
  return new RowMasking({ rules: all, treatments, keyring, mapping, layout });
}
