import { type ColumnCounts, columnDrafts, embeddingDraft, labelledDrift } from '../../audit/drift/drafts.ts';
import { medianDistance } from '../../audit/drift/embeddings.ts';
import { binaryTasks } from '../../audit/labelled/rows.ts';
import type { ScoredRows } from '../../audit/labelled/score-gaps.ts';
import type { Policy } from '../../audit/policy.ts';
import type { Draft } from '../../audit/verdict/draft.ts';
import {
  type NumericColumn,
  readBaselines,
  readBins,
  readCategories,
  readQuantiles,
  readVectorSample,
  type StoredBaseline,
  writeBaselines,
} from '../../db/audits/audit-baselines.ts';
import { type AuditScope, labelledRows } from '../../db/audits/audit-rows.ts';
import type { Database } from '../../db/client.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { CountedValues } from '../../domain/counted-values.ts';
import { decodeVectors } from '../../domain/half-float.ts';
import { baselineEdges } from '../../statistics/bins.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import {
  comparedCategories,
  frozenCategories,
  frozenColumn,
  type NewColumn,
  rowsIn,
} from './frozen-columns.ts';
import { countGroups, groupColumns, isOfGroups, lacksClasses } from './group-baseline.ts';

const NUMERIC: readonly NumericColumn[] = ['length', 'score', 'confidence'];
/** Two windows of this size are compared 499 times in seconds. */
const SAMPLED_VECTORS = 400;

/** Languages and sources are input columns, whatever attributes are audited. */
const inputColumns = (attributes: readonly AttributeDefinition[]): AttributeDefinition[] => {
  const own = ['language', 'source'].filter((name) => attributes.every((it) => it.name !== name));
  return [...attributes, ...own.map((name) => ({ name, from: name, cuts: null }))];
};
const attributeColumn = (name: string) => `attribute ${name}`;

/** Freezes the distributions of comments and results in scope as the baseline of drift. @returns the frozen columns */
export async function setBaseline(
  database: Database,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  policy: Policy,
): Promise<readonly NewColumn[]> {
  const columns: NewColumn[] = [];
  const groupEdges: Record<'score' | 'confidence', readonly number[] | null> = {
    score: null,
    confidence: null,
  };
  for (const name of NUMERIC) {
    const quantiles = await readQuantiles(database, scope, name);
    // The deciles of the deciles are the same: the edges are those of all rows.
    const edges = quantiles === null ? null : baselineEdges(quantiles);
    if (edges === null || isInsufficient(edges)) continue;
    if (name !== 'length') groupEdges[name] = edges;
    const { counts, values } = await readBins(database, scope, name, edges);
    columns.push(frozenColumn(name, 'bins', { edges, counts, frozenValues: values, rows: rowsIn(counts) }));
  }
  const categories = [
    ['class', 'class'] as const,
    ...inputColumns(attributes).map((it) => [attributeColumn(it.name), it] as const),
  ];
  for (const [name, of] of categories) {
    const found = await readCategories(database, scope, of);
    const rows = rowsIn(found.values());
    if (rows > 0) columns.push(frozenColumn(name, 'categories', { counts: frozenCategories(found), rows }));
  }
  columns.push(...(await groupColumns(database, scope, attributes, groupEdges)));
  const vectors = await readVectorSample(database, scope, SAMPLED_VECTORS);
  if (vectors.length >= 20) {
    const dimensions = vectors[0]!.length / 2;
    const bytes = Buffer.concat(vectors);
    const width = medianDistance(decodeVectors(bytes, dimensions));
    columns.push(
      frozenColumn('embedding', 'vectors', {
        vectors: bytes,
        dimensions,
        width: isInsufficient(width) ? 0 : width,
        rows: vectors.length,
      }),
    );
  }
  for (const task of binaryTasks(await labelledRows(database, scope, []), policy.toxicity)) {
    const counts = scored(task.rows);
    if (counts.labels.length >= policy.leastRows) {
      columns.push(frozenColumn(`labels ${task.name}`, 'labelled', { counts, rows: counts.labels.length }));
    }
  }
  await writeBaselines(database, scope, columns);
  return columns;
}

function scored(rows: readonly { label: number; score: number | null }[]): {
  labels: number[];
  scores: number[];
} {
  const kept = rows.filter(({ score }) => score !== null);
  return { labels: kept.map(({ label }) => label), scores: kept.map(({ score }) => score!) };
}

interface DriftAudit {
  /** D1 to D3, judged by the null distribution of their statistic. */
  readonly columns: readonly Draft[];
  /** D4, judged by intervals. */
  readonly labels: readonly Draft[];
  readonly notes: readonly string[];
  /** For the hash of the input. */
  readonly frozenAt: readonly Date[];
}

