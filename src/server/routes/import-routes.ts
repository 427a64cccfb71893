import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { openRejects } from '../../db/imports/rejects.ts';
import { listUploads, rejectPage, rejectsByReason, UPLOAD_STATES } from '../../db/uploads/lists.ts';
import { rejectsCsv, rejectsHeader } from '../../ingest/store/rejects-file.ts';
import { seenOwner } from '../access.ts';
import { bucketOf } from '../gate.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR, IMPORT, IMPORT_DETAILS, IMPORT_LIST, REJECTS } from './answers.ts';
import { ImportEvents } from './import-events.ts';
import { known, shown } from './known-import.ts';
import type { RouteTypes } from './route-types.ts';

const PAGE = 1_000;
const PARAMS = z.object({ id: z.string().describe('Name of the import, as POST /imports answered it.') });

/** Routes of uploads, for the key that sent them and the scope admin: list, state, progress, rejects, cancel. */
export function addImportRoutes(server: FastifyInstance, { database, uploads }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['imports'];
  const imports = new ImportEvents(database);

  const listQuery = z.object({
    state: z.enum(UPLOAD_STATES).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  });
  routes.get(
    '/imports',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'The uploads', querystring: listQuery, response: { 200: IMPORT_LIST } },
    },
    async ({ query: { state = null, limit }, caller }) => {
      const uploads = await listUploads(database, { state, owner: seenOwner(caller!), limit });
      return { imports: uploads.map(shown) };
    },
  );

  const details = { 200: IMPORT_DETAILS, 404: ERROR };
  routes.get(
    '/imports/:id',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'State, counts and detected settings', params: PARAMS, response: details },
    },
    async ({ params: { id }, caller }) => {
      const view = await known(database, id, caller);
      return { ...shown(view), rejectsByReason: await rejectsByReason(database, view.importId) };
    },
  );

  const cancelled = { 202: IMPORT, 404: ERROR, 409: ERROR };
  const cancel = {
    tags,
    summary: 'Stop an import; what it stored stays',
    params: PARAMS,
    response: cancelled,
  };
  routes.post(
    '/imports/:id/cancel',
    { schema: cancel, config: { scope: 'import' } },
    async ({ params: { id }, caller }, reply) => {
      await known(database, id, caller);
      await uploads.desk.cancel(id);
      return reply.code(202).send(shown(await known(database, id, caller)));
    },
  );

  const stream = {
    description: 'Events named progress, each with an Import as data; one named end closes the stream.',
    content: { 'text/event-stream': { schema: z.any() } },
  };
  const events = {
    tags,
    summary: 'Progress as it happens',
    params: PARAMS,
    response: { 200: stream, 404: ERROR, 429: ERROR },
  };
  routes.get('/imports/:id/events', { schema: events, config: { scope: 'read' } }, async (request, reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const view = await known(database, request.params.id, request.caller);
    const events = imports.open(view, bucketOf(request), gone.signal);
    // Proxies such as nginx would hold events back.
    reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
    return reply.send(Readable.from(events, { objectMode: false }));
  });

  const rejectsQuery = z.object({
    format: z
      .enum(['csv', 'json'])
      .default('csv')
      .describe('csv: all that are not mended, to be mended and sent again; json: a page.'),
    after: z.coerce.number().int().min(0).default(0).describe('Of the page before: next.'),
    limit: z.coerce.number().int().min(1).max(PAGE).default(PAGE),
  });
  const rejects = {
    description: 'The rows that were set aside, in the order of the file.',
    content: { 'text/csv': { schema: z.string() }, 'application/json': { schema: REJECTS } },
  };
  routes.get(
    '/imports/:id/rejects',
    {
      config: { scope: 'quotes' },
      schema: {
        ...{ tags, summary: 'The rows that were set aside', params: PARAMS },
        ...{ querystring: rejectsQuery, response: { 200: rejects, 404: ERROR } },
      },
    },
    async (request, reply) => {
      const { caller, params, query } = request;
      const { id } = params;
      const { format, after, limit } = query;
      const { importId } = await known(database, id, caller);
      await request.quoted(null);
      if (format === 'json') {
        const page = importId === null ? [] : await rejectPage(database, importId, after, limit);
        return { rejects: page, next: page.length < limit ? null : page.at(-1)!.id };
      }
      reply.type('text/csv; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="rejects-${id}.csv"`);
      return reply.send(Readable.from(rejectsFile(database, importId), { objectMode: false }));
    },
  );
}

/** The rows of an import that are to be mended, a page at a time, as `verbatim rejects --output` writes them. */
async function* rejectsFile(database: Database, importId: number | null): AsyncGenerator<string> {
  yield rejectsHeader(true);
  if (importId === null) return;
  for await (const page of openRejects(database, { imports: [importId] })) yield rejectsCsv(page);
}
