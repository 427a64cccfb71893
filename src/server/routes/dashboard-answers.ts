import { z } from 'zod';

/** Schemas of answers below /dashboard, for the OpenAPI document; a test compares answers with them. */

const count = z.number().min(0);
const day = z.string().describe('YYYY-MM-DD, UTC.');
export const ESTIMATE = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('With its 95 % interval.')
  .meta({ id: 'Estimate' });
const share = {
  count,
  of: count,
  share: ESTIMATE.nullable().describe('count / of, 0..1; null: of nothing.'),
  change: ESTIMATE.nullable().describe('Less the share of the period before; null: that has nothing.'),
};
const SHARE = z.object(share).meta({ id: 'ChangedShare' });
const sums = z
  .object({
    ...{
      feedback: count,
      noAnswer: count,
      pending: count,
      setAside: count,
      unsupported: count,
      withoutText: count,
    },
    ...{ analysed: count, negative: count, neutral: count, positive: count, mixed: count, toxic: count },
    ...{ scoreSum: z.number(), scoreSquares: count, rated: count, ratingSum: z.number() },
  })
  .meta({ id: 'CommentSums' });
const period = z.object({
  name: z.string(),
  first: day.nullable(),
  last: day.nullable(),
  before: z.object({ first: day, last: day }).nullable(),
  unit: z.enum(['day', 'week', 'month', 'year']),
});
const emergence = z.object({
  observed: count,
  expected: count,
  probability: z.number(),
  emerging: z.boolean(),
});

const theme = z.object({
  ...share,
  id: z.int(),
  name: z.string(),
  talk: z.boolean().describe('Whether its sentences name no subject ("I love it"); listed last.'),
  negative: ESTIMATE.nullable(),
  positive: ESTIMATE.nullable(),
  score: ESTIMATE.nullable(),
  steps: z.array(count).describe('Comments in each step of the time axis.'),
  emergence: emergence.nullable().describe('The last seven days, where they have more than expected.'),
});

export const FIGURES = z
  .object({
    quotes: z.boolean().describe('Whether the key may read what customers wrote.'),
    search: z.boolean().describe('Whether the key may search comments here.'),
    labels: z.boolean().describe('Whether the key may label comments and mark them as handled.'),
    state: z.object({
      ...{ firstDay: day.nullable(), lastDay: day.nullable(), sources: z.array(z.string()) },
      counted: z.array(z.string()).describe('Attributes that nightly runs count by.'),
      uncounted: z.array(z.string()).describe('Other attributes of the latest feedback.'),
      ...{ feedback: z.boolean(), rolledUp: z.boolean(), themes: z.boolean(), touched: z.boolean() },
      ...{
        asOf: z.iso.datetime().nullable(),
        ageSeconds: z.number().nullable(),
        model: z.string().nullable(),
      },
    }),
    period,
    live: z.boolean().describe('Counted on request, not from roll-ups.'),
    totals: z.object({
      ...{ sums, before: sums.nullable(), comments: count, commentsBefore: count.nullable() },
      shares: z.record(z.string(), SHARE),
      ...{ aboutShare: SHARE.nullable(), score: ESTIMATE.nullable(), rating: z.number().nullable() },
      rated: count.describe('Comments that the mean rating is of.'),
    }),
    steps: z.array(
      z.object({
        ...{ first: day, last: day, partial: z.boolean(), comments: count, of: count },
        hidden: z.literal(true).optional().describe('Too few to be shown without the scope quotes: 0 here.'),
        shares: z.record(z.string(), ESTIMATE.nullable()),
      }),
    ),
    undated: count,
    themes: z.array(theme),
    accuracy: z
      .string()
      .nullable()
      .describe('How often the sentiment is right by labels of people; null: fewer than 30 labels.'),
    rejected: z
      .string()
      .nullable()
      .describe('How many of the rows read were rejected; null: no file was read.'),
    themeName: z.string().nullable(),
    topicName: z.string().nullable(),
  })
  .describe('Sentiment of a period and over its time, and its themes.')
  .meta({ id: 'DashboardFigures' });

export const TOPICS = z
  .object({
    defined: count.describe('Topics in use.'),
    judged: count.describe('Of them judged by a run, with the model of the figures.'),
    topics: z.array(
      z.object({
        ...share,
        ...{ id: z.string(), name: z.string(), parentId: z.string().nullable() },
        level: count.describe('Topics above it.'),
        hidden: z.literal(true).optional().describe('Too few to be shown without the scope quotes: 0 here.'),
        ...{ negative: ESTIMATE.nullable(), positive: ESTIMATE.nullable() },
        rating: z.number().nullable().describe('Mean; null: nothing is rated, or in several units.'),
        rated: count.describe('Comments that it is of.'),
      }),
    ),
  })
  .describe('Topics, each before those below it, the largest first. Empty until a run has judged one.')
  .meta({ id: 'DashboardTopics' });

const value = z.object({
  value: z.string().nullable().describe('Null: feedback without the attribute.'),
  ...{ feedback: count, comments: count, of: count, negative: count, positive: count },
  ...{ rated: count, ratingSum: z.number() },
  ...{ negativeShare: ESTIMATE.nullable(), positiveShare: ESTIMATE.nullable(), share: ESTIMATE.nullable() },
});

export const BREAKDOWN = z
  .object({
    values: z.array(value),
    others: value
      .nullable()
      .describe('All other values together; without the scope quotes small ones are among them.'),
    known: count.describe('How many values there are.'),
    live: z.boolean(),
  })
  .describe('Comments by the values of an attribute, those with most first.')
  .meta({ id: 'DashboardBreakdown' });

export const QUOTES = z
  .object({
    quotes: z.array(
      z.object({
        ...{ id: z.int(), text: z.string(), cut: z.boolean() },
        sentences: z
          .array(z.array(z.int()).length(2))
          .describe('Those about the theme, else the topic, as code points of the text, end exclusive.'),
        ...{ sentiment: z.string(), score: z.number(), rating: z.number().nullable(), source: z.string() },
        at: z.string().nullable().describe('When the customer wrote, UTC.'),
        file: z.string().describe('The file that it was imported from.'),
        line: count.describe('Its line in that file.'),
        ...{ importId: z.int(), externalId: z.string().nullable() },
        handled: z
          .object({ by: z.string(), at: z.iso.datetime(), note: z.string().nullable() })
          .nullable()
          .describe('Who has seen to it; null: it is open.'),
      }),
    ),
    next: z.string().nullable().describe('after of the next page; null at the end.'),
  })
  .describe('Comments, the newest first.')
  .meta({ id: 'DashboardQuotes' });

const time = z.iso.datetime();

export const OPERATIONS = z
  .object({
    nights: z.array(
      z.object({
        ...{ id: z.int(), status: z.string(), errorCode: z.string().nullable(), startedAt: time },
        ...{ seconds: count, analysed: count, failed: count },
      }),
    ),
    imports: z.array(
      z.object({
        ...{ id: z.int(), file: z.string(), source: z.string(), status: z.string(), startedAt: time },
        ...{ read: count, accepted: count, rejected: count },
      }),
    ),
    models: z.array(z.object({ day, name: z.string() })).describe('When reports changed to another model.'),
    findings: z
      .array(
        z.object({
          ...{ id: z.int(), severity: z.string(), state: z.string(), sentence: z.string(), audits: count },
        }),
      )
      .describe('Open findings of bias audits of the active model.'),
    audit: z.object({ verdict: z.string(), at: time }).nullable().describe('The last audit.'),
  })
  .describe('The last nightly runs, imports, models and findings.')
  .meta({ id: 'DashboardOperations' });
