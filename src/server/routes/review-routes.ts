import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { labelsOf, readComments } from '../../db/review/comments.ts';
import { nextItems, releaseItems, reviewProgress } from '../../db/review/items.ts';
import { type LabelChange, setLabel, undoLabel } from '../../db/review/labels.ts';
import { labellerName } from '../../domain/label.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Caller } from '../access.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { CHANGED, COMMENT, LABELS, NEXT, PROGRESS } from './review-answers.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 32 * 1024;
const MOST_AHEAD = 20;

const id = z.int().min(1);
const labeller = z.string().max(200).optional().describe('Who labels. Default: the name of the key.');
// Postgres cannot store NUL.
const words = z
  .string()
  .max(2_000)
  .regex(/^[^\0]*$/, 'it holds NUL');
const offset = z.int().min(0).max(2_147_483_647);

const WHO = z.object({ labeller });
const AFTER = z.object({
  labeller,
  limit: z.int().min(1).max(MOST_AHEAD).default(1),
  after: id.optional().describe('Id of an item: those that follow it. Without it: from the start.'),
});
const EDIT = z.object({
  labeller,
  comment: id.describe('Number of the comment: feedbackId.'),
  task: z
    .string()
    .max(300)
    .default('sentiment')
    .describe('sentiment, toxicity, "emotion NAME" or "topic NAME".'),
  value: z.string().max(100).nullable().describe('null withdraws the label.'),
  sentence: z.object({ start: offset, end: offset }).nullable().default(null),
  document: id.nullable().default(null).describe('documentId of the text that was read.'),
  model: offset.nullable().default(null).describe('modelId of the answer that was shown.'),
  reason: words.nullable().default(null).describe('Why, in the words of the labeller.'),
  from: z.enum(['page', 'http']).default('http'),
});

/** Routes of reviews: the next comments, labels of them, undo. */
export function addReviewRoutes(server: FastifyInstance, { database }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['review'];
  const config = { scope: 'label' } as const;
  const body = { bodyLimit: BODY_BYTES, config };

  routes.post(
    '/review/next',
    {
      ...body,
      schema: { tags, summary: 'The next comments to label', body: AFTER, response: { 200: NEXT } },
    },
    async (request) => {
      const { body, caller } = request;
      const { limit, after = null, ...who } = body;
      const name = nameOf(who.labeller, caller!);
      const items = await nextItems(database, name, { limit, after });
      const ids = items.map(({ feedbackId }) => feedbackId);
      const comments = await readComments(database, name, ids);
      await request.quoted(ids);
      return { ...(await progressOf(database, name)), comments };
    },
  );
  routes.get(
    '/review/progress',
    {
      config,
      schema: { tags, summary: 'How far the review is', querystring: WHO, response: { 200: PROGRESS } },
    },
    async ({ query, caller }) => progressOf(database, nameOf(query.labeller, caller!)),
  );
  routes.post(
    '/review/release',
    {
      ...body,
      schema: {
        ...{ tags, summary: 'Give comments back that were not labelled' },
        body: z.object({ labeller, items: z.array(id).max(100) }),
        response: { 200: z.object({}).describe('Others may get them.') },
      },
    },
    async ({ body: { items, ...who }, caller }) => {
      await releaseItems(database, nameOf(who.labeller, caller!), items);
      return {};
    },
  );
  routes.get(
    '/review/comments/:comment',
    {
      config,
      schema: {
        ...{ tags, summary: 'One comment to label', querystring: WHO },
        params: z.object({ comment: z.coerce.number().int().min(1) }),
        response: { 200: COMMENT, 404: ERROR },
      },
    },
    async (request) => {
      const { params, query, caller } = request;
      const comment = await commentOf(database, nameOf(query.labeller, caller!), params.comment);
      await request.quoted([params.comment]);
      return comment;
    },
  );
  routes.post(
    '/review/undo',
    {
      ...body,
      schema: {
        ...{ tags, summary: 'Undo the last label of one labeller', body: WHO },
        response: { 200: CHANGED, 404: ERROR },
      },
    },
    async (request) => {
      const name = nameOf(request.body.labeller, request.caller!);
      const change = await undoLabel(database, name);
      await request.quoted([change.feedbackId]);
      return changed(database, name, change);
    },
  );
  routes.get(
    '/labels',
    {
      config,
      schema: {
        ...{ tags, summary: 'Labels of one comment, of all people' },
        querystring: z.object({ comment: z.coerce.number().int().min(1) }),
        response: { 200: LABELS },
      },
    },
    async ({ query }) => labelsOf(database, query.comment),
  );
  routes.post(
    '/labels',
    {
      ...body,
      schema: {
        ...{ tags, summary: 'Label a comment or a sentence, or withdraw a label', body: EDIT },
        response: { 200: CHANGED, 404: ERROR, 409: ERROR },
      },
    },
    async (request) => {
      const { comment, document, model, from, labeller: given, ...rest } = request.body;
      const name = nameOf(given, request.caller!);
      const edit = { ...rest, feedbackId: comment, documentId: document, modelId: model };
      const change = await setLabel(database, { labeller: name, from }, edit);
      await request.quoted([comment]);
      return changed(database, name, change);
    },
  );
}

const progressOf = async (database: Database, labeller: string) => ({
  labeller,
  ...(await reviewProgress(database, labeller)),
});

async function changed(database: Database, labeller: string, change: LabelChange) {
  const comment = await commentOf(database, labeller, change.feedbackId);
  return { change, comment, progress: await progressOf(database, labeller) };
}

async function commentOf(database: Database, labeller: string, feedbackId: number) {
  const [comment] = await readComments(database, labeller, [feedbackId]);
  if (!comment) throw new VerbatimError('LABEL_COMMENT_UNKNOWN', { id: feedbackId });
  return comment;
}

function nameOf(given: string | undefined, caller: Caller): string {
  const name = labellerName(given ?? caller.name);
  if (name === null) throw new VerbatimError('LABELLER_INVALID');
  return name;
}
