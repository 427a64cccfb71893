import { z } from 'zod';

/** Schemas of what routes of reviews and labels answer, for the OpenAPI document; a test compares answers with them. */

const count = z.int().min(0);
const offset = z.int().min(0).nullable();
const topics = z.array(
  z.object({ id: z.string(), name: z.string(), kind: z.enum(['subject', 'statement']) }),
);
const sentiment = z.enum(['negative', 'neutral', 'positive', 'mixed']);

export const COMMENT = z
  .object({
    feedbackId: count.describe('Number of the comment in SQL: feedback_id.'),
    documentId: count.describe(
      'Number of its text: sent back with a label, so that it is of the text that was read.',
    ),
    text: z.string(),
    cut: z.boolean().describe('Whether the text is longer.'),
    source: z.string(),
    externalId: z.string().nullable(),
    rating: z.number().nullable(),
    best: z.number().nullable().describe('Highest rating of its scale.'),
    at: z.string().nullable(),
    language: z.string().nullable(),
    item: z
      .object({
        ...{ id: count, draw: count, kind: z.enum(['sample', 'queue']), random: z.boolean() },
        reasons: z.array(z.string()).describe('Why it is worth a look; empty for random comments.'),
        people: count.describe('How many people are asked to label it.'),
        done: z.boolean(),
      })
      .nullable()
      .describe('Its place in a draw; null: nobody drew it.'),
    modelId: count.nullable(),
    hidden: z
      .boolean()
      .describe(
        'Whether the answers of the model are kept back: it is random, and this labeller has not labelled it.',
      ),
    answer: z.object({ sentiment, confidence: z.number(), toxic: z.boolean().nullable(), topics }).nullable(),
    sentences: z
      .array(
        z.object({ start: count, end: count, sentiment: sentiment.nullable(), topics: topics.nullable() }),
      )
      .describe('In code points of the text, end exclusive.'),
    labels: z
      .array(
        z.object({
          ...{
            task: z.string(),
            value: z.string(),
            reason: z.string().nullable(),
            start: offset,
            end: offset,
          },
        }),
      )
      .describe('Labels of this labeller.'),
    others: count.describe('How many others have labelled it.'),
  })
  .describe('A comment as a person labels it.')
  .meta({ id: 'ReviewComment' });

const progress = {
  labeller: z.string().describe('Who labels: as asked for, else the name of the key.'),
  draws: z
    .array(
      z.object({
        kind: z.enum(['sample', 'queue']),
        ...{
          items: count,
          done: count,
          open: count.describe('Not done, and not labelled by this labeller.'),
        },
      }),
    )
    .describe('The sample, for accuracy, and the queue of what is worth a look.'),
  today: count.describe('Comments that this labeller has labelled today (UTC).'),
};

export const PROGRESS = z.object(progress).describe('How far the review is, as one labeller sees it.');

export const NEXT = z
  .object({ ...progress, comments: z.array(COMMENT) })
  .describe('The next comments, held for this labeller for 15 minutes, and how far the review is.');

export const CHANGED = z
  .object({
    change: z.object({
      ...{ feedbackId: count, task: z.string() },
      sentence: z.object({ start: count, end: count }).nullable(),
      former: z.string().nullable().describe('Label before; null: none.'),
      value: z.string().nullable().describe('Label now; null: none.'),
      changed: z.boolean().describe('false: it was the same before.'),
    }),
    comment: COMMENT,
    progress: PROGRESS,
  })
  .describe('What was changed, and the comment since: with the answer of the model.');

export const LABELS = z
  .object({
    labels: z.array(
      z.object({
        ...{ labeller: z.string(), task: z.string(), value: z.string(), start: offset, end: offset },
        ...{ reason: z.string().nullable(), from: z.string(), changedAt: z.iso.datetime() },
        ...{ modelId: count.nullable(), modelValue: z.string().nullable() },
        formerText: z.boolean().describe('Whether it is of a text that the comment no longer has.'),
      }),
    ),
    majorities: z
      .array(
        z.object({
          ...{ task: z.string(), start: offset, end: offset, labellers: count, votes: count },
          value: z.string().nullable().describe('What most people say; null: a tie.'),
        }),
      )
      .describe('Of people alone, and of the present text.'),
  })
  .describe('Labels of one comment, of all people side by side.');
