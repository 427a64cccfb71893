import { createHash } from 'node:crypto';
import { type Accuracy, accuracyOf } from '../../audit/labelled/accuracy.ts';
import { agreementDrafts, dividedRows } from '../../audit/labelled/agreement.ts';
import { errorRates } from '../../audit/labelled/error-rates.ts';
import { byLevel, type GroupsOf } from '../../audit/labelled/groups.ts';
import { type BinaryTask, binaryTasks, type LabelledRow } from '../../audit/labelled/rows.ts';
import {
  type ReliabilityCurve,
  reliabilityCurves,
  scoreQuality,
} from '../../audit/labelled/score-quality.ts';
import { keyOf, OTHER } from '../../audit/observed/level-sums.ts';
import { designEffect, onDistinctTexts, repeatsOf } from '../../audit/observed/repeated-texts.ts';
import type { Policy } from '../../audit/policy.ts';
import type { Draft } from '../../audit/verdict/draft.ts';
import { type AuditScope, labelledRows } from '../../db/audits/audit-rows.ts';
import type { Database } from '../../db/client.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { ObservedAudit } from './observed.ts';

export interface LabelledAudit {
  readonly rows: readonly LabelledRow[];
  readonly tasks: readonly BinaryTask[];
  readonly declared: readonly Draft[];
  readonly crossed: readonly Draft[];
  readonly curves: readonly ReliabilityCurve[];
  /** Over all groups; null if fewer than k comments are labelled. */
  readonly accuracy: Accuracy | null;
  readonly notes: readonly string[];
  readonly input: string;
}

/** L1 to L4, and L1 of crossed groups as X1, over the rows with labels of people. */
export async function labelledAudit(
  database: Database,
  scope: AuditScope,
  { intersections }: ObservedAudit,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  policy: Policy,
): Promise<LabelledAudit> {
  const all = [...definitions.values()];
  const place = new Map(all.map(({ name }, i) => [name, i]));
  const wanted = policy.checks.some((check) => check.startsWith('L'));
  const rows: LabelledRow[] = wanted ? await labelledRows(database, scope, all) : [];
  const none = { rows, tasks: [], declared: [], crossed: [], curves: [], accuracy: null, input: '' };
  if (rows.length === 0) {
    return {
      ...none,
      notes: wanted ? ['No comment has a label by a person, so L1 to L4 were not looked at.'] : [],
    };
  }
  const tasks = binaryTasks(rows, policy.toxicity);
  const groups = policy.attributes.map((name): GroupsOf => {
    return { attribute: name, levelOf: ({ levels }) => levels[place.get(name)!]! };
  });
  const declared = groups.flatMap((group) =>
    onTexts(rows, group, policy.k, [
      ...(policy.checks.includes('L1') ? tasks.flatMap((task) => errorRates(task, group, policy)) : []),
      ...tasks.flatMap((task) => scoreQuality(task, group, policy)),
      ...(policy.checks.includes('L4') ? agreementDrafts(rows, group, policy) : []),
    ]),
  );
  const pairs = policy.checks.includes('L1') ? intersections : [];
  const crossed = pairs.flatMap(({ name, definitions: pair }) => {
    const at = pair.map((definition) => place.get(definition.name)!);
    const levelOf = ({ levels }: LabelledRow) => keyOf({ levels: at.map((i) => levels[i]!) });
    const drafts = tasks.flatMap((task) => errorRates(task, { attribute: name, levelOf }, policy));
    return onTexts(rows, { attribute: name, levelOf }, policy.k, drafts).map((draft) => {
      const member = rows.find((row) => levelOf(row) === draft.group);
      const levels = member ? at.map((i) => member.levels[i]!) : [OTHER, OTHER];
      return { ...draft, check: 'X1', levels, method: { ...draft.method, parent: 'L1' } };
    });
  });
  const divided = dividedRows(rows);
  return {
    rows,
    tasks,
    declared,
    crossed,
    accuracy: accuracyOf(rows, policy.k),
    curves: tasks.flatMap((task) => groups.flatMap((group) => reliabilityCurves(task, group, policy))),
    notes:
      divided > 0
        ? [`${divided} labelled comments take no part in L1 to L3: their labellers are divided.`]
        : [],
    input: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
  };
}

/** Corrects drafts for equal texts among the labelled comments. */
function onTexts(
  rows: readonly LabelledRow[],
  { levelOf }: GroupsOf,
  k: number,
  drafts: readonly Draft[],
): Draft[] {
  const levels = [...byLevel(rows, levelOf, k)];
  const repeats = repeatsOf(
    levels.flatMap(([level, members]) => members.map(({ documentId }) => ({ text: documentId, level }))),
  );
  return drafts.map((draft) => {
    const own = repeats.get(draft.group);
    return own ? onDistinctTexts(draft, designEffect(own)) : draft;
  });
}
