import { z } from 'zod';
import { LONGEST_QUESTION } from '../../domain/search/searcher.ts';
import { customerText, LINK, linkTo, NOTICE, SHARE } from '../answers.ts';
import { tool } from '../tool.ts';

const count = z.int().min(0);

export const ASK = tool({
  name: 'ask',
  title: 'Ask',
  description:
    'What comments say about a question, in the words of customers: statements with a quote, how many comments say it, their share with a 95 % interval, and how many say the opposite. Names of sources, topics, attributes, periods and ratings in the question become filters; the answer says which. Nothing is written by a model.',
  quotes: true,
  input: z.strictObject({
    question: z
      .string()
      .min(1)
      .max(LONGEST_QUESTION)
      .describe('Such as "why are people in Berlin unhappy about delivery since May?"'),
    limit: z.int().min(1).max(20).default(6).describe('Statements at most.'),
  }),
  output: z.object({
    notice: NOTICE,
    used: z
      .array(z.object({ words: z.string(), what: z.string(), name: z.string(), value: z.string() }))
      .describe('Parts of the question that became filters, with the stored value.'),
    subject: z.string().describe('What the sentences are about; empty: whatever the filters leave.'),
    near: z
      .array(z.object({ word: z.string(), value: z.string(), name: z.string() }))
      .describe('What the question may have meant: did you mean these?'),
    comments: count.describe('Analysed comments that the filters leave. Shares are of these.'),
    sampledFrom: count.nullable().describe('Comments of which these are an even sample; null: all.'),
    about: SHARE.describe('Comments that speak of the subject.'),
    statements: z
      .array(
        z.object({
          customerText,
          feedbackId: z.int().describe('Number of the comment that is quoted.'),
          start: count.describe('First code point of the quote in its text.'),
          end: count.describe('First one after.'),
          source: z.string(),
          at: z.string().nullable().describe('When the customer wrote; null: unknown.'),
          sentiment: z.string(),
          comments: count.describe('Comments that say it.'),
          people: count.nullable().describe('Who wrote them, at least; null: no author is known.'),
          share: SHARE.describe('Of the comments; null: these are fewer than ten.'),
          opposite: count.describe('Comments that say the opposite.'),
          feedbackIds: z.array(z.int()).describe('Comments whose sentences say it; at most 100.'),
          link: LINK,
        }),
      )
      .describe('Those of most comments first. Empty: nothing was found.'),
    model: z.string().describe('Hash of the model whose results were read.'),
    language: z.string().nullable().describe('Of the question, as detected.'),
    notes: z.array(z.string()),
  }),
  async answer({ question, limit }, { parts, caller }) {
    const { asker } = parts;
    if (!asker) return caller.refuse('ask');
    const { used, near, about, statements, ...rest } = await asker.ask(question, {
      ...{ now: new Date(), limit },
      // An assistant writes itself.
      written: false,
    });
    await caller.quoted(
      'ask',
      statements.map(({ quote }) => quote.feedbackId),
    );
    const { comments: n } = rest;
    const { subject, sampledFrom, model, language, notes } = rest;
    return {
      notice: NOTICE.value,
      used: used.map(({ words, what, name, value }) => ({ words, what, name, value })),
      near: [...near],
      about: about?.share ? { ...about.share, count: about.comments, n } : null,
      statements: statements.map(({ quote, share, sentences, ...statement }) => ({
        customerText: quote.text,
        ...{
          feedbackId: quote.feedbackId,
          start: quote.start,
          end: quote.end,
          source: quote.source,
          at: quote.at,
        },
        ...statement,
        share: share && { ...share, count: statement.comments, n },
        feedbackIds: [...new Set(sentences.map(({ feedbackId }) => feedbackId))],
        link: linkTo(caller.origin, '/review', { comment: quote.feedbackId }),
      })),
      ...{ subject, comments: n, sampledFrom, model, language, notes: [...notes] },
    };
  },
});
