import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { AnalyseQueue } from '../jobs/queue.ts';
import { errorAnswer } from './error-answer.ts';

const PATH = '/queues';

/**
 * Bull Board at /queues: waiting, running and failed batches, by ids. Read-only: `verbatim retry`, which knows what is
 * missing, queues failed batches again.
 */
export async function addQueueBoard(
  server: FastifyInstance,
  queues: () => readonly Pick<AnalyseQueue, 'bull'>[],
): Promise<void> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(PATH);
  const adapted = () => queues().map(({ bull }) => new BullMQAdapter(bull, { readOnlyMode: true }));
  const { setQueues } = createBullBoard({
    queues: adapted(),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Verbatim' } },
  });
  adapter.setErrorHandler((error) => {
    const { status, body } = errorAnswer(error);
    return { status: status as 500, body };
  });
  await server.register(async (board) => {
    board.addHook('onRoute', (route) => {
      route.config = { ...route.config, scope: 'admin' };
      route.schema = Object.assign({}, route.schema, { hide: true });
    });
    let shown = queues().length;
    board.addHook('onRequest', async (_request, reply) => {
      if (queues().length !== shown) setQueues(adapted());
      shown = queues().length;
      // Without it the page would request fonts from another server.
      reply.header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
      );
    });
    await board.register(adapter.registerPlugin(), { prefix: PATH });
  });
}
