import { z } from 'zod';
import { findViewedTopic } from '../../db/views/topics.ts';
import { LONGEST_QUESTION } from '../../domain/search/searcher.ts';
import { customerText, day, LINK, linkTo, NOTICE } from '../answers.ts';
import { tool } from '../tool.ts';

const place = z.int().nullable();

export const SEARCH = tool({
  name: 'search',
  title: 'Search',
  description:
    'Sentences of comments that are near a question in meaning, or hold its words, the best first; near duplicates are folded and counted. Texts are masked and never changed.',
  quotes: true,
  input: z.strictObject({
    question: z
      .string()
      .min(1)
      .max(LONGEST_QUESTION)
      .describe('A few words or a sentence, in any language of the comments.'),
    by: z.enum(['both', 'words', 'meaning']).default('both'),
    topic: z.string().max(300).optional().describe('Id, key or name of a topic: only sentences about it.'),
    sentiment: z.enum(['negative', 'neutral', 'positive']).optional().describe('Only such sentences.'),
    source: z.string().max(1_000).optional(),
    attributes: z
      .record(z.string().max(1_000), z.string().max(1_000))
      .optional()
      .describe('Only comments with these values of attributes.'),
    first: day.optional(),
    last: day.optional(),
    ratings: z.tuple([z.number(), z.number()]).optional().describe('Least and greatest rating.'),
    handled: z.boolean().optional().describe('Whether somebody has seen to the comment.'),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({
    notice: NOTICE,
    sentences: z.array(
      z.object({
        feedbackId: z.int().describe('Number of the newest comment that says it.'),
        start: z.int().describe('First code point of the sentence in the text of the comment.'),
        end: z.int().describe('First one after.'),
        customerText,
        sentiment: z.string(),
        score: z.number().describe('-1 to 1.'),
        rating: z.number().nullable(),
        source: z.string(),
        at: z.string().nullable().describe('When the customer wrote; null: unknown.'),
        language: z.string().nullable(),
        handled: z.boolean().describe('Whether all comments that say it are handled.'),
        comments: z.int().describe('Comments that say it, or the same in other words, among those found.'),
        meaning: place.describe('Its place by meaning; null: not found so.'),
        words: place.describe('Its place by words; null: not found so.'),
        similarity: z.number().nullable().describe('Cosine of sentence and question.'),
        link: LINK,
      }),
    ),
    searched: z.int().describe('Sentences that were compared by meaning.'),
    model: z.string().describe('Hash of the model whose results were searched.'),
    language: z.string().nullable().describe('Of the question, as detected.'),
    notes: z.array(z.string()),
  }),
  async answer({ question, by, limit, topic: wanted, ...given }, { parts, caller, inViews }) {
    const { searcher } = parts;
    if (!searcher) return caller.refuse('search');
    const topic =
      wanted === undefined ? null : (await inViews((connection) => findViewedTopic(connection, wanted))).id;
    const named = Object.fromEntries(
      Object.entries({ ...given, topic }).filter(([, value]) => value != null),
    );
    const { sentences, ...rest } = await searcher.search(question, { filter: named, limit, by });
    await caller.quoted(
      'search',
      sentences.map(({ feedbackId }) => feedbackId),
    );
    return {
      notice: NOTICE.value,
      sentences: sentences.map(({ sentence, documentId: _, ordinal: __, alike: ___, ...found }) => ({
        ...found,
        customerText: sentence,
        link: linkTo(caller.origin, '/review', { comment: found.feedbackId }),
      })),
      ...rest,
      notes: [...rest.notes],
    };
  },
});
