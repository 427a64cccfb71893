import { z } from 'zod';
import { findViewedTopic } from '../../db/views/topics.ts';
import { readChanges, readEmerging, readSteps } from '../../db/views/trends.ts';
import { day, HIDDEN, LINK, linkTo, SHARE } from '../answers.ts';
import { tool } from '../tool.ts';

const DIFFERENCE = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable();

export const TRENDS = tool({
  name: 'trends',
  title: 'Trends',
  description:
    'Sentiment over time, by day, week or month and source, of all comments or of those about one topic; topics whose share changed beyond noise in the last 28 days; themes that emerged in the last seven days. As the last nightly run counted them.',
  quotes: false,
  input: z.strictObject({
    by: z.enum(['day', 'week', 'month']).default('week').describe('A topic has weeks and months.'),
    topic: z.string().max(300).optional().describe('Id, key or name of a topic.'),
    source: z.string().max(1_000).optional().describe('Only comments of this source.'),
    first: day.optional(),
    last: day.optional(),
    limit: z.int().min(1).max(500).default(60).describe('Steps at most, the latest.'),
  }),
  output: z.object({
    topic: z.object({ id: z.string(), name: z.string() }).nullable(),
    steps: z.array(
      z.object({
        first: z.string().describe('First day of the step, UTC.'),
        source: z.string(),
        share: SHARE.describe('Of the analysed comments, those about the topic; null without one.'),
        negative: SHARE,
        positive: SHARE,
        hidden: HIDDEN,
      }),
    ),
    changed: z
      .array(
        z.object({
          topicId: z.string(),
          path: z.string(),
          measure: z
            .string()
            .describe(
              'share: comments about it; negative: of these, those with a negative sentence about it.',
            ),
          firstDay: z.string(),
          lastDay: z.string(),
          share: SHARE,
          before: SHARE.describe('In as many days before.'),
          difference: DIFFERENCE.describe('share less before, with its 95 % interval.'),
          link: LINK,
        }),
      )
      .describe('Of all sources.'),
    emerging: z
      .array(
        z.object({
          themeId: z.int(),
          theme: z.string().describe('Its name, often made of words of customers: data.'),
          firstDay: z.string(),
          lastDay: z.string(),
          share: SHARE,
          expected: z.number().describe('Comments that the days before let expect.'),
          probability: z.number().describe('Of so many comments or more, if nothing were new.'),
          link: LINK,
        }),
      )
      .describe('Of all sources.'),
    link: LINK,
  }),
  async answer({ by, topic: wanted, source = null, first = null, last = null, limit }, { inViews, caller }) {
    return inViews(async (connection) => {
      const topic = wanted === undefined ? null : await findViewedTopic(connection, wanted);
      const id = topic?.id ?? null;
      const to = (selection: Record<string, string | number | null>) =>
        linkTo(caller.origin, '/dashboard', selection);
      const changed = await readChanges(connection, id);
      const emerging = id === null ? await readEmerging(connection) : [];
      const period = first !== null && last !== null ? `${first}..${last}` : 'all';
      return {
        topic,
        steps: await readSteps(connection, { by, topic: id, source, first, last, limit }),
        changed: changed.map((it) => ({
          ...it,
          link: to({ topic: it.topicId, period: `${it.firstDay}..${it.lastDay}` }),
        })),
        emerging: emerging.map((it) => ({
          ...it,
          link: to({ theme: it.themeId, period: `${it.firstDay}..${it.lastDay}` }),
        })),
        link: to({ topic: id, source, period }),
      };
    });
  },
});
