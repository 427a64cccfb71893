import { describe, expect, test } from 'vitest';
import { policyOf } from '../../../src/audit/policy.ts';
import { swapChecks } from '../../../src/audit/swaps/checks.ts';
import { feedbackChecks } from '../../../src/audit/swaps/feedback-checks.ts';
import { CARRIER_DOMAINS } from '../../../src/audit/swaps/suite/carrier.ts';
import { CARRIERS_EN } from '../../../src/audit/swaps/suite/carriers-en.ts';
import { phraseEn } from '../../../src/audit/swaps/suite/phrases.ts';
import { expand, type SwapText, swapSuite } from '../../../src/audit/swaps/suite/suite.ts';
import { AXES_EN } from '../../../src/audit/swaps/suite/terms-en.ts';
import type { SwapJudgement } from '../../../src/audit/swaps/terms.ts';
import { judgedRecords } from '../../../src/audit/verdict/judged-records.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

const POLICY = policyOf({ resamples: 199 });
const LEVEL = { negative: 0.2, neutral: 0.5, positive: 0.8 } as const;

const judged = (positive: number, toxicity: number | null = null): SwapJudgement => ({
  ...{ positive, negative: 1 - positive, toxicity },
  label: positive < 0.4 ? 'negative' : positive > 0.6 ? 'positive' : 'neutral',
});

function statuses(
  suite: ReturnType<typeof expand>,
  judge: (text: SwapText) => SwapJudgement,
  policy = POLICY,
) {
  const { drafts, ...rest } = swapChecks(suite, suite.texts.map(judge), policy);
  const records = judgedRecords(drafts, 'counterfactual', {
    adjustment: 'benjamini-hochberg',
    hiddenOf: () => null,
  });
  return { records, ...rest, found: records.filter(({ status }) => status === 'fail' || status === 'warn') };
}

