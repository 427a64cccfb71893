import { REST } from '../../domain/audit-record.ts';
import { mantelHaenszel, type Stratum, standardisedDifference } from '../../statistics/effects/strata.ts';
import { isInsufficient } from '../../statistics/insufficient.ts';
import type { Proportion } from '../../statistics/intervals/intervals.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { mixAdjustedRate } from './adjusted-rates.ts';
import { keyOf, type LevelSums } from './level-sums.ts';
import { type RatePolicy, rateAgainst, rateFields, ratePolicy, ratesAgainstTheRest } from './rate-rules.ts';

/** A share that a check compares between groups. */
interface Share {
  readonly task: string;
  readonly successes: (level: LevelSums) => number;
  readonly rows: (level: LevelSums) => number;
}

const analysed = ({ analysed }: LevelSums) => analysed;

/** O1: the labels of the model. */
function labelShares(levels: readonly LevelSums[], policy: Policy): Share[] {
  const toxicityJudged = levels.some((level) => level.toxicityJudged > 0);
  return [
    { task: 'negative', successes: ({ negative }) => negative, rows: analysed },
    { task: 'positive', successes: ({ positive }) => positive, rows: analysed },
    ...(toxicityJudged
      ? [
          {
            task: 'toxic',
            successes: ({ toxic }: LevelSums) => toxic,
            rows: (level: LevelSums) => level.toxicityJudged,
          },
        ]
      : []),
    ...emotionsOf(levels, policy).map((emotion) => ({
      task: `emotion ${emotion}`,
      successes: ({ emotions }: LevelSums) => emotions[emotion] ?? 0,
      rows: analysed,
    })),
  ];
}

/** The emotions of the policy, or the ten most frequent, equal ones by name. */
function emotionsOf(levels: readonly LevelSums[], { emotions }: Policy): readonly string[] {
  if (emotions) return emotions;
  const totals = new Map<string, number>();
  for (const level of levels) {
    for (const [emotion, n] of Object.entries(level.emotions)) {
      totals.set(emotion, (totals.get(emotion) ?? 0) + n);
    }
  }
  const ordered = [...totals].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return ordered.slice(0, 10).map(([emotion]) => emotion);
}

/** O4: whether the model follows the customers' own rating. */
const GIVEN_RATINGS: readonly (Share & { readonly stratum: string })[] = [
  {
    task: 'negative',
    stratum: 'low rating',
    successes: (level) => level.lowRatedNegative,
    rows: (level) => level.lowRated,
  },
  {
    task: 'positive',
    stratum: 'high rating',
    successes: (level) => level.highRatedPositive,
    rows: (level) => level.highRated,
  },
];

/** O5: comments that the model could not judge well. */
const COVERAGES: readonly Share[] = [
  { task: 'failed', successes: ({ failed }) => failed, rows: (level) => level.analysed + level.failed },
  { task: 'truncated', successes: ({ truncated }) => truncated, rows: analysed },
  { task: 'low confidence', successes: ({ lowConfidence }) => lowConfidence, rows: analysed },
  { task: 'unknown language', successes: (level) => level.unknownLanguage, rows: ({ rows }) => rows },
];

interface Place {
  readonly check: string;
  readonly attribute: string;
  readonly reference: string | undefined;
}

/** O1, O4 and O5 of one attribute, each level against the rest or against the named level. */
export function observedRates(levels: readonly LevelSums[], attribute: string, policy: Policy): Draft[] {
  const { checks } = policy;
  const at = (check: string): Place => ({ check, attribute, reference: policy.references[attribute] });
  const drafts: Draft[] = [];
  // O3 replaces O1, except where the attribute is the stratum.
  const adjusted = policy.strata !== null && policy.strata !== attribute && checks.includes('O3');
  if (checks.includes('O1') && !adjusted) {
    for (const share of labelShares(levels, policy)) {
      drafts.push(...shareDrafts(levels, share, ratePolicy('O1', policy), at('O1')));
    }
  }
  if (checks.includes('O4')) {
    const rule = ratePolicy('O4', policy);
    for (const share of GIVEN_RATINGS) {
      if (levels.every((level) => share.rows(level) === 0)) continue;
      const drawn = shareDrafts(levels, share, rule, at('O4'));
      drafts.push(...drawn.map((draft) => ({ ...draft, stratum: share.stratum })));
    }
    if (levels.some(({ lowRated, highRated }) => lowRated + highRated > 0)) {
      const bands = GIVEN_RATINGS.map((share) => levels.map((level) => proportion(level, share)));
      drafts.push(...pooledDrafts(levels, bands, 'as rated', rule, at('O4')));
    }
  }
  if (checks.includes('O5')) {
    for (const share of COVERAGES) {
      // An outcome that never occurs has no gap, and needs no test in the family.
      if (levels.every((level) => share.successes(level) === 0)) continue;
      // If no language is known at all, the import had no such column.
      if (levels.every((level) => share.successes(level) === share.rows(level))) continue;
      drafts.push(...shareDrafts(levels, share, ratePolicy('O5', policy), at('O5')));
    }
  }
  return drafts;
}

