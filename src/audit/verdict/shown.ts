import type { Crowd } from '../../domain/crowd.ts';
import type { Draft } from './draft.ts';
import { hideCells } from './hiding.ts';

/** The numbers of a cell in the last report that showed it. */
export interface ShownCell {
  readonly rows: number;
  readonly successes?: number;
}

/** Names one number of one group, to find what earlier reports showed of it. */
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
 * Why the numbers of each draft may not be shown; null if they may. The groups of one comparison are one table: to hide one
 * of them, another may have to be hidden, too.
 */
export function hiddenReasons(
  drafts: readonly Draft[],
  shownBefore: ReadonlyMap<string, ShownCell>,
  k: number,
): Map<Draft, string | null> {
  const tables = Map.groupBy(drafts, (draft) => cellName({ ...draft, group: '' }));
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
    const hidden = hideCells(cells, k);
    for (const [i, draft] of table.entries()) reasons.set(draft, hidden[i] ?? null);
  }
  return reasons;
}

/** Compares counts without an outcome as counts. An outcome that was not shown gives nothing away by difference. */
function comparable({ rows, successes }: ShownCell, draft: Draft): ShownCell {
  if (draft.successes === undefined) return { rows };
  return { rows, successes: successes ?? draft.successes };
}

/** A group of one attribute with its size. */
interface SizedGroup {
  readonly attribute: string;
  readonly group: string;
  readonly levels: readonly string[];
  readonly rows: number;
  /** Who wrote them; left out: each comment is of another person. */
  readonly people?: Crowd;
}

export const groupName = ({ attribute, group }: { attribute: string; group: string }): string =>
  JSON.stringify([attribute, group]);

/** Why the sizes of groups may not be shown, by {@link groupName}. A group with a hidden size shows no other number. */
export function hiddenGroups(
  groups: readonly SizedGroup[],
  shownBefore: ReadonlyMap<string, number>,
  k: number,
): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const attribute of new Set(groups.map((it) => it.attribute))) {
    const members = groups.filter((it) => it.attribute === attribute);
    const hidden = hideCells(
      members.map((group) => {
        const before = shownBefore.get(groupName(group));
        return {
          row: group.levels[0]!,
          column: group.levels[1] ?? '',
          rows: group.rows,
          ...(group.people === undefined ? {} : { people: group.people }),
          ...(before === undefined ? {} : { shownBefore: { rows: before } }),
        };
      }),
      k,
    );
    for (const [i, reason] of hidden.entries()) if (reason) reasons.set(groupName(members[i]!), reason);
  }
  return reasons;
}
