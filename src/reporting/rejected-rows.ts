import type { ReadRows } from '../db/imports/read-rows.ts';
import { printable } from './formats/cell-text.ts';
import { count, whole } from './formats/quantities.ts';

/** A source with a larger share of rejected rows is named. */
const MANY = 0.05;
const MOST_NAMED = 5;

/**
 * "Of 1,012 rows read, 12 were rejected (1.2 %)."; of several sources, those with more than 5 % by name. Null when no
 * file was read. Counts the newest import of each file.
 */
export function rejectedNote(sources: readonly ReadRows[]): string | null {
  const read = sources.reduce((sum, it) => sum + it.read, 0);
  if (read === 0) return null;
  const rejected = sources.reduce((sum, it) => sum + it.rejected, 0);
  const many = sources
    .filter((it) => it.rejected > MANY * it.read)
    .sort((a, b) => b.rejected / b.read - a.rejected / a.read);
  const named =
    sources.length > 1 && many.length > 0
      ? ` Most in ${many
          .slice(0, MOST_NAMED)
          .map((it) => `${printable(it.source).slice(0, 60)} (${shareOf(it)})`)
          .join(', ')}.`
      : '';
  const were = rejected === 1 ? 'was' : 'were';
  return `Of ${count(read, 'row')} read, ${rejected === 0 ? 'none was' : `${whole(rejected)} ${were}`} rejected${rejected === 0 ? '' : ` (${shareOf({ read, rejected })})`}.${named}`;
}

const shareOf = ({ read, rejected }: Pick<ReadRows, 'read' | 'rejected'>): string => {
  const share = (100 * rejected) / read;
  return share > 0 && share < 0.05 ? 'under 0.1 %' : `${share.toFixed(1)} %`;
};
