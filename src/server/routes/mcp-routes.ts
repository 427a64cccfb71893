import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { answerMcp } from '../../mcp/http.ts';
import type { McpCaller } from '../../mcp/parts.ts';
import { faultIn } from '../late-answer.ts';
import type { ServerParts } from '../parts.ts';

const BODY_BYTES = 64 * 1024;
const MESSAGE = z.looseObject({ jsonrpc: z.literal('2.0') }).describe('A message of JSON-RPC 2.0.');

/** `POST /mcp`: tools for assistants, by the Model Context Protocol over streamable HTTP. */
export function addMcpRoutes(server: FastifyInstance, parts: ServerParts): void {
  const {
    database,
    searcher = null,
    asker = null,
    reportSeconds: seconds = null,
    publicOrigin = null,
  } = parts;
  const mcp = { database, seconds, searcher, asker, faultOf: faultIn };
  server.post(
    '/mcp',
    {
      bodyLimit: BODY_BYTES,
      config: { scope: 'read', documentedBody: { 'application/json': { schema: MESSAGE } } },
      schema: {
        ...{ tags: ['assistants'], summary: 'Tools for assistants (Model Context Protocol)' },
        response: { 200: MESSAGE },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request, publicOrigin);
      return reply.send(await answerMcp(mcp, caller, webRequest(request), request.body));
    },
  );
}

function callerOf(request: FastifyRequest, publicOrigin: string | null): McpCaller {
  const { name, scopes } = request.caller!;
  return {
    quotes: scopes.includes('quotes'),
    origin: publicOrigin ?? `${request.protocol}://${request.host}`,
    refuse: () => {
      throw new VerbatimError('SCOPE_MISSING', { name, scope: 'quotes' });
    },
    quoted: (tool, feedbackIds) => request.quoted(feedbackIds, tool),
  };
}

/** Without the key: the tools need none of it. */
function webRequest({ headers, sender: signal }: FastifyRequest): Request {
  const passed = Object.entries(headers).filter(
    ([name]) => name !== 'authorization' && name !== 'content-length',
  );
  return new Request('http://localhost/mcp', {
    ...{ method: 'POST', signal },
    headers: passed.flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ) as [string, string][],
  });
}
