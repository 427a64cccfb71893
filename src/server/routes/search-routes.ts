import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sentenceContexts } from '../../db/search/sentence-contexts.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { parseSearchFilter } from '../../reporting/search-filter.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { limitTo } from './limit.ts';
import type { RouteTypes } from './route-types.ts';

const LONGEST = 1_000;
const text = z.string().max(LONGEST);
const WHOLE = /^[1-9]\d{0,14}$/;

/** Which comments are searched, in a query string. */
export const FILTER = z.object({
  period: z
    .string()
    .max(30)
    .optional()
    .describe('Only comments of 7d, last-month, 2026-03, FROM..TO and the like, as of reports.'),
  source: text.optional().describe('Only comments of this source.'),
  attribute: z
    .union([text, z.array(text).max(20)])
    .transform((it) => [it].flat())
    .optional()
    .describe('NAME=VALUE: only comments with this value; may be repeated.'),
  topic: text.optional().describe('Id, name or key: only sentences about this topic, or one below it.'),
  sentiment: z.enum(['negative', 'neutral', 'positive']).optional().describe('Only such sentences.'),
  rating: z.string().max(30).optional().describe('Only comments with this rating, or one of 1..2.'),
  handled: z.enum(['yes', 'no']).optional().describe('Only comments that are handled, or not.'),
});

const QUERY = FILTER.extend({
  question: z
    .string()
    .optional()
    .describe(
      'What is searched for: a few words, or a sentence. "Quoted words" must occur in the comment, -words must not.',
    ),
  like: z
    .string()
    .regex(WHOLE, 'the number of a comment is expected')
    .optional()
    .describe('In place of a question: the number of a comment; sentences near to its own are found.'),
  by: z.enum(['both', 'meaning', 'words']).default('both'),
  limit: limitTo(100, 10),
});

const place = z.int().min(1).nullable();
export const FOUND = z
  .object({
    feedbackId: z.int().describe('The newest comment that says it.'),
    documentId: z.int(),
    ordinal: z.int().min(0).describe('Number of the sentence in the text.'),
    start: z.int().min(0).describe('First code point in the text of the comment.'),
    end: z.int().describe('First one after.'),
    sentence: z.string().describe('Byte for byte as in the comment.'),
    sentiment: z.enum(['negative', 'neutral', 'positive']),
    score: z.number().min(-1).max(1),
    source: z.string(),
    at: z.string().nullable().describe('When the customer wrote; null: unknown.'),
    rating: z.number().nullable(),
    language: z.string().nullable(),
    handled: z.boolean().describe('Whether all comments that say it are handled.'),
    comments: z.int().min(1).describe('Comments that say it, or the same in other words, among those found.'),
    alike: z
      .array(z.int())
      .max(999)
      .describe('The comments that say it beside feedbackId, the newest first.'),
    meaning: place.describe('Its place by meaning; null: not found so.'),
    words: place.describe('Its place by words; null: not found so.'),
    similarity: z.number().nullable().describe('Cosine of sentence and question; null: not compared.'),
  })
  .meta({ id: 'FoundSentence' });
const CONTEXT = z
  .object({
    text: z.string().describe('Part of the comment, up to 2,000 code points, that has the sentence.'),
    from: z.int().min(0).describe('Where the part begins in the text, in code points.'),
    cut: z.boolean().describe('Whether the text goes on after it.'),
    externalId: z.string().nullable(),
    handled: z
      .object({ by: z.string(), at: z.iso.datetime(), note: z.string().nullable() })
      .nullable()
      .describe('Who has seen to the comment; null: it is open.'),
  })
  .describe('The comment around the sentence.');
export const SEARCH = z
  .object({
    sentences: z.array(FOUND.extend({ comment: CONTEXT })).describe('Best first.'),
    model: z.string().describe('Hash of the model whose results were searched.'),
    searched: z.int().min(0).describe('Sentences that were compared by meaning.'),
    language: z.string().nullable().describe('Of the question, ISO 639-1, as detected; null: unknown.'),
    notes: z.array(z.string()),
  })
  .describe('Sentences of comments.');

/** `GET /search`: every sentence that is shown is noted in the access log. */
export function addSearchRoutes(server: FastifyInstance, { database, searcher }: ServerParts): void {
  if (!searcher) return;
  server.withTypeProvider<RouteTypes>().get(
    '/search',
    {
      config: { scope: 'quotes' },
      schema: {
        ...{ tags: ['search'], summary: 'Sentences of comments, by meaning and by words' },
        ...{ querystring: QUERY, response: { 200: SEARCH, 404: ERROR, 409: ERROR } },
      },
    },
    async (request) => {
      const { question, like, by, limit, ...given } = request.query;
      if ((question === undefined) === (like === undefined)) {
        throw new VerbatimError('USAGE', { detail: 'Give either question or like.' });
      }
      const filter = parseSearchFilter(given, new Date());
      const result =
        like === undefined
          ? await searcher.search(question!, { filter, limit, by })
          : await searcher.similar(Number(like), { filter, limit });
      const { sentences } = result;
      const contexts = await sentenceContexts(database, sentences);
      await request.quoted(sentences.map(({ feedbackId }) => feedbackId));
      return { ...result, sentences: sentences.map((found, at) => ({ ...found, comment: contexts[at]! })) };
    },
  );
}
