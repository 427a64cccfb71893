import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { editTopics, type TopicChanges } from '../../db/topics/edits.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { TOPIC_KINDS, TOPIC_ORIGINS, type Topic } from '../../domain/topics/topic.ts';
import {
  addTopic,
  changeTopic,
  known,
  mergeTopics,
  retireTopic,
  reviveTopic,
} from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { csvCodebook } from '../../ingest/codebook/csv.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { yamlCodebook } from '../../ingest/codebook/yaml.ts';
import { topicFromTheme } from '../../reporting/theme-topic.ts';
import type { Caller } from '../access.ts';
import type { DocumentedBody } from '../openapi.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 256 * 1024;
const BOOK_BYTES = 8 * 1024 * 1024;

const EXAMPLE = z.object({
  text: z.string().max(2_000),
  language: z.string().max(10).nullable().default(null).describe('ISO 639, such as de.'),
  counter: z.boolean().default(false).describe('true: it is not about the topic, though it may look so.'),
});
const FIELDS = {
  name: z.string().max(200),
  description: z.string().max(2_000).describe('What comments about it say, in a sentence or two.'),
  key: z.string().max(100).nullable().optional().describe('Short name in codebook files.'),
  parent: z.string().max(200).nullable().optional().describe('Name, key or id of the topic above it.'),
  threshold: z.number().min(0.3).max(1).optional(),
  examples: z.array(EXAMPLE).max(1_000).optional().describe('Takes the place of all examples.'),
};
const NEW = z.object(FIELDS);
const OF_THEME = z.strictObject({
  theme: z.int().min(1).describe('Id of a theme: its most telling sentences become the examples.'),
  name: FIELDS.name.optional().describe('Default: that of the theme.'),
});
const CHANGE = NEW.partial();
const TOPIC = z
  .object({
    id: z.string().describe('Stays the same for ever.'),
    key: z.string().nullable(),
    name: z.string(),
    names: z.record(z.string(), z.string()).describe('In other languages.'),
    description: z.string(),
    parentId: z.string().nullable(),
    kind: z.enum(TOPIC_KINDS).describe('subject: what a sentence is about; statement: what it does.'),
    origin: z.enum(TOPIC_ORIGINS),
    threshold: z.number(),
    retired: z.boolean(),
    mergedInto: z.string().nullable(),
    exampleCount: z.int().min(0),
    examples: z
      .array(EXAMPLE)
      .optional()
      .describe('Only with the scope quotes: they may be words of customers.'),
  })
  .describe('A topic, as people define it.')
  .meta({ id: 'Topic' });
const LIST = z.object({ topics: z.array(TOPIC) }).describe('Parents before what is below them.');
const CHANGED = z
  .object({
    added: z.array(z.string()),
    changed: z.array(z.string()),
    unchanged: z.int().min(0),
    dryRun: z.boolean(),
  })
  .describe('Ids of topics.');
const PARAMS = z.object({ topic: z.string().max(300).describe('Name, key or id.') });

const BOOK: DocumentedBody = {
  'application/yaml': { schema: z.string(), description: 'A codebook, as docs/topics.md describes it.' },
  'text/csv': { schema: z.string(), description: 'A row an example.' },
};

/** Routes of topics: read them, edit them, codebooks. The sentences are judged by the next run. */
export async function addTopicRoutes(server: FastifyInstance, { database }: ServerParts): Promise<void> {
  const text = { parseAs: 'buffer', bodyLimit: BOOK_BYTES } as const;
  for (const type of ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/csv']) {
    server.addContentTypeParser(type, text, (_, body, done) => done(null, body));
  }
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['topics'];
  const refusals = { 404: ERROR, 409: ERROR };
  const edited = { scope: 'admin' } as const;
  const one = async (wanted: string, caller: Caller | null) =>
    shown(known(await readTopics(database), wanted), caller);

  routes.get(
    '/topics',
    {
      config: { scope: 'read' },
      schema: {
        ...{ tags, summary: 'The topics', response: { 200: LIST } },
        querystring: z.object({
          all: z.enum(['true', 'false']).default('false').describe('true: retired ones, too.'),
        }),
      },
    },
    async ({ query: { all }, caller }) => {
      const topics = (await readTopics(database)).filter(({ retired }) => all === 'true' || !retired);
      return { topics: topics.map((topic) => shown(topic, caller)) };
    },
  );
  routes.post(
    '/topics',
    {
      ...{ bodyLimit: BODY_BYTES, config: edited },
      schema: {
        tags,
        summary: 'Define a topic',
        body: z.union([OF_THEME, NEW]),
        response: { 201: TOPIC, ...refusals },
      },
    },
    async ({ body, caller }, reply) => {
      const id = randomUUID();
      if ('theme' in body) await topicFromTheme(database, id, body);
      else await editTopics(database, addTopic(id, body));
      return reply.code(201).send(await one(id, caller));
    },
  );
  routes.get(
    '/topics/:topic',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'One topic', params: PARAMS, response: { 200: TOPIC, 404: ERROR } },
    },
    ({ params, caller }) => one(params.topic, caller),
  );
  routes.patch(
    '/topics/:topic',
    {
      ...{ bodyLimit: BODY_BYTES, config: edited },
      schema: {
        ...{ tags, summary: 'Change a topic; what is left out stays' },
        ...{ params: PARAMS, body: CHANGE, response: { 200: TOPIC, ...refusals } },
      },
    },
    async ({ params: { topic }, body, caller }) => {
      const { id } = known(await readTopics(database), topic);
      await editTopics(database, changeTopic(id, body));
      return one(id, caller);
    },
  );
  for (const [verb, edit, summary] of [
    ['retire', retireTopic, 'Stop judging and showing a topic and those below it'],
    ['revive', reviveTopic, 'Take a retired topic into use again'],
  ] as const) {
    routes.post(
      `/topics/:topic/${verb}`,
      { config: edited, schema: { tags, summary, params: PARAMS, response: { 200: TOPIC, ...refusals } } },
      async ({ params: { topic }, caller }) => {
        const { id } = known(await readTopics(database), topic);
        await editTopics(database, edit(id));
        return one(id, caller);
      },
    );
  }
  routes.post(
    '/topics/:topic/merge',
    {
      ...{ bodyLimit: BODY_BYTES, config: edited },
      schema: {
        ...{ tags, summary: 'Move the examples of a topic to another, and retire it', params: PARAMS },
        body: z.object({ into: z.string().max(300).describe('Name, key or id.') }),
        response: { 200: TOPIC, ...refusals },
      },
    },
    async ({ params: { topic }, body: { into }, caller }) => {
      const { id } = known(await readTopics(database), into);
      await editTopics(database, mergeTopics(topic, id));
      return one(id, caller);
    },
  );
  addCodebookRoutes(server, database);
}

function addCodebookRoutes(server: FastifyInstance, database: ServerParts['database']): void {
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
    async ({ query }, reply) => {
      const topics = (await readTopics(database)).filter(({ retired }) => !retired);
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
}

function shown({ examples, ...topic }: Topic, caller: Caller | null) {
  const own = { ...topic, exampleCount: examples.length };
  return caller?.scopes.includes('quotes') ? { ...own, examples } : own;
}

const idsOf = ({ added, changed, unchanged }: TopicChanges) => ({
  ...{ added: added.map(({ id }) => id), changed: changed.map(({ id }) => id), unchanged },
});
