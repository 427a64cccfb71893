import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type HandledChange, listHandled, markHandled, unmarkHandled } from '../../db/search/handled.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { limitTo } from './limit.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 64 * 1024;
/** Comments of one request. */
const MOST = 1_000;

const id = z.int().min(1);
const count = z.int().min(0);
const comments = z.array(id).min(1).max(MOST).describe('Numbers of comments: feedbackId.');
const MARK = z.object({
  comments,
  note: z
    .string()
    .max(2_000)
    // Postgres cannot store NUL.
    .regex(/^[^\0]*$/, 'it holds NUL')
    .nullable()
    .default(null)
    .describe('What was done. Without it, a note that is stored stays.'),
});
const LIST = z.object({
  comments: z
    .string()
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,99}$/, 'up to 100 numbers of comments with commas are expected')
    .optional()
    .describe('Of these alone, such as 7,12.'),
  source: z.string().max(1_000).optional(),
  by: z.string().max(1_000).optional().describe('Only by this key or person.'),
  limit: limitTo(MOST, 100),
});
const HANDLED = z.array(
  z.object({
    ...{ feedbackId: id, source: z.string(), externalId: z.string().nullable() },
    note: z.string().nullable(),
    handledBy: z.string().describe('Name of the key, or of who ran the command.'),
    handledAt: z.iso.datetime(),
  }),
);
export const HANDLED_LIST = z
  .object({ total: count.describe('How many fit in all.'), comments: HANDLED })
  .describe('Handled comments, the last handled first.');
export const HANDLED_CHANGE = z
  .object({
    ...{ changed: count, unchanged: count.describe('They were so before.') },
    comments: HANDLED.describe('Those of the request that are handled now.'),
  })
  .describe('How many comments were changed, and how they are now.');

/** Routes of handled comments: mark them, open them again, list them. */
export function addHandledRoutes(server: FastifyInstance, { database }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['handled'];
  const config = { scope: 'label' } as const;
  const now = async ({ changed, unchanged }: HandledChange, ids: readonly number[]) => {
    const { comments } = await listHandled(database, { ids, source: null, by: null, limit: MOST });
    return { changed, unchanged, comments };
  };

  routes.get(
    '/handled',
    {
      config,
      schema: { tags, summary: 'Handled comments', querystring: LIST, response: { 200: HANDLED_LIST } },
    },
    async ({ query: { comments, source = null, by = null, limit } }) => {
      const ids = comments?.split(',').map(Number) ?? null;
      return listHandled(database, { ids, source, by, limit });
    },
  );
  routes.post(
    '/handled',
    {
      ...{ bodyLimit: BODY_BYTES, config },
      schema: {
        ...{ tags, summary: 'Mark comments as handled', body: MARK },
        response: { 200: HANDLED_CHANGE, 404: ERROR },
      },
    },
    async ({ body, caller }) => {
      const mark = { by: caller!.name, note: body.note?.trim() || null };
      return now(await markHandled(database, body.comments, mark), body.comments);
    },
  );
  routes.post(
    '/handled/remove',
    {
      ...{ bodyLimit: BODY_BYTES, config },
      schema: {
        ...{ tags, summary: 'Open comments again, without their notes', body: z.object({ comments }) },
        response: { 200: HANDLED_CHANGE, 404: ERROR },
      },
    },
    async ({ body }) => now(await unmarkHandled(database, body.comments), body.comments),
  );
}
