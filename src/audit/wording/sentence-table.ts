/** Fixed sentences of a language; braces are filled in. All languages have the same keys, and the same braces in each. */
export interface SentenceTable {
  /** BCP 47, for numbers. */
  readonly locale: string;
  /** Behind a number that is a percentage. */
  readonly percent: string;
  readonly decimalSign: string;
  readonly and: string;
  readonly comment: readonly [one: string, many: string];
  readonly sentence: readonly [one: string, many: string];
  /** Several of either behind "of". */
  readonly of: { readonly comment: string; readonly sentence: string };
  readonly rest: string;
  /** Whose comments: of a level, in a language, or without one. */
  readonly whose: { readonly group: string; readonly language: string; readonly noLanguage: string };
  /** An emotion is never called as a sentiment is: both have a "neutral". */
  readonly emotion: string;
  readonly hidden: string;
  readonly insufficient: string;
  readonly needed: string;
  /** What could not be told. */
  readonly what: { readonly coverage: string; readonly given: string; readonly other: string };
  readonly drift: { readonly moved: string; readonly still: string; readonly of: string };
  readonly labelled: string;
  /** Shares that people say, beside gaps that depend on them: precision and calibration. */
  readonly baseRates: string;
  readonly swap: {
    readonly flips: string;
    readonly toxic: string;
    readonly raises: string;
    readonly lowers: string;
  };
  readonly score: string;
  /** Shares of a group against that of its reference. */
  readonly share: {
    readonly marked: string;
    readonly coverage: string;
    readonly lowRating: string;
    readonly highRating: string;
    readonly rated: string;
  };
  /** A gap without who is compared with whom: one line of several about the same two groups. */
  readonly brief: {
    readonly share: string;
    readonly lowRating: string;
    readonly highRating: string;
    readonly rated: string;
    readonly score: string;
    readonly labelled: string;
  };
  readonly far: { readonly lower: string; readonly higher: string };
  readonly adjusted: string;
  readonly ends: {
    readonly small: string;
    readonly noise: string;
    readonly notTiny: string;
    readonly fail: string;
    readonly warn: string;
    /** Chance does not explain it: whether it is the customers or the model, by what is known. */
    readonly unlabelled: string;
    readonly fewLabels: string;
    readonly allLabelled: string;
    readonly labelsSame: string;
    readonly labelsGap: string;
    readonly ratingsSame: string;
  };
  /** Outputs of the model and columns, by the name they have in metrics; others are told as they are. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly strata: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** The sentence with its braces filled in; a name that is not there is a fault of the table. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the sentence has no ${name}: ${template}`);
    return value;
  });
}
