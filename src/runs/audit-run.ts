import { createHash } from 'node:crypto';
import { conclusionOf } from '../audit/conclusion.ts';
import { type Draft, type HiddenOf, judgedRecords, withEvidence } from '../audit/draft.ts';
import { evidenceOf } from '../audit/evidence.ts';
import {
  agreement,
  dividedRows,
  errorRates,
  type GroupsOf,
  type ReliabilityCurve,
  reliabilityCurves,
  scoreQuality,
} from '../audit/labelled.ts';
import { binaryTasks, type LabelledRow } from '../audit/labelled-rows.ts';
import { keyOf, OTHER } from '../audit/level-sums.ts';
import { orderedJson, type Policy, policyHash } from '../audit/policy.ts';
import { cellName, hiddenReasons, type ShownCell } from '../audit/shown.ts';
import type { AuditWindow } from '../audit/window.ts';
import { shownNumbers } from '../db/audit-history.ts';
import { type AuditScope, labelledRows, latestRows, rowsOfOtherModels } from '../db/audit-rows.ts';
import { recordAudit, type StoredAudit } from '../db/audits.ts';
import type { Database } from '../db/client.ts';
import type { StoredModel } from '../db/models.ts';
import type { AttributeDefinition } from '../domain/attribute-definition.ts';
import type {
  AuditKind,
  AuditRecord,
  AuditTrigger,
  GroupRecord,
  MetricRecord,
} from '../domain/audit-record.ts';
import { VerbatimError } from '../errors.ts';
import { resolveAttributes } from './audit-attributes.ts';
import { driftAudit } from './audit-baseline.ts';
import { type AuditedAttribute, type ObservedAudit, observedAudit } from './observed-audit.ts';

export interface AuditRunOptions {
  readonly policy: Policy;
  readonly model: Pick<StoredModel, 'id' | 'hash' | 'name' | 'version'>;
  readonly window: AuditWindow;
  /** Only feedback of this source; null is all. */
  readonly source: string | null;
  readonly trigger: AuditTrigger;
  readonly codeVersion: string;
  /** For waivers and the record; no number depends on it. */
  readonly now: Date;
}

export interface AuditRun extends StoredAudit {
  readonly record: AuditRecord;
  /** Feedback that was read to bring the cube up to date. */
  readonly rowsRead: number;
}

/** Evidence is looked for in so many of the latest rows. */
const EVIDENCE_ROWS = 20_000;
/** Levels of one attribute that are listed one by one, though too small to be audited. */
const MOST_LISTED = 200;

