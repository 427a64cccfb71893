import { z } from 'zod';
import { readViewedFreshness } from '../../db/views/freshness.ts';
import { tool } from '../tool.ts';

export const FRESHNESS = tool({
  name: 'freshness',
  title: 'Freshness',
  description:
    'How old the counted figures are, how many comments were stored since, and which model judged them. Ask this before you call figures current.',
  quotes: false,
  input: z.strictObject({}),
  output: z.object({
    asOf: z.string().nullable().describe('What was stored before is counted; null: no nightly run yet.'),
    ageSeconds: z.number().nullable(),
    newer: z.int().describe('Comments that were stored since.'),
    model: z
      .object({ name: z.string(), version: z.string(), hash: z.string() })
      .nullable()
      .describe('The active model; null: none.'),
  }),
  answer: (_, { inViews }) => inViews(readViewedFreshness),
});
