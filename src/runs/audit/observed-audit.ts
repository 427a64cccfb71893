import { createHash } from 'node:crypto';
import { ExactScores } from '../../audit/observed/exact-scores.ts';
import { keyOf, type LevelSums, pooledLevels } from '../../audit/observed/level-sums.ts';
import { mixAdjustedRates, observedRates } from '../../audit/observed/observed-rates.ts';
import { observedScores } from '../../audit/observed/observed-scores.ts';
import { orderedJson, type Policy } from '../../audit/policy.ts';
import type { Draft } from '../../audit/verdict/draft.ts';
import { type CubeSet, refreshCube } from '../../db/audits/audit-cube.ts';
import type { AuditScope } from '../../db/audits/audit-rows.ts';
import { readScores } from '../../db/audits/audit-scores.ts';
import { readSums } from '../../db/audits/audit-sums.ts';
import type { Database } from '../../db/client.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { AuditedAttribute } from './audited-attribute.ts';
import { clustered, clusterNotes, textClusters } from './text-clusters.ts';

export interface ObservedAudit {
  readonly attributes: readonly AuditedAttribute[];
  readonly intersections: readonly AuditedAttribute[];
  readonly declared: readonly Draft[];
  readonly crossed: readonly Draft[];
  /** Everything that was read, for the hash of the input. */
  readonly sums: unknown;
  readonly rowsRead: number;
  readonly notes: readonly string[];
}

/** Of a release, scores are read one by one up to so many; beyond it their buckets have to do. */
const MOST_EXACT = 3_000_000;

/** @throws VerbatimError AUDIT_POLICY_INVALID: two attributes of one name, or one crossed with itself */
function assertDistinct({ attributes, intersections }: Policy): void {
  const names = [...attributes, ...intersections.map((pair) => pair.join(' & '))];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const itself = intersections.find(([first, second]) => first === second)?.[0];
  const detail =
    twice === undefined ? itself && `${itself} is crossed with itself` : `${twice} is there twice`;
  if (detail !== undefined)
    throw new VerbatimError('AUDIT_POLICY_INVALID', { file: 'that was given', detail });
}

/**
 * Brings the cube up to date and computes O1 to O5 and X1 from it.
 * @param exact O2 from the scores themselves and not from their buckets
 */
export async function observedAudit(
  database: Database,
  scope: AuditScope,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  policy: Policy,
  exact = false,
): Promise<ObservedAudit> {
  assertDistinct(policy);
  const outcomes = {
    toxicity: policy.toxicity,
    lowConfidence: policy.lowConfidence,
    low: policy.rating?.low ?? null,
    high: policy.rating?.high ?? null,
  };
  const setOf = (names: readonly string[]): CubeSet => {
    const attributes = names.map((name) => definitions.get(name)!);
    const sha256 = createHash('sha256').update(orderedJson({ attributes, outcomes })).digest('hex');
    return { sha256, attributes, outcomes };
  };
  const { strata } = policy;
  const singles = policy.attributes.map((name) => setOf([name]));
  const pairs = policy.checks.includes('X1') ? policy.intersections.map((names) => setOf(names)) : [];
  const stratified = policy.attributes.filter((name) => strata !== null && name !== strata);
  const inStrata = policy.checks.includes('O3') ? stratified.map((name) => setOf([name, strata!])) : [];
  const sets = [...singles, ...pairs, ...inStrata];
  const { setIds, rowsRead } = await refreshCube(database, scope.modelId, sets);
  const sums = await Promise.all(
    setIds.map((id): Promise<LevelSums[]> => readSums(database, id, scope.window, scope.source)),
  );
  const audited = (set: CubeSet, levels: readonly LevelSums[]): AuditedAttribute => {
    const { kept, pooled } = pooledLevels(levels, policy.k);
    const name = set.attributes.map((attribute) => attribute.name).join(' & ');
    return { name, definitions: set.attributes, levels: kept, pooled };
  };
  const attributes = singles.map((set, i) => audited(set, sums[i]!));
  const intersections = pairs.map((set, i) => audited(set, sums[singles.length + i]!));
  const scores =
    exact && policy.checks.includes('O2') ? await exactScores(database, scope, attributes) : null;
  const declared = attributes.flatMap((attribute, i) => [
    ...observedRates(attribute.levels, attribute.name, policy),
    ...observedScores(attribute.levels, attribute.name, policy, scores?.[i]),
  ]);
  for (const [i, name] of (inStrata.length > 0 ? stratified : []).entries()) {
    const attribute = attributes.find((it) => it.name === name)!;
    const crossed = sums[singles.length + pairs.length + i]!;
    declared.push(...mixAdjustedRates(attribute.levels, byStratum(attribute, crossed), name, policy));
  }
  const clusters = await textClusters(database, scope, [...attributes, ...intersections]);
  const crossed = intersections.flatMap((attribute) => crossedDrafts(attribute, policy));
  const clusterNote = clusterNotes(clusters);
  return {
    attributes,
    intersections,
    declared: clustered(declared, clusters.effects),
    crossed: clustered(crossed, clusters.effects),
    sums: clusterNote.length > 0 ? { sums, clusters: [...clusters.effects] } : sums,
    rowsRead,
    notes: [
      ...clusterNote,
      ...(exact && scores === null && policy.checks.includes('O2')
        ? [`More than ${MOST_EXACT} judged comments: O2 counts scores of one bucket as equal.`]
        : []),
    ],
  };
}

async function exactScores(
  database: Database,
  scope: AuditScope,
  attributes: readonly AuditedAttribute[],
): Promise<ExactScores[] | null> {
  const definitions = attributes.map((attribute) => attribute.definitions[0]!);
  const read = await readScores(database, scope, definitions, MOST_EXACT);
  if (!read) return null;
  return attributes.map(({ pooled }, i) => {
    return new ExactScores({ scores: read.scores, ...read.attributes[i]! }, new Set(pooled.map(keyOf)));
  });
}

/** X1: what O1 and O4 say of crossed groups, in a family of their own. */
function crossedDrafts({ name, levels }: AuditedAttribute, policy: Policy): Draft[] {
  const levelsOf = new Map(levels.map((level) => [keyOf(level), level.levels]));
  const parents: Policy = { ...policy, checks: ['O1', 'O4'], emotions: [], references: {}, strata: null };
  return observedRates(levels, name, parents).map((draft) => ({
    ...draft,
    check: 'X1',
    levels: levelsOf.get(draft.group)!,
    method: { ...draft.method, parent: draft.check },
  }));
}

/** For each stratum, the levels of the attribute in their order; small levels together, as they are outside. */
function byStratum(attribute: AuditedAttribute, crossed: readonly LevelSums[]): (LevelSums | null)[][] {
  const strata = new Map<string, LevelSums[]>();
  for (const cell of crossed) {
    const [level, stratum] = cell.levels as [string, string];
    const inside = { ...cell, levels: [level] };
    const members = strata.get(stratum);
    if (members) members.push(inside);
    else strata.set(stratum, [inside]);
  }
  const pooled = new Set(attribute.pooled.map(keyOf));
  return [...strata.values()].map((members) => {
    const small = members.filter((level) => pooled.has(keyOf(level)));
    return attribute.levels.map((level) => {
      const key = keyOf(level);
      const own = members.find((it) => keyOf(it) === key && !pooled.has(key));
      if (own) return own;
      return key === '(other)' && small.length > 0 ? mergedOf(small) : null;
    });
  });
}

function mergedOf(small: readonly LevelSums[]): LevelSums {
  return pooledLevels(small, Number.MAX_SAFE_INTEGER).kept[0]!;
}
