import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';

const PARAMS = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'the number of a comment is expected')
    .describe('Number of the comment: feedbackId.'),
});
const count = z.int().min(0);
const DRAFT = z
  .object({
    draft: z.literal(true).describe('Nothing was sent or stored.'),
    feedbackId: z.int(),
    language: z.string().describe('Of the template, ISO 639-1.'),
    writer: z.string(),
    text: z
      .string()
      .nullable()
      .describe('The marked draft with greeting and sign-off; null: nothing that was written is borne out.'),
    lines: z.array(
      z.object({
        kind: z.enum(['comment', 'fact', 'courtesy']).describe('fact and courtesy: as in the template.'),
        text: z.string(),
        sentences: z.array(z.string()).describe('Sentences of the comment that bear it out, byte for byte.'),
      }),
    ),
    written: count.describe('Lines that the writer wrote.'),
    dropped: z.record(z.string(), count).describe('Reason → lines that were dropped for it.'),
    notes: z.array(z.string()),
  })
  .describe('A draft of a reply, for a person to check.');

/** `POST /feedback/{id}/reply-draft`: it shows words of the comment, which is noted in the access log. */
export function addReplyRoutes(server: FastifyInstance, { drafter }: ServerParts): void {
  if (!drafter) return;
  server.withTypeProvider<RouteTypes>().post(
    '/feedback/:id/reply-draft',
    {
      config: { scope: 'quotes' },
      schema: {
        ...{ tags: ['replies'], summary: 'Draft a reply to a comment; nothing is sent' },
        ...{ params: PARAMS, response: { 200: DRAFT, 404: ERROR, 409: ERROR, 503: ERROR } },
      },
    },
    async (request) => {
      const draft = await drafter.draft(Number(request.params.id));
      await request.quoted([draft.feedbackId]);
      return draft;
    },
  );
}
