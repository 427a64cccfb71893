import { createHash } from 'node:crypto';
import { evidenceOf, mistakesOf } from '../../audit/labelled/evidence.ts';
import { keyOf, OTHER } from '../../audit/observed/level-sums.ts';
import { OUTCOME_TIE, outcomeTie, unjudged } from '../../audit/observed/outcome-attributes.ts';
import { orderedJson, type Policy, policyHash } from '../../audit/policy.ts';
import { conclusionOf } from '../../audit/verdict/conclusion.ts';
import { type Draft, withEvidence } from '../../audit/verdict/draft.ts';
import { judgedRecords } from '../../audit/verdict/judged-records.ts';
import {
  cellName,
  groupName,
  hiddenGroups,
  hiddenReasons,
  type ShownCell,
} from '../../audit/verdict/shown.ts';
import type { AuditWindow } from '../../audit/window.ts';
import { explained } from '../../audit/wording/explanation.ts';
import { shownGroups, shownNumbers } from '../../db/audits/audit-history.ts';
import { type AuditScope, latestRows } from '../../db/audits/audit-rows.ts';
import { recordAudit, type StoredAudit } from '../../db/audits/audits.ts';
import type { Database } from '../../db/client.ts';
import type { StoredModel } from '../../db/results/models.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { AuditKind, AuditRecord, AuditTrigger, MetricRecord } from '../../domain/audit-record.ts';
import { strangers } from '../../domain/crowd.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { resolveAttributes } from './attributes.ts';
import { driftAudit } from './baseline.ts';
import { groupsOf, hiddenRowsOf, notesOf, peopleOfGroups } from './groups.ts';
import { type LabelledAudit, labelledAudit } from './labelled.ts';
import { type ObservedAudit, observedAudit } from './observed.ts';

interface AuditRunOptions {
  readonly policy: Policy;
  readonly model: Pick<StoredModel, 'id' | 'hash' | 'name' | 'version'>;
  readonly window: AuditWindow;
  /** Only comments of this source; null is all. */
  readonly source: string | null;
  readonly trigger: AuditTrigger;
  readonly codeVersion: string;
  /** For waivers and the record; no number depends on it. */
  readonly now: Date;
}

export interface AuditRun extends StoredAudit {
  readonly record: AuditRecord;
  /** Comments read to bring the cube up to date. */
  readonly rowsRead: number;
}

/** The latest rows that are searched for evidence. */
const EVIDENCE_ROWS = 5_000;

/**
 * One audit over stored comments: O and X from the cube, L if people have labelled, D if a baseline is frozen. Everything is
 * computed first and stored in one transaction; the same data, policy and seed give the same metrics.
 * @throws VerbatimError AUDIT_ATTRIBUTES_MISSING, ATTRIBUTE_UNKNOWN, AUDIT_NOTHING
 */
