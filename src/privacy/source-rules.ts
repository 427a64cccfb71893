import { type ColumnTreatment, DEFAULT_RULES, type MaskingRules, type NameTreatment } from './rules.ts';

/** The rules of a source as they are stored; null: as those of every source say, and these as the defaults. */
export interface SourceRules {
  readonly identifiers: boolean | null;
  readonly names: NameTreatment | null;
  readonly places: NameTreatment | null;
  readonly numbered: boolean | null;
  readonly keepOriginal: boolean | null;
  readonly retainDays: number | null;
  readonly patterns: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, ColumnTreatment>>;
  readonly keptNames: readonly string[];
}

/** What a command or an upload says of the rules of a source. What it leaves out stays as it is. */
export interface RuleChanges {
  readonly identifiers?: boolean | undefined;
  readonly names?: NameTreatment | undefined;
  readonly places?: NameTreatment | undefined;
  readonly numbered?: boolean | undefined;
  readonly keepOriginal?: boolean | undefined;
  /** {@link NEVER}: no comment is deleted by age. */
  readonly retainDays?: number | undefined;
  readonly patterns?: Readonly<Record<string, string>> | undefined;
  readonly withoutPatterns?: readonly string[] | undefined;
  readonly columns?: Readonly<Record<string, ColumnTreatment>> | undefined;
  readonly keptNames?: readonly string[] | undefined;
}

/** Stored days of a source whose comments stay, whatever the rules of every source say. */
export const NEVER = 1_000_000;

const NO_RULES: SourceRules = {
  ...{ identifiers: null, names: null, places: null, numbered: null, keepOriginal: null, retainDays: null },
  ...{ patterns: {}, columns: {}, keptNames: [] },
};

/** The rules that hold for a source: its own over those of every source, and these over the defaults. */
export function rulesInForce(every: SourceRules | null, own: SourceRules | null): MaskingRules {
  const pick = <K extends keyof SourceRules>(name: K) => own?.[name] ?? every?.[name];
  return {
    identifiers: pick('identifiers') ?? DEFAULT_RULES.identifiers,
    names: pick('names') ?? DEFAULT_RULES.names,
    places: pick('places') ?? DEFAULT_RULES.places,
    numbered: pick('numbered') ?? DEFAULT_RULES.numbered,
    keepOriginal: pick('keepOriginal') ?? DEFAULT_RULES.keepOriginal,
    retainDays: pick('retainDays') === NEVER ? null : (pick('retainDays') ?? DEFAULT_RULES.retainDays),
    patterns: { ...every?.patterns, ...own?.patterns },
    columns: { ...every?.columns, ...own?.columns },
    keptNames: [...new Set([...(every?.keptNames ?? []), ...(own?.keptNames ?? [])])],
  };
}

/** Stored rules after a change. */
export function changedRules(stored: SourceRules | null, changes: RuleChanges): SourceRules {
  const before = stored ?? NO_RULES;
  const dropped = new Set(changes.withoutPatterns ?? []);
  const patterns = { ...before.patterns, ...changes.patterns };
  return {
    identifiers: changes.identifiers ?? before.identifiers,
    names: changes.names ?? before.names,
    places: changes.places ?? before.places,
    numbered: changes.numbered ?? before.numbered,
    keepOriginal: changes.keepOriginal ?? before.keepOriginal,
    retainDays: changes.retainDays ?? before.retainDays,
    patterns: Object.fromEntries(Object.entries(patterns).filter(([kind]) => !dropped.has(kind))),
    columns: { ...before.columns, ...changes.columns },
    keptNames: [...new Set([...before.keptNames, ...(changes.keptNames ?? [])])],
  };
}

/** Whether anything is said. */
export const saysAnything = (changes: RuleChanges): boolean =>
  Object.values(changes).some(
    (it) => it !== undefined && (typeof it !== 'object' || Object.keys(it).length > 0),
  );
