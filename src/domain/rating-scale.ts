/** The scale of a column of ratings. */
export interface RatingScale {
  readonly low: number;
  readonly high: number;
  /** Whether `low` is the best rating. */
  readonly inverted: boolean;
  /** Whether the question asks for a recommendation from 0 to 10; only then is there a Net Promoter Score. */
  readonly nps: boolean;
  /**
   * Evidence: the user, labels such as "out of 5", the column's name, its values, earlier files of the source, or what is
   * known of the tool that exported the file.
   */
  readonly by: 'user' | 'labels' | 'name' | 'values' | 'source' | 'preset';
}

/** In the syntax of `--scale`: `1-5`, or `6-1` if 1 is best. */
export const scaleText = ({ low, high, inverted }: RatingScale): string =>
  inverted ? `${high}-${low}` : `${low}-${high}`;
