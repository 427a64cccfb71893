import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { editTopics } from '../../db/topics/edits.ts';
import { readChecks, type TopicCheck } from '../../db/topics/judges.ts';
import { exampleComments, readTopics } from '../../db/topics/rows.ts';
import {
  isBySentiment,
  type PlacedTopic,
  TOPIC_KINDS,
  TOPIC_ORIGINS,
  type Topic,
} from '../../domain/topics/topic.ts';
import {
  addTopic,
  changeTopic,
  known,
  mergeTopics,
  retireTopic,
  reviveTopic,
} from '../../domain/topics/topic-edits.ts';
import { topicFromTheme } from '../../reporting/theme-topic.ts';
import { wilsonShare } from '../../statistics/intervals/intervals.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 256 * 1024;

export const EXAMPLE = z.object({
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
const CHECKED = z
  .object({ value: z.number(), low: z.number(), high: z.number(), n: z.int() })
  .nullable()
  .describe('With its 95 % Wilson interval; null without examples.');
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
    bySentiment: z
      .boolean()
      .describe('true: the sentiment of a sentence decides this kind; its examples are not used.'),
    check: z
      .object({ method: z.enum(['description', 'head']), precision: CHECKED, recall: CHECKED })
      .nullable()
      .optional()
      .describe('How the last run judged by it, and how well by its examples; null: none has yet.'),
    examples: z
      .array(EXAMPLE)
      .optional()
      .describe('Only with the scope quotes: they may be words of customers.'),
  })
  .describe('A topic, as people define it.')
  .meta({ id: 'Topic' });
const LIST = z
  .object({
    edits: z.boolean().describe('Whether the key may edit topics.'),
    topics: z.array(TOPIC),
  })
  .describe('Parents before what is below them.');
const PARAMS = z.object({ topic: z.string().max(300).describe('Name, key or id.') });

/** Routes of topics: read them, edit them. The sentences are judged by the next run. */
export function addTopicRoutes(server: FastifyInstance, { database }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['topics'];
  const refusals = { 404: ERROR, 409: ERROR };
  const edited = { scope: 'admin' } as const;
  /** As the caller may see them: examples may be words of customers. */
  const shown = async (topics: readonly Topic[], request: FastifyRequest) => {
    const quotes = request.caller!.scopes.includes('quotes');
    if (quotes) await request.quoted(await exampleComments(database, topics));
    return topics.map(({ examples, ...topic }) => {
      const own = { ...topic, exampleCount: examples.length, bySentiment: isBySentiment(topic) };
      return quotes ? { ...own, examples } : own;
    });
  };
  const one = async (topic: Topic, request: FastifyRequest) => (await shown([topic], request))[0]!;
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
    async (request) => {
      const { all } = request.query;
      const topics = (await readTopics(database)).filter(({ retired }) => all === 'true' || !retired);
      const checks = await readChecks(database);
      return {
        edits: request.caller!.scopes.includes('admin'),
        topics: (await shown(topics, request)).map((topic) => ({
          ...topic,
          check: checked(checks.get(topic.id)),
        })),
      };
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
    async (request, reply) => {
      const { body } = request;
      const id = randomUUID();
      if ('theme' in body) {
        const { added } = await topicFromTheme(database, id, body);
        return reply.code(201).send((await shown(added, request))[0]);
      }
      const made = await editOne(database, addTopic(id, body), () => id);
      return reply.code(201).send(await one(made, request));
    },
  );
  routes.get(
    '/topics/:topic',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'One topic', params: PARAMS, response: { 200: TOPIC, 404: ERROR } },
    },
    async (request) => one(known(await readTopics(database), request.params.topic), request),
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
    async (request) => {
      const { params, body } = request;
      return one(await editOne(database, changeTopic(params.topic, body), named(params.topic)), request);
    },
  );
  for (const [verb, edit, summary] of [
    ['retire', retireTopic, 'Stop judging and showing a topic and those below it'],
    ['revive', reviveTopic, 'Take a retired topic into use again'],
  ] as const) {
    routes.post(
      `/topics/:topic/${verb}`,
      { config: edited, schema: { tags, summary, params: PARAMS, response: { 200: TOPIC, ...refusals } } },
      async (request) => {
        const { topic } = request.params;
        return one(await editOne(database, edit(topic), named(topic)), request);
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
    async (request) => {
      const { into } = request.body;
      return one(await editOne(database, mergeTopics(request.params.topic, into), named(into)), request);
    },
  );
}

/** The id of the topic of that name, among those before the edit. */
const named = (wanted: string) => (topics: readonly Topic[]) => known(topics, wanted).id;

/** Edits topics; the one asked for as it is then. Its name is looked up once, under the lock of the edit. */
async function editOne(
  database: ServerParts['database'],
  edit: (topics: readonly Topic[]) => PlacedTopic[],
  idIn: (before: readonly Topic[]) => string,
): Promise<Topic> {
  let found: PlacedTopic | undefined;
  await editTopics(database, (topics) => {
    const id = idIn(topics);
    const edited = edit(topics);
    found = edited.find((topic) => topic.id === id);
    return edited;
  });
  const { place: _, ...topic } = found!;
  return topic;
}

function checked(check: TopicCheck | undefined) {
  if (!check) return null;
  const { method, hits, misses, falseAlarms } = check;
  const share = (n: number) => (hits === null || n === 0 ? null : { ...wilsonShare(hits, n)!, n });
  return {
    method,
    precision: share((hits ?? 0) + (falseAlarms ?? 0)),
    recall: share((hits ?? 0) + (misses ?? 0)),
  };
}