export async function runAudit(database: Database, options: AuditRunOptions): Promise<AuditRun> {
  const { policy, model, source, window, now } = options;
  const names = [
    ...policy.attributes,
    ...policy.intersections.flat(),
    ...(policy.strata ? [policy.strata] : []),
  ];
  const definitions = await resolveAttributes(
    database,
    policy.attributes.length > 0 ? [...new Set(names)] : [],
  );
  const scope: AuditScope = { modelId: model.id, window, source };
  const exact = options.trigger === 'release';
  const observed = await observedAudit(database, scope, definitions, policy, exact);
  const [rows, pending] = sizesOf(observed);
  if (rows === 0) throw new VerbatimError('AUDIT_NOTHING', { detail: 'no feedback lies in the window' });
  const audited = policy.attributes.map((name) => definitions.get(name)!);
  const labelled = await labelledAudit(database, scope, observed, definitions, policy);
  const drift = await driftAudit(database, scope, audited, policy);

  const inputSha256 = hashOf({
    policy: policyHash(policy),
    model: model.hash,
    window,
    source,
    code: options.codeVersion,
    definitions: [...definitions.values()],
    sums: observed.sums,
    ...(exact ? { exact } : {}),
    labels: labelled.input,
    drift: drift && [
      drift.frozenAt,
      drift.columns.map(({ pending, method }) => [pending, method]),
      drift.labels.length,
    ],
  });
  const ties = outcomesAmong(observed);
  const isOutcome = (name: string) => name.split(' & ').some((part) => ties.has(part));
  const all: [string, readonly Draft[]][] = [
    ['observed/declared', observed.declared],
    ['observed/intersections', observed.crossed],
    ['labelled/declared', labelled.declared],
    ['labelled/intersections', labelled.crossed],
    ['drift/declared', drift?.columns ?? []],
    ['drift/labels', drift?.labels ?? []],
  ];
  // Labels of people decide whatever the attribute is, and so does drift.
  const families = all.map(([family, drafts]): [string, readonly Draft[]] => [
    family,
    ties.size === 0 || !family.startsWith('observed')
      ? drafts
      : drafts.map((draft) => (isOutcome(draft.attribute) ? unjudged(draft) : draft)),
  ]);
  const hidden = hiddenReasons(
    families.flatMap(([, drafts]) => drafts),
    await shownBefore(database, scope, inputSha256),
    policy.k,
  );
  const withoutSize = await hiddenSizes(database, scope, observed, inputSha256, policy);
  const hiddenOf = (draft: Draft) => withoutSize.get(groupName(draft)) ?? hidden.get(draft) ?? null;
  const { adjustment, sentences: language } = policy;
  const judged = families.flatMap(([family, drafts]) =>
    judgedRecords(drafts, family, { adjustment, language, hiddenOf }),
  );
  const withReasons = explained(judged, language);
  const metrics = await addEvidence(
    database,
    scope,
    withReasons,
    definitions,
    { observed, labelled },
    policy,
  );
  const groups = groupsOf(observed, labelled.rows, withoutSize, definitions, policy.k);
  const kinds: AuditKind[] = [
    'observed',
    ...(labelled.rows.length > 0 ? (['labelled'] as const) : []),
    ...(drift ? (['drift'] as const) : []),
  ];
  const record: AuditRecord = {
    kinds,
    trigger: options.trigger,
    policy: { sha256: policyHash(policy), document: policy },
    modelId: model.id,
    source,
    window: { from: dateOf(window.from), to: dateOf(window.to) },
    inputSha256,
    rows,
    pending,
    hiddenRows: hiddenRowsOf(groups, policy.attributes),
    seed: policy.seed,
    codeVersion: options.codeVersion,
    notes: [
      ...outcomeNotes(ties),
      ...(await notesOf(database, scope, observed, pending, policy)),
      ...observed.notes,
      ...labelled.notes,
      ...(drift?.notes ?? []),
      ...(drift
        ? []
        : ['No baseline is frozen, so drift (D1 to D4) was not looked at: verbatim audit baseline set.']),
    ],
    charts: {
      reliability: labelled.curves,
      ...(labelled.accuracy ? { accuracy: labelled.accuracy } : {}),
      ratings: ratingsOf(observed),
    },
    startedAt: now,
    groups,
    metrics,
  };
  // Swaps of people are an audit of their own, with its own gate.
  const gate = { failOn: policy.failOn, require: policy.require.filter((check) => !check.startsWith('C')) };
  const stored = await recordAudit(database, record, (before) => conclusionOf(metrics, before, gate, now));
  return { ...stored, record, rowsRead: observed.rowsRead };
}

/** Attributes that are outcomes and not groups of people, with their Cramér's V by name. */
function outcomesAmong({ attributes }: ObservedAudit): Map<string, number> {
  const ties = attributes.map(({ name, levels }) => [name, outcomeTie(levels)] as const);
  return new Map(ties.flatMap(([name, v]) => (v !== null && v >= OUTCOME_TIE ? [[name, v] as const] : [])));
}

function outcomeNotes(ties: ReadonlyMap<string, number>): string[] {
  return [...ties].map(
    ([name, v]) =>
      `${name} almost determines the customers' rating (Cramér's V ${v.toFixed(2)} of 1): it is probably an outcome and no group of people, so gaps between its groups are not judged; errors against labels by people are.`,
  );
}

