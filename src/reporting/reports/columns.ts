/** How a column is shown. Shares are 0..1; points are of a score of 100; effects are
 * differences in units of a score; quotes are customers' words. */
export interface ReportColumn {
  readonly name: string;
  readonly label: string;
  readonly kind:
    | 'text'
    | 'day'
    | 'count'
    | 'share'
    | 'mean'
    | 'rating'
    | 'score'
    | 'points'
    | 'effect'
    | 'quote';
  /** Columns that hold the interval of a share, of points or of an effect. */
  readonly interval?: readonly [low: string, high: string];
  /** Left out of tables for a terminal, where room is scarce. */
  readonly detail?: true;
}

/** A column that the other formats have and a terminal has no room for. */
export const detail = (column: ReportColumn): ReportColumn => ({ ...column, detail: true });

export const text = (name: string, label = name): ReportColumn => ({ name, label, kind: 'text' });
/** A day as YYYY-MM-DD. */
export const day = (name: string, label = name): ReportColumn => ({ name, label, kind: 'day' });
export const countOf = (name: string, label = name): ReportColumn => ({ name, label, kind: 'count' });
export const meanOf = (name: string, label = name): ReportColumn => ({ name, label, kind: 'mean' });
export const rating: ReportColumn = { name: 'rating', label: 'rating', kind: 'rating' };
export const score: ReportColumn = { name: 'score', label: 'score', kind: 'score' };
export const quote: ReportColumn = { name: 'quote', label: 'in their words', kind: 'quote' };
export const points = (name: string, ...interval: [string, string] | []): ReportColumn => {
  const column = { name, label: name, kind: 'points' } as const;
  return interval.length === 2 ? { ...column, interval } : column;
};
export const effect = (name: string, low: string, high: string): ReportColumn => {
  return { name, label: name, kind: 'effect', interval: [low, high] };
};
export const share = (name: string, low: string, high: string, label = name): ReportColumn => {
  return { name, label, kind: 'share', interval: [low, high] };
};

/** Columns and, behind each that has one, the ends of its interval. */
export function allColumns(columns: readonly ReportColumn[]): string[] {
  return columns.flatMap(({ name, interval = [] }) => [name, ...interval]);
}
