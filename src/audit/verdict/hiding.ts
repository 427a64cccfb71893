import { type Crowd, peopleIn, strangers } from '../../domain/crowd.ts';
import { requireAtMost, requireCounts } from '../../statistics/input.ts';

/** Why the numbers of a cell are hidden. */
type HiddenReason =
  /** 0 < n < k, or people < k. */
  | 'small'
  /** All or none of fewer than 3k rows: this tells about every member. */
  | 'all_same'
  /** n changed by less than k since it was last shown: the difference would be a small cell. */
  | 'differencing'
  /** It would give away a hidden neighbour by subtraction from the total. */
  | 'complementary';

/** One group of a table whose row and column totals are known: attribute levels crossed, or one attribute alone. */
interface Cell {
  readonly row: string;
  /** The same for all cells of a table with one attribute. */
  readonly column: string;
  readonly rows: number;
  /** Who wrote them; left out: each row is of another person. */
  readonly people?: Crowd;
  /** Rows with the outcome; left out if only the count is shown. */
  readonly successes?: number;
  /** What the last report showed of this cell. */
  readonly shownBefore?: { readonly rows: number; readonly successes?: number };
}

export const DEFAULT_K = 10;
const LEAST_K = 5;
const MOST_K = 50;

const crowdOf = ({ rows, people = strangers(rows) }: Cell): Crowd => people;

/** Why a cell is hidden whatever its neighbours are. */
function ownReason(cell: Cell, k: number): HiddenReason | null {
  const { rows, successes, shownBefore } = cell;
  if (rows === 0) return null;
  if (peopleIn([crowdOf(cell)]) < k) return 'small';
  if (successes !== undefined && rows < 3 * k && (successes === 0 || successes === rows)) return 'all_same';
  if (!shownBefore) return null;
  const same = rows === shownBefore.rows && successes === shownBefore.successes;
  return !same && Math.abs(rows - shownBefore.rows) < k ? 'differencing' : null;
}

/**
 * Why each cell is hidden, in the given order; null is shown. k is 5 to 50, 10 by default. Then, until nothing changes: if
 * the hidden cells of a row or column follow from its total, alone or as a sum below k, the next smallest shown cell is
 * hidden, too (complementary suppression; Hundepool et al. 2012, "Statistical Disclosure Control", chapter 4). A cell that
 * shows exactly what it showed before gives nothing away and stays.
 * @throws VerbatimError AUDIT_NUMBERS_INVALID for a k out of range, or counts that are not whole
 */
export function hideCells(cells: readonly Cell[], k = DEFAULT_K): (HiddenReason | null)[] {
  requireAtMost('hiding', 'as k', k, MOST_K);
  requireAtMost('hiding', 'as the least k', LEAST_K, k);
  for (const { rows, successes = 0 } of cells) requireCounts('hiding', successes, rows);
  const reasons = cells.map((cell) => ownReason(cell, k));
  const lines = linesOf(cells);
  for (let changed = true; changed; ) {
    changed = false;
    for (const members of lines.values()) {
      const next = nextToHide(members, cells, reasons, k);
      if (next === null) continue;
      reasons[next] = 'complementary';
      changed = true;
    }
  }
  return reasons;
}

/** Cells that share a row, and cells that share a column. */
function linesOf(cells: readonly Cell[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const [i, { row, column }] of cells.entries()) {
    for (const line of [`row ${row}`, `column ${column}`]) {
      const members = lines.get(line);
      if (members) members.push(i);
      else lines.set(line, [i]);
    }
  }
  return lines;
}

/** The smallest shown cell of a line, if a hidden one follows from its total. */
function nextToHide(
  members: readonly number[],
  cells: readonly Cell[],
  reasons: readonly (HiddenReason | null)[],
  k: number,
): number | null {
  const hidden = members.filter((i) => reasons[i]);
  const isGivenAway =
    hidden.length === 1 || (hidden.length > 1 && peopleIn(hidden.map((i) => crowdOf(cells[i]!))) < k);
  if (!isGivenAway) return null;
  const shown = members.filter((i) => !reasons[i] && cells[i]!.rows > 0);
  shown.sort((a, b) => cells[a]!.rows - cells[b]!.rows || a - b);
  return shown[0] ?? null;
}
