import { z } from 'zod';
import { readTopicFigures } from '../../db/views/topics.ts';
import { HIDDEN, LINK, linkTo, SHARE } from '../answers.ts';
import { tool } from '../tool.ts';

export const TOPICS = tool({
  name: 'topics',
  title: 'Topics',
  description:
    'What customers talk about: the topics that people defined, with the share of all analysed comments about each and how many are negative or positive, with 95 % intervals. A comment may be about several topics.',
  quotes: false,
  input: z.strictObject({
    kind: z
      .enum(['subject', 'statement'])
      .optional()
      .describe('subject: what a sentence is about; statement: what it does, such as to complain or to ask.'),
    limit: z.int().min(1).max(500).default(100),
  }),
  output: z.object({
    topics: z.array(
      z.object({
        id: z.string().describe('Stays the same for ever; other tools take it.'),
        name: z.string(),
        path: z.string().describe('Names from the top of the tree down to it.'),
        parentId: z.string().nullable(),
        kind: z.string(),
        share: SHARE,
        negative: SHARE,
        positive: SHARE,
        hidden: HIDDEN,
        link: LINK,
      }),
    ),
  }),
  async answer({ kind = null, limit }, { inViews, caller }) {
    const topics = await inViews((connection) => readTopicFigures(connection, { kind, limit }));
    const link = (topic: string) => linkTo(caller.origin, '/dashboard', { topic, period: 'all' });
    return { topics: topics.map((topic) => ({ ...topic, link: link(topic.id) })) };
  },
});
