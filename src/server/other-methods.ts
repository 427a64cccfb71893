import type { FastifyInstance } from 'fastify';
import { VerbatimError } from '../errors/verbatim-error.ts';

/**
 * Answers 405 with `Allow` for a known path with an unknown method. To be called before the routes are added.
 */
export function answerOtherMethods(server: FastifyInstance): void {
  const routes: { readonly parts: readonly string[]; readonly methods: readonly string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ parts: url.split('/'), methods: [method].flat() });
  });
  // Before the body is parsed: some methods would be refused for theirs.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?')[0]!;
    const known = routes
      .filter(({ parts }) => fits(path.split('/'), parts))
      .flatMap(({ methods }) => methods);
    if (known.length === 0) return;
    const allowed = [...new Set(known)].sort().join(', ');
    reply.header('allow', allowed);
    throw new VerbatimError('METHOD_NOT_ALLOWED', {
      method: request.method,
      path: path.slice(0, 200),
      allowed,
    });
  });
}

/** Whether a path is one of `/imports/:id/events`, or of `/queues/*`. */
function fits(path: readonly string[], route: readonly string[]): boolean {
  if (route.at(-1) === '*') return route.slice(0, -1).every((part, at) => part === path[at]);
  return (
    path.length === route.length &&
    route.every((part, at) => part === path[at] || (part.startsWith(':') && path[at] !== ''))
  );
}
