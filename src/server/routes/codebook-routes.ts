import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { editTopics, type TopicChanges } from '../../db/topics/edits.ts';
import { exampleComments, readTopics } from '../../db/topics/rows.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { csvCodebook } from '../../ingest/codebook/csv.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { yamlCodebook } from '../../ingest/codebook/yaml.ts';
import { wilsonShare } from '../../statistics/intervals/intervals.ts';
import type { DocumentedBody } from '../openapi.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { ESTIMATE } from './dashboard-answers.ts';
import type { RouteTypes } from './route-types.ts';
import { EXAMPLE } from './topic-routes.ts';

const BOOK_BYTES = 8 * 1024 * 1024;
const CHANGED = z
  .object({
    added: z.array(z.string()),
    changed: z.array(z.string()),
    unchanged: z.int().min(0),
    dryRun: z.boolean(),
  })
  .describe('Ids of topics.');
const BOOK: DocumentedBody = {
  'application/yaml': { schema: z.string(), description: 'A codebook, as docs/topics.md describes it.' },
  'text/csv': { schema: z.string(), description: 'A row an example.' },
};

const found = z.int().min(0);
export const SUGGESTIONS = z
  .object({
    documents: found.describe('Texts with sentences.'),
    sentences: found,
    topics: z.array(
      z.object({
        ...{ key: z.string().nullable(), name: z.string(), description: z.string() },
        examples: z.array(EXAMPLE),
        defined: z.boolean().describe('Whether a topic in use has this key or name.'),
        documents: found.describe('Texts with a sentence about it.'),
        ...{ sentences: found, share: ESTIMATE.nullable() },
        quotes: z.array(z.string()).describe('The most certain sentences.'),
      }),
    ),
    uncovered: z
      .object({ sentences: found, quotes: z.array(z.string()) })
      .describe('Sentences that no topic covers.'),
  })
  .describe('Topics of the catalogue that sentences are about, most texts first.');

/** Routes of codebooks: export, import, and counts of the topics of the catalogue. */
export async function addCodebookRoutes(
  server: FastifyInstance,
  { database, suggestTopics }: ServerParts,
): Promise<void> {
  const text = { parseAs: 'buffer', bodyLimit: BOOK_BYTES } as const;
  for (const type of ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/csv']) {
    server.addContentTypeParser(type, text, (_, body, done) => done(null, body));
  }
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['topics'];
  const format = z.enum(['yaml', 'csv']).default('yaml');
  routes.get(
    '/codebook',
    {
      config: { scope: 'quotes' },
      schema: {
        ...{ tags, summary: 'The topics in use as a codebook file', querystring: z.object({ format }) },
        response: {
          200: {
            description: 'The file.',
            content: { 'application/yaml': { schema: z.string() }, 'text/csv': { schema: z.string() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const topics = (await readTopics(database)).filter(({ retired }) => !retired);
      await request.quoted(await exampleComments(database, topics));
      const csv = query.format === 'csv';
      reply.type(csv ? 'text/csv; charset=utf-8' : 'application/yaml; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="topics.${query.format}"`);
      return reply.serializer(String).send(csv ? csvCodebook(topics) : yamlCodebook(topics));
    },
  );
  routes.post(
    '/codebook',
    {
      ...{ bodyLimit: BOOK_BYTES, config: { scope: 'admin', documentedBody: BOOK } },
      schema: {
        ...{ tags, summary: 'Import a codebook; topics that it does not have stay' },
        querystring: z.object({
          name: z.string().max(200).optional().describe('Name of the file, for messages.'),
          dryRun: z.enum(['true', 'false']).default('false').describe('true: check, and change nothing.'),
        }),
        response: { 200: CHANGED, 409: ERROR },
      },
    },
    async ({ body, query, headers }) => {
      if (!Buffer.isBuffer(body)) {
        throw new VerbatimError('USAGE', { detail: 'A codebook is sent as application/yaml or text/csv.' });
      }
      const csv = headers['content-type']?.startsWith('text/csv') ?? false;
      const file = query.name ?? (csv ? 'codebook.csv' : 'codebook.yaml');
      const entries = await openCodebook(csv ? `${file.replace(/\.csv$/i, '')}.csv` : file, body);
      const dryRun = query.dryRun === 'true';
      const edit = (stored: readonly Topic[]) => withCodebook(stored, entries, { file, origin: 'user' });
      return { ...idsOf(await editTopics(database, edit, { dryRun })), dryRun };
    },
  );
  if (!suggestTopics) return;
  // They read all sentences: callers that come meanwhile get the same answer.
  let running: ReturnType<typeof suggestTopics> | null = null;
  routes.get(
    '/codebook/suggestions',
    {
      config: { scope: 'quotes' },
      schema: {
        ...{ tags, summary: 'Counts of the topics of the catalogue, which are not stored' },
        response: { 200: SUGGESTIONS, 409: ERROR },
      },
    },
    async (request) => {
      running ??= suggestTopics().finally(() => {
        running = null;
      });
      const { documents, sentences, topics, uncovered } = await running;
      const suggested = topics.map(({ topic: { key, name, description, examples }, ...found }) => ({
        ...{ key, name, description, examples },
        ...{ defined: found.defined, documents: found.documents, sentences: found.sentences },
        ...{ quotes: found.quotes, share: wilsonShare(found.documents, documents) },
      }));
      await request.quoted(null);
      return { documents, sentences, topics: suggested, uncovered };
    },
  );
}

const idsOf = ({ added, changed, unchanged }: TopicChanges) => ({
  ...{ added: added.map(({ id }) => id), changed: changed.map(({ id }) => id), unchanged },
});
