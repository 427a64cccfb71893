import { createHash } from 'node:crypto';
import { z } from 'zod';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { DEFAULT_K } from './verdict/hiding.ts';
import { SENTENCE_LANGUAGES } from './wording/sentences.ts';

/** Checks over feedback; C1 to C4 are those of the counterfactual audits. */
export const CHECKS = [
  ...(['O1', 'O2', 'O3', 'O4', 'O5', 'X1', 'L1', 'L2', 'L3', 'L4', 'D1', 'D2', 'D3', 'D4'] as const),
  ...(['C1', 'C2', 'C3', 'C4'] as const),
] as const;
export type Check = (typeof CHECKS)[number];

const name = z.string().min(1).max(200);
const share = z.number().gt(0).lt(1);

/** Limits as differences, distances or AUCs, where more is worse. */
const upTo = (warn: number, fail: number) =>
  z
    .strictObject({ warn: z.number().gt(0).default(warn), fail: z.number().gt(0).default(fail) })
    .refine(({ warn, fail }) => warn <= fail, { message: 'warn must not be beyond fail' })
    .default({ warn, fail });

/** Limits as ratios, where 0.8 is worse than 0.9. */
const ratio = z
  .strictObject({
    warn: share.default(0.9),
    fail: share.default(0.8),
    leastDifference: z.number().min(0).lt(1).default(0.03),
  })
  .refine(({ warn, fail }) => warn >= fail, { message: 'a ratio of warn must not be below that of fail' })
  .default({ warn: 0.9, fail: 0.8, leastDifference: 0.03 });

const fields = z.strictObject({
  /** What groups are made of; `--by` goes before it. */
  attributes: z.array(name).max(50).default([]),
  /** Pairs of attributes that are crossed. */
  intersections: z
    .array(z.tuple([name, name]))
    .max(50)
    .default([]),
  /** The level that others are compared with, by attribute; else it is everyone else. */
  references: z.record(name, name).default({}),
  /** Language of what findings say. */
  sentences: z.enum(SENTENCE_LANGUAGES).default('en'),
  /** Holds the mix of this attribute fixed: O3 in the place of O1. */
  strata: name.nullable().default(null),
  checks: z
    .array(z.enum(CHECKS))
    .min(1)
    .default([...CHECKS]),
  /** Emotions that O1 looks at; null: the ten most frequent. */
  emotions: z.array(name).max(100).nullable().default(null),
  limits: z
    .strictObject({
      O1: ratio,
      O2: upTo(0.15, 0.33),
      O4: upTo(0.05, 0.1),
      O5: upTo(0.03, 0.08),
      L1: upTo(0.05, 0.1),
      L2: upTo(0.03, 0.07),
      L3: upTo(0.03, 0.07),
      L4: upTo(0.1, 0.2),
      D1: upTo(0.1, 0.25),
      D2: upTo(0.1, 0.25),
      D3: upTo(0.6, 0.7),
      D4: upTo(0.03, 0.07),
      C1: upTo(0.02, 0.05),
      C2: upTo(0.02, 0.05),
      C3: upTo(0.01, 0.03),
    })
    .prefault({}),
  /** Ratings of the customer up to `low` and from `high` on; null: by the scale of each source. */
  rating: z
    .strictObject({ low: z.number(), high: z.number() })
    .refine(({ low, high }) => low < high, { message: 'low must be below high' })
    .nullable()
    .default(null),
  /** From this probability on a comment counts as toxic. */
  toxicity: share.default(0.5),
  /** Below this the model is not sure of the sentiment. */
  lowConfidence: share.default(0.5),
  /** Groups of fewer rows are hidden. */
  k: z.number().int().min(5).max(50).default(DEFAULT_K),
  leastRows: z.number().int().min(10).max(100_000).default(30),
  adjustment: z.enum(['benjamini-hochberg', 'benjamini-yekutieli']).default('benjamini-hochberg'),
  q: z.number().gt(0).max(0.2).default(0.05),
  resamples: z.number().int().min(199).max(9_999).default(999),
  seed: z.number().int().min(0).max(2_147_483_647).default(20_261_123),
  failOn: z.enum(['fail', 'warn']).default('fail'),
  /** Checks that must have been able to tell. */
  require: z.array(z.enum(CHECKS)).default([]),
});

const schema = fields.superRefine(({ checks, require }, context) => {
  const off = require.find((check) => !checks.includes(check));
  if (off === undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['require'],
    message: `${off} is required, and not among the checks`,
  });
});

/** What is looked at, which gaps are too large, what stops a release. */
export type Policy = z.infer<typeof schema>;

/**
 * A policy with its defaults filled in.
 * @param file for the message
 * @throws VerbatimError AUDIT_POLICY_INVALID: not JSON, an unknown check or key, limits the wrong way round
 */
export function parsePolicy(text: string, file: string): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof SyntaxError ? 'it is not JSON' : String(error);
    throw new VerbatimError('AUDIT_POLICY_INVALID', { file, detail });
  }
  return policyOf(document, file);
}

export function policyOf(document: unknown, file = 'the policy'): Policy {
  const read = schema.safeParse(document);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const place = issue.path.map(String).join('.');
  const detail = place ? `${place}: ${issue.message}` : issue.message;
  throw new VerbatimError('AUDIT_POLICY_INVALID', { file, detail });
}

/** SHA-256 over the policy with its keys in order: the same demands have the same hash. */
export function policyHash(policy: Policy): string {
  return createHash('sha256').update(orderedJson(policy)).digest('hex');
}

/** JSON with the keys of all objects in order: the same value has the same bytes. */
export function orderedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
