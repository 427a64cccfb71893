import type { Draft } from './draft.ts';
import { hideCells } from './hiding.ts';

/** What a report last showed of a cell. */
export interface ShownCell {
  readonly rows: number;
  readonly successes?: number;
}

/** Names one number of one group, so that what was shown of it before can be found. */
export function cellName(names: {
  readonly check: string;
  readonly metric: string;
  readonly task: string;
  readonly attribute: string;
  readonly group: string;
  readonly stratum?: string | null;
}): string {
  const { check, metric, task, attribute, group, stratum } = names;
  return JSON.stringify([check, metric, task, attribute, group, stratum ?? null]);
}

/**
 * Why the numbers of each draft may not be shown; null where they may. Groups of one comparison are one table: hiding one
 * of them may need another to be hidden too.
 */
export function hiddenReasons(
  drafts: readonly Draft[],
  shownBefore: ReadonlyMap<string, ShownCell>,
  k: number,
): Map<Draft, string | null> {
  const tables = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const { check, metric, task, attribute, stratum } = draft;
    const key = JSON.stringify([check, metric, task, attribute, stratum ?? null]);
    const table = tables.get(key);
    if (table) table.push(draft);
    else tables.set(key, [draft]);
  }
  const reasons = new Map<Draft, string | null>();
  for (const table of tables.values()) {
    const cells = table.map((draft) => {
      const rows = draft.groupDenominator ?? draft.groupRows;
      const before = shownBefore.get(cellName(draft));
      return {
        row: draft.levels?.[0] ?? draft.group,
        column: draft.levels?.[1] ?? '',
        rows,
        ...(draft.successes === undefined ? {} : { successes: draft.successes }),
        ...(before === undefined ? {} : { shownBefore: comparable(before, draft) }),
      };
    });
    const { cells: hidden } = hideCells(cells, k);
    for (const [i, draft] of table.entries()) reasons.set(draft, hidden[i] ?? null);
  }
  return reasons;
}

/** Counts without an outcome are compared as counts; an outcome that was not shown gives nothing away by difference. */
function comparable({ rows, successes }: ShownCell, draft: Draft): ShownCell {
  if (draft.successes === undefined) return { rows };
  return { rows, successes: successes ?? draft.successes };
}

/** A group of one attribute with its size. */
export interface SizedGroup {
  readonly attribute: string;
  readonly group: string;
  readonly levels: readonly string[];
  readonly rows: number;
}

export const groupName = ({ attribute, group }: { attribute: string; group: string }): string =>
  JSON.stringify([attribute, group]);

/** Why the sizes of groups may not be shown, by {@link groupName}; a group without a size shows no other number either. */
export function hiddenGroups(
  groups: readonly SizedGroup[],
  shownBefore: ReadonlyMap<string, number>,
  k: number,
): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const attribute of new Set(groups.map((it) => it.attribute))) {
    const members = groups.filter((it) => it.attribute === attribute);
    const { cells } = hideCells(
      members.map((group) => {
        const before = shownBefore.get(groupName(group));
        return {
          row: group.levels[0]!,
          column: group.levels[1] ?? '',
          rows: group.rows,
          ...(before === undefined ? {} : { shownBefore: { rows: before } }),
        };
      }),
      k,
    );
    for (const [i, reason] of cells.entries()) if (reason) reasons.set(groupName(members[i]!), reason);
  }
  return reasons;
}
