import { requireAtMost, requireCounts } from '../../statistics/input.ts';

/** Why a cell's numbers are not shown. */
export type HiddenReason =
  /** 0 < n < k: few enough to know each other. */
  | 'small'
  /** All or none of fewer than 3k rows: it tells about every member. */
  | 'all_same'
  /** n moved by less than k since it was last shown: the difference would be a small cell. */
  | 'differencing'
  /** Shown, it would give away a hidden neighbour by subtraction from the total. */
  | 'complementary';

/** One group of a table whose row and column totals are known: attribute levels crossed, or one attribute alone. */
export interface Cell {
  readonly row: string;
  /** The same for all cells of a table with one attribute. */
  readonly column: string;
  readonly rows: number;
  /** Rows with the outcome; left out where only the count is shown. */
  readonly successes?: number;
  /** What was last shown of this cell, if it was. */
  readonly shownBefore?: { readonly rows: number; readonly successes?: number };
}

export interface HidingResult {
  /** The reason for each cell in the order given; null is shown. */
  readonly cells: readonly (HiddenReason | null)[];
  /**
   * Totals that would give away what is hidden below them. Hide these too, and the grand total with them where
   * there is one such row or column only; or pool the level with others first.
   */
  readonly hiddenTotals: readonly string[];
  /** How many rows nobody sees, so that an auditor knows how much that is. */
  readonly hiddenRows: number;
}

export const DEFAULT_K = 10;
const LEAST_K = 5;
const MOST_K = 50;

/** Whether a cell is hidden for what it is itself. */
function ownReason({ rows, successes, shownBefore }: Cell, k: number): HiddenReason | null {
  if (rows === 0) return null;
  if (rows < k) return 'small';
  if (successes !== undefined && rows < 3 * k && (successes === 0 || successes === rows)) return 'all_same';
  if (!shownBefore) return null;
  const same = rows === shownBefore.rows && successes === shownBefore.successes;
  return !same && Math.abs(rows - shownBefore.rows) < k ? 'differencing' : null;
}

/**
 * Which cells a report may show, k from 5 to 50 (10 where nothing is said). Then, until nothing changes: where the
 * hidden cells of a row or column could be had from its total, alone or as a sum below k, the next smallest
 * shown cell is hidden too (complementary suppression; Hundepool et al. 2012, "Statistical Disclosure
 * Control", chapter 4). A cell that shows exactly what it showed before gives nothing away and stays.
 */
export function hideCells(cells: readonly Cell[], k = DEFAULT_K): HidingResult {
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
  const hiddenTotals = [...lines].filter(([, members]) => isGivenAway(members, cells, reasons, k));
  return {
    cells: reasons,
    hiddenTotals: hiddenTotals.map(([line]) => line),
    hiddenRows: cells.reduce((total, { rows }, i) => (reasons[i] ? total + rows : total), 0),
  };
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

function isGivenAway(
  members: readonly number[],
  cells: readonly Cell[],
  reasons: readonly (HiddenReason | null)[],
  k: number,
): boolean {
  const hidden = members.filter((i) => reasons[i]);
  const rows = hidden.reduce((total, i) => total + cells[i]!.rows, 0);
  return hidden.length === 1 || (hidden.length > 1 && rows < k);
}

/** The smallest shown cell of a line that gives a hidden one away; an empty one only where no other is left. */
function nextToHide(
  members: readonly number[],
  cells: readonly Cell[],
  reasons: readonly (HiddenReason | null)[],
  k: number,
): number | null {
  if (!isGivenAway(members, cells, reasons, k)) return null;
  const shown = members.filter((i) => !reasons[i] && cells[i]!.rows > 0);
  shown.sort((a, b) => cells[a]!.rows - cells[b]!.rows || a - b);
  return shown[0] ?? null;
}

/** Small levels together are one level that is audited: keys of levels with fewer than k rows. */
export function smallLevels(levels: readonly { key: string; rows: number }[], k = DEFAULT_K): string[] {
  return levels.filter(({ rows }) => rows > 0 && rows < k).map(({ key }) => key);
}
