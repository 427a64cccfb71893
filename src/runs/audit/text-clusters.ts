import { keyOf, OTHER } from '../../audit/observed/level-sums.ts';
import { designEffect, onDistinctTexts, type TextRepeats } from '../../audit/observed/repeated-texts.ts';
import type { Draft } from '../../audit/verdict/draft.ts';
import { groupName } from '../../audit/verdict/shown.ts';
import type { AuditScope } from '../../db/audits/audit-rows.ts';
import { textRepeats } from '../../db/audits/text-repeats.ts';
import type { Database } from '../../db/client.ts';
import type { AuditedAttribute } from './attributes.ts';

/** The effect of equal texts on the groups of an audit. */
interface TextClusters {
  /** Comments whose text another comment has, too. */
  readonly rows: number;
  /** The design effect of each group, 1 upwards, by its name. */
  readonly effects: ReadonlyMap<string, number>;
}

/** The design effect of every audited group, also of crossed ones. */
export async function textClusters(
  database: Database,
  scope: AuditScope,
  attributes: readonly AuditedAttribute[],
): Promise<TextClusters> {
  const sets = attributes.map(({ definitions }) => definitions);
  const stored = await textRepeats(database, scope, sets);
  const effects = new Map<string, number>();
  for (const [i, { name, levels, pooled }] of attributes.entries()) {
    const total = levels.reduce((sum, level) => sum + level.rows, 0);
    const small = new Set(pooled.map(keyOf));
    const keyIn = (level: { readonly levels: readonly string[] }) =>
      small.has(keyOf(level)) ? OTHER : keyOf(level);
    const byKey = Map.groupBy(stored.sets[i]!, keyIn);
    for (const level of levels) {
      const repeated = byKey.get(keyOf(level)) ?? [];
      const sum = (read: (it: (typeof repeated)[number]) => number) =>
        repeated.reduce((all, it) => all + read(it), 0);
      // A text that occurs once adds one row, squared.
      const single = level.rows - sum(({ rows }) => rows);
      const repeats: TextRepeats = {
        groupRows: level.rows,
        restRows: total - level.rows,
        squares: single + sum(({ squares }) => squares),
        products: single + sum(({ products }) => products),
        allSquares: total - stored.rows + stored.squares,
      };
      effects.set(groupName({ attribute: name, group: keyOf(level) }), designEffect(repeats));
    }
  }
  return { rows: stored.rows, effects };
}

/** Corrects drafts for equal texts. */
export function clustered(drafts: readonly Draft[], effects: TextClusters['effects']): Draft[] {
  return drafts.map((draft) => onDistinctTexts(draft, effects.get(groupName(draft)) ?? 1));
}

/** A note on equal texts, if they have an effect. */
export function clusterNotes({ rows, effects }: TextClusters): string[] {
  const most = Math.max(1, ...effects.values());
  if (most < 1.01) return [];
  return [
    `${rows} comments have a text that another one has too. Equal texts are one observation of the model: where they pile up in a group, its intervals and tests count up to ${most.toFixed(1)} times fewer comments; shares count all.`,
  ];
}
