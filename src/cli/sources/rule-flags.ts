import { InvalidArgumentError } from 'commander';
import type { ColumnTreatment, NameTreatment } from '../../privacy/rules.ts';
import { NEVER, type RuleChanges } from '../../privacy/source-rules.ts';
import type { JsonFlag } from '../command.ts';

/** Flags of `source set`. */
export interface RuleFlags extends JsonFlag {
  identifiers?: 'on' | 'off';
  names?: NameTreatment;
  places?: NameTreatment;
  number?: boolean;
  keepOriginal?: boolean;
  /** Days. */
  retain?: number;
  /** Kind → regular expression; null: no longer. */
  pattern?: Record<string, string | null>;
  column?: Record<string, ColumnTreatment>;
  keepName?: string[];
}

/** `400d` or `never`, in days. @throws InvalidArgumentError */
export function retention(text: string): number {
  if (text === 'never') return NEVER;
  const [, days] = /^([1-9]\d{0,4})d?$/.exec(text) ?? [];
  if (days === undefined) throw new InvalidArgumentError('Days such as 400d, or never, are expected.');
  return Number(days);
}

export function ruleChanges(flags: RuleFlags): RuleChanges {
  const { identifiers, names, places, number, keepOriginal, retain, pattern = {}, column, keepName } = flags;
  const patterns = Object.entries(pattern);
  return {
    identifiers: identifiers && identifiers === 'on',
    ...{ names, places, numbered: number, keepOriginal, retainDays: retain, columns: column },
    patterns: Object.fromEntries(patterns.filter((it): it is [string, string] => it[1] !== null)),
    withoutPatterns: patterns.flatMap(([kind, regex]) => (regex === null ? [kind] : [])),
    keptNames: keepName,
  };
}