/**
 * One audit over stored feedback: O and X from the cube, L where people have labelled, D where a baseline is frozen.
 * Everything is computed first and stored in one transaction; the same data, policy and seed give the same metrics.
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
  const observed = await observedAudit(database, scope, definitions, policy);
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
    labels: labelled.input,
    drift: drift && [drift.frozenAt, drift.columns.map(({ pending }) => pending), drift.labels.length],
  });
  const families: [string, readonly Draft[]][] = [
    ['observed/declared', observed.declared],
    ['observed/intersections', observed.crossed],
    ['labelled/declared', labelled.declared],
    ['labelled/intersections', labelled.crossed],
    ['drift/declared', drift?.columns ?? []],
    ['drift/labels', drift?.labels ?? []],
  ];
  const hidden = hiddenReasons(
    families.flatMap(([, drafts]) => drafts),
    await shownBefore(database, scope, inputSha256),
    policy.k,
  );
  const hiddenOf: HiddenOf = (draft) => hidden.get(draft) ?? null;
  const { adjustment } = policy;
  const judged = families.flatMap(([family, drafts]) =>
    judgedRecords(drafts, family, { adjustment, hiddenOf }),
  );
  const metrics = await addEvidence(database, scope, judged, definitions, observed, policy);
  const groups = groupsOf(observed, labelled.rows, judged, definitions, policy.k);
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
      ...(await notesOf(database, scope, observed, pending, policy)),
      ...labelled.notes,
      ...(drift?.notes ?? []),
      ...(drift
        ? []
        : ['No baseline is frozen, so drift (D1 to D4) was not looked at: verbatim audit baseline set.']),
    ],
    charts: { reliability: labelled.curves },
    startedAt: now,
    groups,
    metrics,
  };
  const gate = { failOn: policy.failOn, require: policy.require };
  const stored = await recordAudit(database, record, (before) => conclusionOf(metrics, before, gate, now));
  return { ...stored, record, rowsRead: observed.rowsRead };
}

const dateOf = (day: string | null) => (day === null ? null : new Date(`${day}T00:00:00Z`));
const hashOf = (value: unknown) => createHash('sha256').update(orderedJson(value)).digest('hex');

function sizesOf({ attributes }: ObservedAudit): [rows: number, pending: number] {
  const levels = attributes[0]?.levels ?? [];
  const sum = (read: (level: (typeof levels)[number]) => number) =>
    levels.reduce((total, level) => total + read(level), 0);
  return [sum(({ rows }) => rows), sum(({ rows, analysed, failed }) => rows - analysed - failed)];
}

interface LabelledAudit {
  readonly rows: readonly LabelledRow[];
  readonly declared: readonly Draft[];
  readonly crossed: readonly Draft[];
  readonly curves: readonly ReliabilityCurve[];
  readonly notes: readonly string[];
  readonly input: string;
}

async function labelledAudit(
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
  const none = { rows, declared: [], crossed: [], curves: [], input: '' };
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
  const declared = groups.flatMap((group) => [
    ...(policy.checks.includes('L1') ? tasks.flatMap((task) => errorRates(task, group, policy)) : []),
    ...tasks.flatMap((task) => scoreQuality(task, group, policy)),
    ...(policy.checks.includes('L4') ? agreement(rows, group, policy) : []),
  ]);
  const pairs = policy.checks.includes('L1') ? intersections : [];
  const crossed = pairs.flatMap(({ name, definitions: pair }) => {
    const at = pair.map((definition) => place.get(definition.name)!);
    const levelOf = ({ levels }: LabelledRow) => at.map((i) => levels[i]!).join(' & ');
    return tasks
      .flatMap((task) => errorRates(task, { attribute: name, levelOf }, policy))
      .map((draft) => {
        const member = rows.find((row) => levelOf(row) === draft.group);
        const levels = member ? at.map((i) => member.levels[i]!) : [OTHER, OTHER];
        return { ...draft, check: 'X1', levels, method: { ...draft.method, parent: 'L1' } };
      });
  });
  const divided = dividedRows(rows);
  return {
    rows,
    declared,
    crossed,
    curves: tasks.flatMap((task) => groups.flatMap((group) => reliabilityCurves(task, group, policy))),
    notes:
      divided > 0
        ? [`${divided} labelled comments take no part in L1 to L3: their labellers are divided.`]
        : [],
    input: hashOf(rows),
  };
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

/** What stands behind each finding, from the latest rows of its group. */
async function addEvidence(
  database: Database,
  scope: AuditScope,
  metrics: readonly MetricRecord[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
  { attributes, intersections }: ObservedAudit,
  policy: Policy,
): Promise<MetricRecord[]> {
  const isFound = ({ status, hidden }: MetricRecord) => /warn|fail/.test(status) && hidden === null;
  if (!metrics.some(isFound)) return [...metrics];
  const all = [...definitions.values()];
  const rows = await latestRows(database, scope, all, EVIDENCE_ROWS);
  const auditedBy = new Map([...attributes, ...intersections].map((it) => [it.name, it]));
  const place = new Map(all.map(({ name }, i) => [name, i]));
  return metrics.map((metric) => {
    const audited = auditedBy.get(metric.attribute);
    if (!isFound(metric) || !audited) return metric;
    const at = audited.definitions.map(({ name }) => place.get(name)!);
    const small = new Set(audited.pooled.map(keyOf));
    const isInGroup = ({ levels }: { levels: readonly string[] }) => {
      const key = at.map((i) => levels[i]!).join(' & ');
      return metric.group === OTHER ? small.has(key) : key === metric.group;
    };
    return withEvidence(metric, evidenceOf(metric, rows, isInGroup, policy));
  });
}

/** Every group that was looked at; levels too small to be audited alone are listed too, hidden. */
function groupsOf(
  { attributes, intersections }: ObservedAudit,
  labelled: readonly LabelledRow[],
  metrics: readonly MetricRecord[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
  k: number,
): GroupRecord[] {
  const place = new Map([...definitions.keys()].map((name, i) => [name, i]));
  const hiddenCounts = new Map<string, string | null>();
  for (const { attribute, group, hidden, groupRows, groupDenominator } of metrics) {
    // A number is hidden for its share; the group's own size only where that number was over all of its rows.
    if (hidden !== null && hidden !== 'all_same' && groupRows === groupDenominator) {
      hiddenCounts.set(JSON.stringify([attribute, group]), hidden);
    }
  }
  return [...attributes, ...intersections].flatMap((audited) => {
    const all = audited.levels.reduce((total, { rows }) => total + rows, 0);
    const record = (key: string, rows: number, hidden: string | null): GroupRecord => ({
      attribute: audited.name,
      group: key,
      rows,
      labelled: labelledIn(audited, key, labelled, place),
      share: all === 0 ? null : rows / all,
      hidden,
    });
    const audible = audited.levels.map((level) => {
      const key = keyOf(level);
      const hidden =
        level.rows < k ? 'small' : (hiddenCounts.get(JSON.stringify([audited.name, key])) ?? null);
      return record(key, level.rows, hidden);
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
  return rows.filter(({ levels }) => at.map((i) => levels[i]!).join(' & ') === key).length;
}

/** Rows in groups that nobody sees, of the attribute where these are most. */
function hiddenRowsOf(groups: readonly GroupRecord[], attributes: readonly string[]): number {
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

async function notesOf(
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
  const rated = observed.attributes[0]?.levels.some(({ lowRated, highRated }) => lowRated + highRated > 0);
  if (policy.checks.includes('O4') && !rated) notes.push('No comment has a rating, so O4 was not looked at.');
  if (policy.checks.includes('X1') && policy.intersections.length === 0) {
    notes.push('No intersections are declared in the policy, so X1 was not looked at.');
  }
  return notes;
}
