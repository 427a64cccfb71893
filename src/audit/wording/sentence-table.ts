/** Fixed sentences of a language with braces to fill. All languages have the same keys and the same braces. */
export interface SentenceTable {
  /** BCP 47, for numbers. */
  readonly locale: string;
  /** The sign after a percentage. */
  readonly percent: string;
  readonly decimalSign: string;
  readonly and: string;
  readonly comment: readonly [one: string, many: string];
  readonly sentence: readonly [one: string, many: string];
  /** The plural of both after "of". */
  readonly of: { readonly comment: string; readonly sentence: string };
  readonly rest: string;
  /** Whose comments: of a level, in a language, or without a language. */
  readonly whose: { readonly group: string; readonly language: string; readonly noLanguage: string };
  /** Emotions have a prefix, because sentiment has a "neutral", too. */
  readonly emotion: string;
  readonly hidden: string;
  readonly insufficient: string;
  readonly needed: string;
  /** The subject of "not enough data". */
  readonly what: { readonly coverage: string; readonly given: string; readonly other: string };
  readonly drift: { readonly moved: string; readonly still: string; readonly of: string };
  readonly labelled: string;
  /** Base rates by people, after gaps that depend on them: precision and calibration. */
  readonly baseRates: string;
  readonly swap: {
    readonly flips: string;
    readonly toxic: string;
    readonly raises: string;
    readonly lowers: string;
  };
  readonly score: string;
  /** The share of a group against that of its reference. */
  readonly share: {
    readonly marked: string;
    readonly coverage: string;
    readonly lowRating: string;
    readonly highRating: string;
    readonly rated: string;
  };
  /** A gap without its two groups: one line of several about the same two. */
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
    /** Chance does not explain it: customers or model, as far as labels and ratings tell. */
    readonly unlabelled: string;
    readonly fewLabels: string;
    readonly allLabelled: string;
    readonly labelsSame: string;
    readonly labelsGap: string;
    readonly ratingsSame: string;
  };
  /** Outputs of the model and columns, by their name in metrics; others keep that name. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly strata: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** The sentence with its braces filled. @throws Error for a brace without a value, a fault of the table */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the sentence has no ${name}: ${template}`);
    return value;
  });
}
