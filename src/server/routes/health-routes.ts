import type { FastifyInstance } from 'fastify';
import { readStatus, type Status } from '../../db/reports/status.ts';
import type { QueueCounts } from '../../jobs/queue.ts';
import type { ServerParts } from '../parts.ts';
import { HEALTH, QUEUE, STATUS } from './answers.ts';

// As in the batching of texts that are not tokenised yet.
const CHARACTERS_PER_TOKEN = 4;

/** Routes of health (the process, Postgres, the queue), status and of what waits. */
export function addHealthRoutes(
  server: FastifyInstance,
  { database, queueCounts, batchCharacters = 64_000 }: ServerParts,
): void {
  const health = (summary: string) => ({ tags: ['health'], summary, security: [] });
  server.get(
    '/health/live',
    {
      config: { scope: 'none' },
      schema: { ...health('The process answers'), response: { 200: HEALTH } },
    },
    async () => ({ ok: true }),
  );
  server.get(
    '/health/ready',
    {
      config: { scope: 'none' },
      schema: { ...health('Database and queue answer'), response: { 200: HEALTH, 503: HEALTH } },
    },
    async (_request, reply) => {
      const ready = await Promise.allSettled([database.query('select 1'), queueCounts()]);
      const [postgres, queue] = ready.map((part) => part.status === 'fulfilled');
      return reply.code(postgres && queue ? 200 : 503).send({ ok: postgres && queue, postgres, queue });
    },
  );
  server.get(
    '/status',
    {
      config: { scope: 'read' },
      schema: { tags: ['health'], summary: 'What is stored, missing and waiting', response: { 200: STATUS } },
    },
    async (): Promise<Status & { queue: QueueCounts }> => {
      return { ...(await readStatus(database)), queue: await queueCounts() };
    },
  );
  server.get(
    '/queue',
    {
      config: { scope: 'read' },
      schema: { tags: ['health'], summary: 'What waits for workers', response: { 200: QUEUE } },
    },
    async () => {
      const counts = await queueCounts();
      const batches = counts.waiting + counts.active;
      return { ...counts, tokens: Math.ceil((batches * batchCharacters) / CHARACTERS_PER_TOKEN) };
    },
  );
}
