import { createMcpHandler } from '@modelcontextprotocol/server';
import type { McpCaller, McpParts } from './parts.ts';
import { mcpServer } from './server.ts';

/**
 * Answers one message over streamable HTTP. There are no sessions, and who may ask what is decided anew for each. No
 * stream of changes is opened: the tools never change.
 * @param body the parsed JSON
 */
export const answerMcp = (
  parts: McpParts,
  caller: McpCaller,
  request: Request,
  body: unknown,
): Promise<Response> =>
  createMcpHandler(() => mcpServer(parts, caller), { maxSubscriptions: 0 }).fetch(request, {
    parsedBody: body,
  });