/**
 * D1 to D4: rows in scope against the frozen columns; null without a baseline. If the baseline ends on a day, only later rows
 * are compared, because rows in both show no change.
 */
export async function driftAudit(
  database: Database,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  policy: Policy,
): Promise<DriftAudit | null> {
  const checks = new Set<string>(policy.checks);
  if (!['D1', 'D2', 'D3', 'D4'].some((check) => checks.has(check))) return null;
  const baselines = await readBaselines(database, scope.modelId, scope.source);
  if (baselines.length === 0) return null;
  const { since, notes } = afterBaseline(scope, baselines);
  const without = baselines.filter(({ kind, frozenValues }) => kind === 'bins' && frozenValues === null);
  if (without.length > 0) {
    const ofGroups = without.every(({ columnName }) => isOfGroups(columnName));
    notes.push(
      `The baseline was frozen by an earlier version: no distances of the values ${ofGroups ? 'of groups' : 'themselves'} (Kolmogorov-Smirnov, Wasserstein) until it is set again.`,
    );
  }
  if (checks.has('D2') && lacksClasses(baselines, attributes)) {
    notes.push(
      'The baseline was frozen by an earlier version: no drift of class and confidence by group (D2) until it is set again.',
    );
  }
  const counted: ColumnCounts[] = [];
  const columns: Draft[] = [];
  const labels: Draft[] = [];
  for (const baseline of baselines) {
    counted.push(
      ...(await countColumn(database, since, baseline, attributes)).filter(({ check }) => checks.has(check)),
    );
    if (baseline.kind === 'vectors' && checks.has('D3')) {
      const reference = decodeVectors(baseline.vectors!, baseline.dimensions!);
      const sample = await readVectorSample(database, since, SAMPLED_VECTORS);
      const current = decodeVectors(Buffer.concat(sample), baseline.dimensions!);
      columns.push(embeddingDraft({ reference, current, width: baseline.width ?? 0 }, policy));
    }
  }
  if (checks.has('D2')) counted.push(...(await countGroups(database, since, attributes, baselines)));
  if (checks.has('D4')) {
    for (const task of binaryTasks(await labelledRows(database, since, []), policy.toxicity)) {
      const frozen = baselines.find(({ columnName }) => columnName === `labels ${task.name}`);
      if (!frozen) continue;
      labels.push(
        ...labelledDrift(
          task.name,
          { reference: frozen.counts as ScoredRows, current: scored(task.rows) },
          policy,
        ),
      );
    }
  }
  return {
    columns: [...columnDrafts(counted, policy), ...columns],
    labels,
    notes,
    frozenAt: baselines.map(({ createdAt }) => createdAt),
  };
}

function afterBaseline(
  scope: AuditScope,
  baselines: readonly StoredBaseline[],
): { since: AuditScope; notes: string[] } {
  const end = baselines[0]!.windowTo?.toISOString().slice(0, 10) ?? null;
  if (end === null) {
    const note =
      'The baseline has no last day: rows that are in it may be compared with themselves, and drift looks smaller.';
    return { since: scope, notes: [note] };
  }
  const from = scope.window.from !== null && scope.window.from > end ? scope.window.from : end;
  return { since: { ...scope, window: { ...scope.window, from } }, notes: [] };
}

async function countColumn(
  database: Database,
  scope: AuditScope,
  { columnName, kind, edges, counts, frozenValues }: StoredBaseline,
  attributes: readonly AttributeDefinition[],
): Promise<ColumnCounts[]> {
  const numeric = NUMERIC.find((name) => name === columnName);
  if (kind === 'bins' && numeric) {
    const now = await readBins(database, scope, numeric, edges!);
    const reference = frozenValues as CountedValues | null;
    return [
      {
        check: numeric === 'length' ? 'D1' : 'D2',
        ...{ column: columnName, of: null, reference: counts as number[], current: now.counts },
        values: reference && { reference, current: now.values },
      },
    ];
  }
  const attribute = inputColumns(attributes).find(({ name }) => attributeColumn(name) === columnName);
  const of = columnName === 'class' ? 'class' : attribute;
  if (kind !== 'categories' || of === undefined) return [];
  const before = counts as Record<string, number>;
  const now = await readCategories(database, scope, of);
  const { names, reference, current } = comparedCategories(before, now);
  // With one language or one source only, a column that the policy does not name shows nothing.
  const asked = attribute === undefined || attributes.includes(attribute);
  if (!asked && new Set([...names, ...now.keys()]).size < 2) return [];
  return [
    {
      check: columnName === 'class' ? 'D2' : 'D1',
      column: attribute?.name ?? columnName,
      of: null,
      reference,
      current,
    },
  ];
}
