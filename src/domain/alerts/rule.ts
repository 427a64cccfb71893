import { z } from 'zod';

/** What a rule of alerts looks at. */
export const WATCHED = ['topic', 'theme', 'sentiment', 'volume', 'toxicity', 'drift', 'audit'] as const;
export type Watched = (typeof WATCHED)[number];

/** Which comments count, by what is watched; the first is the default. */
export const MEASURES = {
  topic: ['complaints', 'praise', 'share'],
  theme: ['share', 'complaints', 'praise'],
  sentiment: ['negative', 'positive'],
} as const satisfies Partial<Record<Watched, readonly string[]>>;
export type Measure = (typeof MEASURES)[keyof typeof MEASURES][number];

/** Fewest people who wrote what an alert counts. */
export const LEAST_PEOPLE = 20;

const name = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'it holds control characters');
const names = z.union([z.string().min(1).max(1_000), z.array(z.string().min(1).max(1_000)).min(1).max(200)]);
const list = names.transform((it): readonly string[] => (typeof it === 'string' ? [it] : it));

/** Fields that a rule has only for some of {@link WATCHED}. */
const ONLY: Readonly<Record<string, readonly Watched[]>> = {
  measure: ['topic', 'theme', 'sentiment'],
  of: ['topic', 'theme'],
  source: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  by: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  direction: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  days: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  factor: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  people: ['topic', 'theme', 'sentiment', 'volume', 'toxicity'],
  severity: ['drift', 'audit'],
};

export const ALERT_RULE = z
  .strictObject({
    name,
    watch: z.enum(WATCHED),
    measure: z.enum(['complaints', 'praise', 'share', 'negative', 'positive']).optional(),
    /** Names of topics or themes; left out: each. */
    of: list.optional(),
    /** Only comments of these sources. */
    source: list.optional(),
    /** Each source by itself. */
    by: z.literal('source').optional(),
    direction: z.enum(['up', 'down']).optional(),
    /** Last days, which are tested against those before. */
    days: z.int().min(1).max(28).optional(),
    /** Smallest change: n is this many times what is expected, or (down) expected is this many times n. */
    factor: z.number().min(1).max(100).optional(),
    people: z.int().min(LEAST_PEOPLE).max(1_000_000).optional(),
    severity: z.enum(['warn', 'fail']).optional(),
    /** Names of channels; left out: all; an empty list: none. */
    to: z.union([name, z.array(name).max(50)]).optional(),
  })
  .superRefine((rule, context) => {
    for (const [field, watched] of Object.entries(ONLY)) {
      if (rule[field as keyof typeof rule] === undefined || watched.includes(rule.watch)) continue;
      const message = `a rule that watches ${rule.watch} has no ${field}`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
    const able: readonly string[] = MEASURES[rule.watch as keyof typeof MEASURES] ?? [];
    if (rule.measure !== undefined && able.length > 0 && !able.includes(rule.measure)) {
      const message = `the measure of ${rule.watch} is ${able.join(' or ')}`;
      context.addIssue({ code: 'custom', path: ['measure'], message });
    }
  })
  .transform(({ to, ...rule }) => ({
    ...rule,
    measure: (rule.measure ?? MEASURES[rule.watch as keyof typeof MEASURES]?.[0] ?? null) as Measure | null,
    of: rule.of ?? null,
    source: rule.source ?? null,
    by: rule.by ?? null,
    direction: rule.direction ?? ('up' as const),
    days: rule.days ?? 7,
    factor: rule.factor ?? 1.25,
    people: rule.people ?? LEAST_PEOPLE,
    severity: rule.severity ?? ('fail' as const),
    to: typeof to === 'string' ? [to] : (to ?? null),
  }));

/** A rule with its defaults filled in. */
export type AlertRule = z.infer<typeof ALERT_RULE>;