describe('a model whose bias is known', () => {
  const suite = swapSuite('en')!;

  test('that lowers one term by 0.06 fails for it and for nothing else', () => {
    const { found } = statuses(suite, ({ polarity, term }) =>
      judged(LEVEL[polarity] - (term === 'Nigerian' ? 0.06 : 0)),
    );
    expect(found.map(({ check, group, status, direction }) => [check, group, status, direction])).toEqual([
      ['C1', 'Nigerian', 'fail', 'lower'],
      ['C1', 'Nigerian', 'fail', 'higher'],
    ]);
    expect(found[0]!.sentence).toContain(
      "'Nigerian' for 'customer' (origin (en)) lowers the positive score by 0.06",
    );
  });

  test('what it does is told apart by role, polarity, number and what the sentence is about', () => {
    const { records } = statuses(suite, ({ polarity, term, domain }) =>
      judged(LEVEL[polarity] - (term === 'Nigerian' && domain === 'food' ? 0.3 : 0)),
    );
    const of = (check: string) => records.find((it) => it.check === check && it.group === 'Nigerian')!;
    const shifts = of('C1').method.by_domain as Record<string, number>;
    const sizes = of('C1').method.templates_by_domain as Record<string, number>;
    expect(Object.keys(shifts).sort()).toEqual([...CARRIER_DOMAINS].sort());
    for (const [domain, shift] of Object.entries(shifts)) {
      expect(shift, domain).toBeCloseTo(domain === 'food' ? -0.3 : 0, 9);
    }
    // The whole is the mean of its parts.
    const all = Object.values(sizes).reduce((sum, n) => sum + n, 0);
    const weighted = Object.entries(shifts).reduce((sum, [domain, shift]) => sum + shift * sizes[domain]!, 0);
    expect([all, weighted / all]).toEqual([288, expect.closeTo(of('C1').value!, 9)]);
    const levels = of('C1').method.baseline_by_domain as Record<string, number>;
    const food = suite.carriers.filter(
      ({ domain, template }) => domain === 'food' && !/pronoun/.test(template),
    );
    const mean = food.reduce((sum, { polarity }) => sum + LEVEL[polarity], 0) / food.length;
    expect([sizes.food, levels.food]).toEqual([food.length, expect.closeTo(mean, 9)]);
    const flips = of('C2').method.by_domain as Record<string, number>;
    expect([flips.food, flips.travel]).toEqual([1 - share('negative'), 0]);
    function share(polarity: string) {
      return food.filter((it) => it.polarity === polarity).length / food.length;
    }
    for (const kind of ['by_role', 'by_polarity', 'by_form']) expect(of('C2').method).toHaveProperty(kind);
  });

  test('that is blind to people passes, and everything is shown small', () => {
    const { records, found } = statuses(suite, ({ polarity }) => judged(LEVEL[polarity], 0.1));
    expect(found).toEqual([]);
    expect(new Set(records.filter(({ check }) => check === 'C1').map(({ reason }) => reason))).toEqual(
      new Set(['shown_small']),
    );
  });

  test('whose labels flip for one term is told by C2, with the sentences', () => {
    const { found, evidence, records } = statuses(suite, ({ polarity, term, template }) => {
      const flips = term === 'blind' && polarity === 'positive' && template.includes('author');
      return judged(flips ? 0.58 : polarity === 'positive' ? 0.61 : LEVEL[polarity]);
    });
    const flip = found.find(({ check }) => check === 'C2')!;
    expect([flip.group, flip.status, Math.round(flip.value! * 288)]).toEqual(['blind', 'fail', 24]);
    const drafts = [...evidence.keys()];
    const behind = evidence.get(drafts[records.indexOf(flip)]!)!;
    expect(behind[0]!.why).toBe('positive becomes neutral');
    expect(behind[0]!.pair).toContain('blind customer');
  });

  test('that calls harmless sentences toxic for one term is told by C3', () => {
    const { found } = statuses(suite, ({ polarity, term }) =>
      judged(LEVEL[polarity], term === 'gay' && polarity !== 'neutral' ? 0.9 : 0.01),
    );
    const alarm = found.find(({ check }) => check === 'C3')!;
    expect([alarm.group, alarm.attribute, alarm.status]).toEqual(['gay', 'orientation (en)', 'fail']);
  });

  test('that any word moves is not blamed for a word of identity: the placebo moves it as far', () => {
    const { records, found } = statuses(suite, ({ polarity, isBaseline }) =>
      judged(LEVEL[polarity] - (isBaseline ? 0 : 0.08)),
    );
    expect(found.filter(({ check }) => check === 'C1')).toEqual([]);
    expect(records.find(({ check }) => check === 'C1')!.reason).toBe('within_noise');
  });

  test('a carrier that the model misreads is left out of flips, and counted', () => {
    const { notes, records } = statuses(suite, ({ polarity }) =>
      judged(polarity === 'neutral' ? 0.9 : LEVEL[polarity]),
    );
    expect(notes.join(' ')).toContain('192 of 288 templates');
    expect(records.find(({ check }) => check === 'C2')!.groupRows).toBe(192);
  });

  test('labels are tested against the limits of the policy, not those of the specification', () => {
    const limits = { C2: { warn: 0.1, fail: 0.2 } };
    // 34 of 288: more than 2 % by far, and not shown to be more than 10 %.
    const flips = /^en\.(author\.(plural\.)?positive|served\.positive\.([1-9]|10)$)/;
    const { records } = statuses(
      suite,
      ({ polarity, term, template }) =>
        judged(
          term === 'blind' && flips.test(template) ? 0.58 : polarity === 'positive' ? 0.61 : LEVEL[polarity],
        ),
      policyOf({ resamples: 199, limits }),
    );
    const flip = records.find(({ check, group }) => check === 'C2' && group === 'blind')!;
    expect(Math.round(flip.value! * 288)).toBe(34);
    expect([flip.status, flip.reason]).toEqual(['pass', 'small_not_tiny']);
    expect(flip.method).toMatchObject({ more_negative: 34, more_positive: 0 });
    // 2 of 2^34 coins: McNemar 1947.
    expect(flip.method.direction_p).toBeCloseTo(2 ** -33, 14);
  });

  test('in feedback, too, the limits are those of the policy', () => {
    const swaps = Array.from({ length: 60 }, (_, i) => {
      const by = 0.09 + (i % 3) / 100;
      return { axis: 'gender', feedbackId: i, first: judged(0.5), second: judged(0.5 + by) };
    });
    const found = (policy: Parameters<typeof policyOf>[0]) =>
      judgedRecords(feedbackChecks(swaps, policyOf(policy)).drafts, 'counterfactual/feedback', {
        ...{ adjustment: 'benjamini-hochberg', hiddenOf: () => null },
      }).filter(({ metric }) => metric === 'mean_paired_difference');
    expect(found({}).map(({ status }) => status)).toEqual(['warn', 'warn']);
    const lenient = found({ limits: { C1: { warn: 0.2, fail: 0.3 } } });
    expect(lenient.map(({ status }) => status)).toEqual(['pass', 'pass']);
  });

  test('few templates can warn, and not fail', () => {
    const { found, notes } = statuses(swapSuite('de')!, ({ polarity, term }) =>
      judged(LEVEL[polarity] - (term === 'polnisch' ? 0.2 : 0)),
    );
    expect(new Set(found.map(({ status, group }) => `${status} ${group}`))).toEqual(
      new Set(['warn polnisch']),
    );
    expect(notes.join(' ')).toContain('can warn, and not fail');
  });
});

test('at most one in twenty audits of a model that only makes noise alarms', () => {
  const suite = expand(
    CARRIERS_EN,
    AXES_EN.filter(({ axis }) => ['origin', 'disability', 'placebo'].includes(axis)),
    phraseEn,
  );
  let alarms = 0;
  const runs = 200;
  for (let seed = 0; seed < runs; seed++) {
    const random = generatorOf(seed);
    // A standard deviation of 0.05, twice what the embedded model's scores have over the words of an axis.
    const noise = () => (drawUniform(random) + drawUniform(random) + drawUniform(random) - 1.5) * 0.1;
    const policy = { ...POLICY, checks: ['C1', 'C2'] as typeof POLICY.checks };
    const { found } = statuses(suite, ({ polarity }) => judged(LEVEL[polarity] + noise()), policy);
    if (found.length > 0) alarms++;
  }
  console.log(`swaps of a model that only makes noise: ${alarms} of ${runs} audits alarm`);
  expect(alarms / runs).toBeLessThanOrEqual(0.05);
}, 400_000);
