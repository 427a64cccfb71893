import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { McpCaller, McpParts } from './parts.ts';
import { mcpServer } from './server.ts';

/** Serves one client on standard input and output, until it closes them or the signal aborts. */
export async function serveMcp(parts: McpParts, caller: McpCaller, signal: AbortSignal): Promise<void> {
  const gone = once(process.stdin, 'close', { signal }).catch(() => {});
  const served = serveStdio(() => mcpServer(parts, caller));
  await gone;
  await served.close();
}
