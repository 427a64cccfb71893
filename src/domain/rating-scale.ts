/** The scale of a column of ratings. */
export interface RatingScale {
  readonly low: number;
  readonly high: number;
  /** True where `low` is the best mark. */
  readonly inverted: boolean;
  /** True where the question asks to recommend on 0 to 10: only then is there a Net Promoter Score. */
  readonly nps: boolean;
  /** What told it: the user, labels such as "out of 5", the column's name, its values, or earlier files of the source. */
  readonly by: 'user' | 'labels' | 'name' | 'values' | 'source';
}

/** As `--scale` takes it: `1-5`; `6-1` where 1 is best. */
export const scaleText = ({ low, high, inverted }: RatingScale): string =>
  inverted ? `${high}-${low}` : `${low}-${high}`;
