import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { quotedIn } from '../../domain/search/answer.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 64 * 1024;
const count = z.int().min(0);
const share = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('0 to 1, with its 95 % interval; null: of fewer than ten comments.');

const ASKED = z.object({
  question: z.string().describe('In English, German, French or Spanish filters are understood.'),
  limit: z.int().min(1).max(20).optional().describe('Statements; default 6.'),
  written: z.boolean().optional().describe('Whether a configured writer is asked, too; default true.'),
});
const KEY = {
  documentId: z.int(),
  ordinal: count.describe('Number of the sentence in the text.'),
  feedbackId: z.int(),
};
const STATEMENT = z
  .object({
    quote: z.object({
      ...KEY,
      start: count.describe('First code point in the text of the comment.'),
      end: z.int().describe('First one after.'),
      text: z.string().describe('Byte for byte as in the comment.'),
      source: z.string(),
      at: z.string().nullable().describe('When the customer wrote; null: unknown.'),
    }),
    sentiment: z.string(),
    comments: z.int().min(1).describe('Comments that say it, the quoted one included.'),
    people: z.int().min(1).nullable().describe('Who wrote them, at least; null: no author is known.'),
    share: share.describe('Of the comments that the filter leaves; null: these are fewer than ten.'),
    opposite: count.describe('Comments that say the opposite.'),
    sentences: z.array(z.object(KEY)).describe('Those that say it, the quote first; at most 100.'),
  })
  .meta({ id: 'AnswerStatement' });
const ANSWER = z
  .object({
    question: z.string(),
    language: z.string().nullable().describe('Of the question, ISO 639-1; null: unknown.'),
    filter: z.looseObject({}).describe('As the parameters of a search.'),
    used: z
      .array(
        z.object({
          words: z.string().describe('As written in the question.'),
          what: z.enum(['source', 'attribute', 'topic', 'language', 'period', 'ratings', 'sentiment']),
          name: z.string(),
          value: z.string(),
          others: z.array(z.string()).describe('Other attributes that have the value, too.'),
        }),
      )
      .describe('Parts of the question that became filters.'),
    subject: z.string().describe('What sentences must be about; empty: whatever the filter leaves.'),
    near: z
      .array(z.object({ word: z.string(), value: z.string(), name: z.string() }))
      .describe('What the question may have meant.'),
    model: z.string().describe('Hash of the model whose results were read.'),
    comments: count.describe('Analysed comments that the filter leaves; with a topic, those about it.'),
    sampledFrom: count.nullable().describe('Comments of which these are an even sample; null: they are all.'),
    about: z
      .object({ comments: count, share, negative: count, positive: count })
      .nullable()
      .describe('Comments that speak of the subject; null: none does.'),
    statements: z.array(STATEMENT).describe('Those of most comments first. Empty: nothing was found.'),
    written: z
      .object({
        writer: z.string(),
        lines: z.array(
          z.object({
            text: z.string(),
            sentences: z
              .array(z.object({ ...KEY, text: z.string() }))
              .describe('Those that bear it out, of at least two comments.'),
          }),
        ),
        sentences: count.describe('Sentences that it wrote.'),
        dropped: z.record(z.string(), count).describe('Reason → sentences that were dropped for it.'),
      })
      .nullable()
      .describe('What the configured writer made of the statements; null: none, or it failed.'),
    notes: z.array(z.string()),
  })
  .describe('What comments say, in their own words.');

/** `POST /ask`: every quote that is shown is noted in the access log. */
export function addAskRoutes(server: FastifyInstance, { asker }: ServerParts): void {
  if (!asker) return;
  server.withTypeProvider<RouteTypes>().post(
    '/ask',
    {
      ...{ bodyLimit: BODY_BYTES, config: { scope: 'quotes' } },
      schema: {
        ...{ tags: ['search'], summary: 'An answer in the words of customers, with counts' },
        ...{ body: ASKED, response: { 200: ANSWER, 404: ERROR, 409: ERROR } },
      },
    },
    async (request) => {
      const { question, limit, written = true } = request.body;
      const answer = await asker.ask(question, {
        ...{ now: new Date(), written },
        ...(limit === undefined ? {} : { limit }),
      });
      await request.quoted(quotedIn(answer));
      return answer;
    },
  );
}
