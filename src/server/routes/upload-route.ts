import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { Arrival } from '../../uploads/intake/arrival.ts';
import { kindOf } from '../../uploads/intake/body-kind.ts';
import { brokenOff } from '../../uploads/intake/desk.ts';
import { UPLOAD_SETTINGS } from '../../uploads/settings.ts';
import { assertScope } from '../access.ts';
import { faultIn, sendInTime } from '../late-answer.ts';
import type { DocumentedBody } from '../openapi.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR, IMPORT, PREVIEW } from './answers.ts';
import { known, shown } from './known-import.ts';
import type { RouteTypes } from './route-types.ts';

const QUERY = UPLOAD_SETTINGS.extend({
  map: z.string().max(4_000).optional().describe('Columns by name or position: text="Review Text",id=#1.'),
  column: z.string().max(4_000).optional().describe('What is done with columns: phone=drop,note=mask.'),
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
    schema: z.object({
      file,
      ...UPLOAD_SETTINGS.shape,
      map: z.string().optional(),
      column: z.string().optional(),
    }),
    description: 'A file (CSV, NDJSON or JSON, also packed with gzip) and settings.',
  },
  'text/csv': { schema: z.string(), description: 'CSV, also packed with gzip.' },
  'text/plain': { schema: z.string(), description: 'CSV, also packed with gzip.' },
  'application/octet-stream': { schema: file, description: 'CSV, also packed with gzip.' },
  'application/x-ndjson': { schema: z.string(), description: 'JSON objects, one a line, in UTF-8.' },
  'application/json': {
    schema: z.union([z.array(object), UPLOAD_SETTINGS.extend({ rows: z.array(object) })]),
    description: 'A list of objects, or such a list with settings beside it; at most 16 MB.',
  },
};

const FIELD_BYTES = 16_384;

/** `POST /imports`: takes a file or a batch, of any kind that {@link kindOf} knows. */
export function addUploadRoute(server: FastifyInstance, parts: ServerParts): void {
  const { database, uploads } = parts;
  const limit = uploads.desk.limit;
  server.removeAllContentTypeParsers();
  // One byte more than the limit shows that it is passed; busboy would cut the file in silence.
  const limits = { files: 1, fields: 32, fieldSize: FIELD_BYTES, parts: 36, fileSize: limit + 1 };
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
            'Answers as soon as all of it is received; the import follows. Its url has the progress.',
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
          signal: request.sender,
        });
        try {
          if (request.isMultipart()) await takeForm(request, arrival);
          else {
            const kind = kindOf(request.headers['content-type'], name ?? '');
            await arrival.take(body(request), name, kind);
          }
          await request.assertKey();
          if (arrival.weakensMasking) assertScope(request.caller!, 'admin');
          if (dryRun === 'true') {
            return await sendInTime(reply, arrival.preview(), (error) => arrival.unseen(faultIn(error)));
          }
          const { id, repeated } = await arrival.queue(request.headers['idempotency-key'] ?? null);
          reply.code(202).header('location', `/imports/${id}`);
          if (repeated) reply.header('idempotency-replayed', 'true');
          return reply.send(shown(await known(database, id, request.caller)));
        } catch (error) {
          await arrival.leave(error);
          throw error;
        }
      },
    );
  });
}

/** @throws VerbatimError UPLOAD_INVALID where the form is damaged; errors of @fastify/multipart where it is too much */
async function takeForm(request: FastifyRequest, arrival: Arrival): Promise<void> {
  const parts = request.parts();
  for (;;) {
    // What busboy throws has no codes.
    const { value: part, done } = await parts.next().catch((error: unknown) => {
      // A form that does not end because its sender is gone is not damaged.
      if (request.raw.destroyed && !request.raw.complete) throw brokenOff(error);
      throw (error as { statusCode?: number }).statusCode ? error : damagedForm(error);
    });
    if (done) return;
    if (part.type === 'file') {
      await arrival.take(part.file, part.filename, kindOf(part.mimetype, part.filename));
    } else if (part.valueTruncated || part.fieldnameTruncated) {
      throw new VerbatimError('UPLOAD_INVALID', { detail: `a field is longer than ${FIELD_BYTES} bytes` });
    } else arrival.add(part.fieldname, part.value);
  }
}

const damagedForm = (cause: unknown) =>
  new VerbatimError('UPLOAD_INVALID', { detail: 'the form is damaged' }, { cause });

/** The body as a stream of its own: an upload that is refused is still answered. */
function body(request: FastifyRequest): Readable {
  const type = request.headers['content-type'];
  if (type === undefined) throw new VerbatimError('UPLOAD_TYPE_UNKNOWN', { type: 'none' });
  return Readable.from(untouched(request.raw), { objectMode: false });
}

/**
 * Chunks of a request that outlives an error of its reader. Node's own iterator, given the error, takes the request
 * off its connection: the rest of the body then stays in the way of the next request for ever.
 */
async function* untouched(raw: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) yield chunk;
}
