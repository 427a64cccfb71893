import { z } from 'zod';
import { readComments } from '../../db/views/comments.ts';
import { findViewedTopic } from '../../db/views/topics.ts';
import { customerText, day, LINK, linkTo, NOTICE } from '../answers.ts';
import { tool } from '../tool.ts';

export const QUOTES = tool({
  name: 'quotes',
  title: 'Quotes',
  description:
    'What customers wrote, the newest first: comments about a topic or theme, of one sentiment, source or period. Texts are masked and never changed.',
  quotes: true,
  input: z.strictObject({
    topic: z.string().max(300).optional().describe('Id, key or name of a topic.'),
    theme: z.int().min(1).optional().describe('Number of a theme.'),
    sentiment: z
      .enum(['negative', 'neutral', 'positive', 'mixed'])
      .optional()
      .describe('Of the comment; with a topic, of what it says about that.'),
    source: z.string().max(1_000).optional(),
    first: day.optional(),
    last: day.optional(),
    handled: z.boolean().optional().describe('Whether somebody has seen to the comment.'),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({
    notice: NOTICE,
    comments: z.array(
      z.object({
        id: z.int().describe('Number of the comment: feedback_id.'),
        customerText,
        cut: z.boolean().describe('Whether the text is longer.'),
        sentiment: z.string(),
        score: z.number().describe('-1 to 1.'),
        rating: z.number().nullable(),
        source: z.string(),
        at: z.string().nullable().describe('When the customer wrote, UTC; null: unknown.'),
        handled: z.boolean(),
        link: LINK,
      }),
    ),
  }),
  async answer({ topic: wanted, theme = null, ...rest }, { inViews, caller }) {
    const { sentiment = null, source = null, first = null, last = null, handled = null, limit } = rest;
    const found = await inViews(async (connection) => {
      const topic = wanted === undefined ? null : (await findViewedTopic(connection, wanted)).id;
      return readComments(connection, { topic, theme, sentiment, source, first, last, handled, limit });
    });
    await caller.quoted(
      'quotes',
      found.map(({ id }) => id),
    );
    return {
      notice: NOTICE.value,
      comments: found.map(({ text, ...comment }) => ({
        ...comment,
        customerText: text,
        link: linkTo(caller.origin, '/review', { comment: comment.id }),
      })),
    };
  },
});