/**
 * O3, which replaces O1 if strata are declared: the same shares with the mix of strata held fixed.
 * @param strata levels of the attribute inside each stratum, in the order and with the keys of `levels`; null without rows
 */
export function mixAdjustedRates(
  levels: readonly LevelSums[],
  strata: readonly (readonly (LevelSums | null)[])[],
  attribute: string,
  policy: Policy,
): Draft[] {
  const rule = ratePolicy('O1', policy);
  const place = { check: 'O3', attribute, reference: policy.references[attribute] };
  return labelShares(levels, policy).flatMap((share) => {
    const cells = strata.map((stratum) => stratum.map((level) => level && proportion(level, share)));
    return pooledDrafts(levels, cells, share.task, rule, place);
  });
}

const proportion = (level: LevelSums, { successes, rows }: Share) => ({
  successes: successes(level),
  rows: rows(level),
});

function shareDrafts(
  levels: readonly LevelSums[],
  share: Share,
  policy: RatePolicy,
  { check, attribute, reference }: Place,
): Draft[] {
  const groups = levels.map((level) => ({
    key: keyOf(level),
    groupRows: level.rows,
    ...proportion(level, share),
  }));
  const named = groups.find(({ key }) => key === reference);
  const rates = named
    ? groups.filter((group) => group !== named).map((group) => rateAgainst(named, group, policy))
    : ratesAgainstTheRest(groups, policy);
  const rowsOf = new Map(groups.map((group) => [group.key, group]));
  const all = groups.reduce((total, { groupRows }) => total + groupRows, 0);
  return rates.map((rate) => {
    const group = rowsOf.get(rate.key)!;
    return {
      check,
      metric: policy.scale === 'ratio' ? 'share_ratio' : 'share_difference',
      task: share.task,
      attribute,
      reference: named ? named.key : REST,
      scale: policy.scale,
      groupRows: group.groupRows,
      referenceRows: named ? named.groupRows : all - group.groupRows,
      successes: group.successes,
      counts: { shares: [group] },
      ...(named ? { referenceCounts: { shares: [named] } } : {}),
      ...rateFields(rate, policy),
    };
  });
}

/** Each level against the rest (or the named one) inside every stratum, pooled. */
function pooledDrafts(
  levels: readonly LevelSums[],
  strata: readonly (readonly (Proportion | null)[])[],
  task: string,
  policy: RatePolicy,
  { check, attribute, reference }: Place,
): Draft[] {
  const named = levels.findIndex((level) => keyOf(level) === reference);
  return levels.flatMap((level, at) => {
    if (at === named) return [];
    const compared = strata.map((cells): Stratum => {
      const others = cells.filter((cell, i) => cell && (named < 0 ? i !== at : i === named));
      return { group: cells[at] ?? { successes: 0, rows: 0 }, reference: sumOf(others) };
    });
    const pending = mixAdjustedRate(compared, policy);
    const test = mantelHaenszel(compared);
    const [group, other] = [sumOf(compared.map((it) => it.group)), sumOf(compared.map((it) => it.reference))];
    const draft: Draft = {
      check,
      metric: policy.scale === 'ratio' ? 'pooled_share_ratio' : 'standardised_difference',
      task,
      attribute,
      group: keyOf(level),
      reference: named < 0 ? REST : keyOf(levels[named]!),
      stratum: check === 'O4' ? 'both ratings' : 'pooled',
      scale: policy.scale,
      ...(group.rows > 0 ? { groupValue: group.successes / group.rows } : {}),
      ...(other.rows > 0 ? { referenceValue: other.successes / other.rows } : {}),
      difference: standardisedDifference(compared),
      groupRows: level.rows,
      referenceRows: levels.reduce((total, { rows }) => total + rows, 0) - level.rows,
      groupDenominator: group.rows,
      referenceDenominator: other.rows,
      effectName: 'pooled odds ratio',
      ...(isInsufficient(test) || isInsufficient(test.oddsRatio) ? {} : { effect: test.oddsRatio.value }),
      test: 'Mantel-Haenszel',
      ...(isInsufficient(test) ? {} : { statistic: test.statistic }),
      warnLimit: policy.warn,
      failLimit: policy.fail,
      successes: group.successes,
      counts: { shares: strata.map((cells) => cells[at] ?? null) },
      ...(named < 0 ? {} : { referenceCounts: { shares: strata.map((cells) => cells[named] ?? null) } }),
      method: { strata: strata.length },
      pending,
    };
    return [draft];
  });
}

function sumOf(parts: readonly (Proportion | null)[]): Proportion {
  return parts.reduce<Proportion>(
    (total, part) => ({
      successes: total.successes + (part?.successes ?? 0),
      rows: total.rows + (part?.rows ?? 0),
    }),
    { successes: 0, rows: 0 },
  );
}
