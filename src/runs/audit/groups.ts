import type { LabelledRow } from '../../audit/labelled/rows.ts';
import { keyOf, type LevelSums, OTHER } from '../../audit/observed/level-sums.ts';
import type { Policy } from '../../audit/policy.ts';
import { groupName } from '../../audit/verdict/shown.ts';
import { levelPeople } from '../../db/audits/audit-people.ts';
import { type AuditScope, rowsOfOtherModels } from '../../db/audits/audit-rows.ts';
import type { Database } from '../../db/client.ts';
import { anyAuthor } from '../../db/rollups/people.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { GroupRecord } from '../../domain/audit-record.ts';
import { type Crowd, united } from '../../domain/crowd.ts';
import type { AuditedAttribute } from './attributes.ts';
import type { ObservedAudit } from './observed.ts';

/** Levels of one attribute that are listed although they are too small to be audited, at most. */
const MOST_LISTED = 200;

/** Every audited group; levels that are too small to be audited alone are listed as hidden. */
export function groupsOf(
  { attributes, intersections }: ObservedAudit,
  labelled: readonly LabelledRow[],
  hidden: ReadonlyMap<string, string>,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  k: number,
): GroupRecord[] {
  const place = new Map([...definitions.keys()].map((name, i) => [name, i]));
  return [...attributes, ...intersections].flatMap((audited) => {
    const all = audited.levels.reduce((total, { rows }) => total + rows, 0);
    const record = (key: string, rows: number, reason: string | null): GroupRecord => ({
      attribute: audited.name,
      group: key,
      rows,
      labelled: labelledIn(audited, key, labelled, place),
      share: all === 0 ? null : rows / all,
      hidden: reason,
    });
    const audible = audited.levels.map((level) => {
      const group = keyOf(level);
      return record(group, level.rows, hidden.get(groupName({ attribute: audited.name, group })) ?? null);
    });
    const small = audited.pooled.slice(0, MOST_LISTED).map((level) => {
      return record(keyOf(level), level.rows, level.rows < k ? 'small' : 'pooled');
    });
    const known = new Set(audible.map(({ group }) => group));
    return [...audible, ...small.filter(({ group }) => !known.has(group))];
  });
}

function labelledIn(
  { definitions }: AuditedAttribute,
  key: string,
  rows: readonly LabelledRow[],
  place: ReadonlyMap<string, number>,
): number {
  const at = definitions.map(({ name }) => place.get(name)!);
  return rows.filter(({ levels }) => keyOf({ levels: at.map((i) => levels[i]!) }) === key).length;
}

/** Who wrote the comments of each audited group, by {@link groupName}; null: no comment has an author. */
export async function peopleOfGroups(
  database: Database,
  scope: AuditScope,
  { attributes, intersections }: Pick<ObservedAudit, 'attributes' | 'intersections'>,
): Promise<ReadonlyMap<string, Crowd> | null> {
  if (!(await anyAuthor(database))) return null;
  const people = new Map<string, Crowd>();
  for (const { name, definitions, levels } of [...attributes, ...intersections]) {
    const known = new Set(levels.map(keyOf));
    const found = await levelPeople(database, scope, definitions);
    const groupOf = (level: (typeof found)[number]) => (known.has(keyOf(level)) ? keyOf(level) : OTHER);
    for (const [group, own] of Map.groupBy(found, groupOf)) {
      people.set(groupName({ attribute: name, group }), united(own.map((level) => level.people)));
    }
  }
  return people;
}

/** Rows in hidden groups, of the attribute with most of them. */
export function hiddenRowsOf(groups: readonly GroupRecord[], attributes: readonly string[]): number {
  return Math.max(
    0,
    ...attributes.map((name) =>
      groups
        .filter(
          ({ attribute, hidden, group }) =>
            attribute === name && hidden !== null && hidden !== 'pooled' && group !== OTHER,
        )
        .reduce((total, { rows }) => total + rows, 0),
    ),
  );
}

/** What was not audited, and why. */
export async function notesOf(
  database: Database,
  scope: AuditScope,
  observed: ObservedAudit,
  pending: number,
  policy: Policy,
): Promise<string[]> {
  const notes: string[] = [];
  if (pending > 0) {
    const others = await rowsOfOtherModels(database, scope);
    notes.push(
      `${pending} comments have no result of this model and are left out${others > 0 ? `; ${others} of them were judged by another model, whose results are never mixed in` : ''}.`,
    );
  }
  for (const { name, levels, pooled } of [...observed.attributes, ...observed.intersections]) {
    const real = levels.filter((level) => keyOf(level) !== OTHER);
    if (real.length + (pooled.length > 0 ? 1 : 0) < 2)
      notes.push(`${name} has one group only: there is nothing to compare.`);
    if (pooled.length > 0) {
      const small = pooled.filter(({ rows }) => rows < policy.k).length;
      const many = pooled.length - small;
      const why = [
        ...(small > 0 ? [`${small} with fewer than ${policy.k} comments`] : []),
        ...(many > 0 ? [`${many} beyond the 200 largest`] : []),
      ].join(' and ');
      notes.push(`${name}: groups that are audited together as (other): ${why}.`);
    }
  }
  notes.push(...referenceNotes(observed, policy), ...emptyNotes(observed, policy));
  const rated = observed.attributes[0]?.levels.some(({ lowRated, highRated }) => lowRated + highRated > 0);
  if (policy.checks.includes('O4') && !rated) notes.push('No comment has a rating, so O4 was not looked at.');
  if (policy.checks.includes('X1') && policy.intersections.length === 0) {
    notes.push('No intersections are declared in the policy, so X1 was not looked at.');
  }
  return notes;
}

/** Notes on references that do not exist. */
function referenceNotes({ attributes }: ObservedAudit, { references, k }: Policy): string[] {
  return Object.entries(references).flatMap(([name, level]) => {
    const audited = attributes.find((attribute) => attribute.name === name);
    if (!audited) return [`${name} is not audited, so its reference ${level} is not used.`];
    if (audited.levels.some((it) => keyOf(it) === level)) return [];
    return [
      `${name}: the reference ${level} has fewer than ${k} comments or none, so each group is compared with everyone else.`,
    ];
  });
}

/** Notes on outcomes that never occur, which are not tested. */
function emptyNotes({ attributes }: ObservedAudit, { checks }: Policy): string[] {
  const levels = attributes[0]?.levels ?? [];
  const total = (read: (level: LevelSums) => number) => levels.reduce((sum, level) => sum + read(level), 0);
  const notes: string[] = [];
  if (checks.includes('O1') && total((level) => level.toxicityJudged) === 0) {
    notes.push('The model does not tell toxicity, so no share of toxic comments was looked at.');
  }
  if (!checks.includes('O5')) return notes;
  const nowhere = [
    ...(total(({ failed }) => failed) === 0 ? ['failed'] : []),
    ...(total(({ truncated }) => truncated) === 0 ? ['was truncated'] : []),
    ...(total(({ lowConfidence }) => lowConfidence) === 0 ? ['was of low confidence'] : []),
    ...(total(({ unknownLanguage }) => unknownLanguage) === 0 ? ['was of unknown language'] : []),
  ];
  if (nowhere.length > 0) notes.push(`No comment ${nowhere.join(' or ')}, so O5 found no gap in that.`);
  if (levels.length > 0 && total(({ unknownLanguage }) => unknownLanguage) === total(({ rows }) => rows)) {
    notes.push('No comment has a language, so O5 did not look at unknown ones.');
  }
  return notes;
}
