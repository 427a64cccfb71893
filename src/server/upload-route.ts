import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { VerbatimError } from '../errors.ts';
import { Arrival } from '../uploads/arrival.ts';
import { kindOf } from '../uploads/body-kind.ts';
import { SETTINGS } from '../uploads/settings.ts';
import { ERROR, IMPORT, PREVIEW } from './answers.ts';
import { known, shown } from './import-routes.ts';
import type { DocumentedBody } from './openapi.ts';
import type { RouteTypes } from './route-types.ts';
import type { ServerParts } from './server.ts';

const QUERY = SETTINGS.extend({
  map: z.string().max(4_000).optional().describe('Columns by name or position: text="Review Text",id=#1.'),
  name: z.string().max(500).optional().describe('Name of the file, for bodies that carry none.'),
  dryRun: z.enum(['true', 'false']).default('false').describe('true: read and count, write nothing.'),
});

const HEADERS = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible ASCII characters are expected')
    .optional()
    .describe('The same key with the same body names the same import, however often it is sent.'),
});

const file = z.string().meta({ format: 'binary' });
const object = z.looseObject({});
const BODY: DocumentedBody = {
  'multipart/form-data': {
    schema: z.object({ file, ...SETTINGS.shape, map: z.string().optional() }),
    description: 'A file (CSV, NDJSON or JSON, also packed with gzip) and settings.',
  },
  'text/csv': { schema: z.string(), description: 'CSV, also packed with gzip.' },
  'text/plain': { schema: z.string(), description: 'CSV, also packed with gzip.' },
  'application/octet-stream': { schema: file, description: 'CSV, also packed with gzip.' },
  'application/x-ndjson': { schema: z.string(), description: 'JSON objects, one a line, in UTF-8.' },
  'application/json': {
    schema: z.union([z.array(object), SETTINGS.extend({ rows: z.array(object) })]),
    description: 'A list of objects, or such a list with settings beside it; at most 16 MB.',
  },
};

// A sender that is silent for this long has gone away.
const SILENCE_MS = 60_000;

/** `POST /imports`: takes a file or a batch, of any kind that {@link kindOf} knows. */
export function addUploadRoute(server: FastifyInstance, parts: ServerParts): void {
  const { database, uploads } = parts;
  const limit = uploads.desk.limit;
  server.removeAllContentTypeParsers();
  // One byte more than the limit shows that it is passed; busboy would cut the file in silence.
  const limits = { files: 1, fields: 20, fieldSize: 16_384, parts: 24, fileSize: limit + 1 };
  server.register(multipart, { limits, throwFileSizeLimit: false });
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  server.after(() => {
    server.withTypeProvider<RouteTypes>().post(
      '/imports',
      {
        bodyLimit: limit,
        config: { documentedBody: BODY, scope: 'import' },
        schema: {
          tags: ['imports'],
          summary: 'Upload a file or a batch',
          description:
            'Answers as soon as all of it is received; the import follows. Its url tells how it goes.',
          querystring: QUERY,
          headers: HEADERS,
          response: {
            200: PREVIEW,
            202: IMPORT,
            ...{ 400: ERROR, 401: ERROR, 409: ERROR, 413: ERROR, 415: ERROR },
          },
        },
      },
      async (request, reply) => {
        const { dryRun, name, ...query } = request.query;
        const arrival = new Arrival(uploads, database, {
          dryRun: dryRun === 'true',
          owner: request.caller!.keyId,
          settings: query,
          signal: senderGone(request),
        });
        try {
          if (request.isMultipart()) {
            for await (const part of request.parts()) {
              if (part.type === 'field') arrival.add(part.fieldname, part.value);
              else await arrival.take(part.file, part.filename, kindOf(part.mimetype, part.filename));
            }
          } else {
            const kind = kindOf(request.headers['content-type'], name ?? '');
            await arrival.take(body(request), name, kind);
          }
          await request.assertKey();
          const result = await arrival.end(request.headers['idempotency-key'] ?? null);
          if ('preview' in result) return reply.code(200).send(result.preview);
          const { id, repeated } = result;
          reply.code(202).header('location', `/imports/${id}`);
          if (repeated) reply.header('idempotency-replayed', 'true');
          return reply.send(shown(await known(database, id, request.caller)));
        } catch (fault) {
          const error = ofForm(fault);
          await arrival.leave(error);
          throw error;
        }
      },
    );
  });
}

// What busboy says of a form that breaks off or makes no sense; it has no codes.
const DAMAGED = /^(Unexpected end of|Malformed|Multipart: |\w+ terminated early)/i;

const ofForm = (error: unknown): unknown =>
  DAMAGED.test((error as Error).message)
    ? new VerbatimError('UPLOAD_INVALID', { detail: 'the form is damaged' }, { cause: error })
    : error;

/** The body as a stream of its own: an upload that is refused is still answered. */
function body(request: FastifyRequest): Readable {
  const type = request.headers['content-type'];
  if (type === undefined) throw new VerbatimError('UPLOAD_TYPE_UNKNOWN', { type: 'none' });
  return Readable.from(request.raw.iterator({ destroyOnReturn: false }), { objectMode: false });
}

/** Aborted when the sender goes away, or falls silent, before the end of the body. */
function senderGone({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.complete) gone.abort();
  });
  raw.setTimeout(SILENCE_MS, () => {
    if (!raw.complete) raw.destroy();
  });
  return gone.signal;
}
