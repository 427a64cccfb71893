/** Kinds that rules find. */
export const IDENTIFIER_KINDS = [
  'email',
  'phone',
  'iban',
  'card',
  'tax_id',
  'identity_number',
  'ip',
  'url',
  'birth_date',
] as const;
/** Kinds that the names head of a model finds. */
export const NAME_KINDS = ['person', 'place'] as const;

/** off: not looked for. flag: the text stays, the spans are stored beside it. mask: replaced. */
export const NAME_TREATMENTS = ['off', 'flag', 'mask'] as const;
export type NameTreatment = (typeof NAME_TREATMENTS)[number];

/** keep: as it is. mask: identifiers in its cells. drop: not stored. hash: a pseudonym of each cell. */
export const COLUMN_TREATMENTS = ['keep', 'mask', 'drop', 'hash'] as const;
export type ColumnTreatment = (typeof COLUMN_TREATMENTS)[number];

/** What is masked in the comments of a source. */
export interface MaskingRules {
  /** Whether identifiers are masked in every text and attribute. */
  readonly identifiers: boolean;
  readonly names: NameTreatment;
  readonly places: NameTreatment;
  /** Whether equal values of the source get the same number: [person 3]. Needs a key. */
  readonly numbered: boolean;
  /** Whether masked comments are kept encrypted as they came. Needs a key. */
  readonly keepOriginal: boolean;
  /** Days after which comments are deleted; null: never. */
  readonly retainDays: number | null;
  /** The user's own kinds: name → regular expression (RE2). */
  readonly patterns: Readonly<Record<string, string>>;
  /** Header → what was decided for its column. */
  readonly columns: Readonly<Record<string, ColumnTreatment>>;
  /** Names that stay, such as those of staff; compared without case and marks. */
  readonly keptNames: readonly string[];
}

export const DEFAULT_RULES: MaskingRules = {
  identifiers: true,
  names: 'mask',
  places: 'off',
  numbered: false,
  keepOriginal: false,
  retainDays: null,
  patterns: {},
  columns: {},
  keptNames: [],
};

/** Name of the rules that hold for every source that has none of its own. */
export const EVERY_SOURCE = '*';