const dateOf = (day: string | null) => (day === null ? null : new Date(`${day}T00:00:00Z`));
const hashOf = (value: unknown) => createHash('sha256').update(orderedJson(value)).digest('hex');

/** Comments with a low or high rating, and those that the model labels accordingly. */
function ratingsOf({ attributes }: ObservedAudit): { rated: number; followed: number } {
  const levels = attributes[0]?.levels ?? [];
  return {
    rated: levels.reduce((total, it) => total + it.lowRated + it.highRated, 0),
    followed: levels.reduce((total, it) => total + it.lowRatedNegative + it.highRatedPositive, 0),
  };
}

function sizesOf({ attributes }: ObservedAudit): [rows: number, pending: number] {
  const levels = attributes[0]?.levels ?? [];
  const sum = (read: (level: (typeof levels)[number]) => number) =>
    levels.reduce((total, level) => total + read(level), 0);
  return [sum(({ rows }) => rows), sum(({ rows, analysed, failed }) => rows - analysed - failed)];
}

async function shownBefore(
  database: Database,
  { modelId, source }: AuditScope,
  inputSha256: string,
): Promise<Map<string, ShownCell>> {
  const numbers = await shownNumbers(database, modelId, source, inputSha256);
  return new Map(
    numbers.map((number) => {
      const { rows, groupValue } = number;
      const successes = groupValue === null ? {} : { successes: Math.round(groupValue * rows) };
      return [cellName(number), { rows, ...successes }];
    }),
  );
}

/** Groups whose size may not be shown, by name. */
async function hiddenSizes(
  database: Database,
  scope: AuditScope,
  observed: ObservedAudit,
  inputSha256: string,
  { k }: Policy,
): Promise<Map<string, string>> {
  const before = await shownGroups(database, scope.modelId, scope.source, inputSha256);
  const people = await peopleOfGroups(database, scope, observed);
  const groups = [...observed.attributes, ...observed.intersections].flatMap(({ name, levels }) =>
    levels.map((level) => {
      const group = { ...level, attribute: name, group: keyOf(level) };
      return people === null ? group : { ...group, people: people.get(groupName(group)) ?? strangers(0) };
    }),
  );
  return hiddenGroups(groups, new Map(before.map((it) => [groupName(it), it.rows])), k);
}

/** Adds evidence to each finding, from the latest rows of its group. */
async function addEvidence(
  database: Database,
  scope: AuditScope,
  metrics: readonly MetricRecord[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
  { observed, labelled }: { readonly observed: ObservedAudit; readonly labelled: LabelledAudit },
  policy: Policy,
): Promise<MetricRecord[]> {
  const isFound = ({ status, hidden }: MetricRecord) => /warn|fail/.test(status) && hidden === null;
  if (!metrics.some(isFound)) return [...metrics];
  const all = [...definitions.values()];
  const rows = await latestRows(database, scope, all, { limit: EVIDENCE_ROWS, rating: policy.rating });
  const auditedBy = new Map([...observed.attributes, ...observed.intersections].map((it) => [it.name, it]));
  const place = new Map(all.map(({ name }, i) => [name, i]));
  return metrics.map((metric) => {
    const audited = auditedBy.get(metric.attribute);
    if (!isFound(metric) || !audited) return metric;
    const at = audited.definitions.map(({ name }) => place.get(name)!);
    const small = new Set(audited.pooled.map(keyOf));
    const isInGroup = ({ levels }: { levels: readonly string[] }) => {
      const key = keyOf({ levels: at.map((i) => levels[i]!) });
      return metric.group === OTHER ? small.has(key) : key === metric.group;
    };
    if (metric.family.startsWith('labelled/')) {
      const task = labelled.tasks.find(({ name }) => name === metric.task);
      return task ? withEvidence(metric, mistakesOf(metric, task, isInGroup)) : metric;
    }
    return withEvidence(metric, evidenceOf(metric, rows, isInGroup, policy));
  });
}
