import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { chatWriter, type Writer } from '../../../src/runs/writing/writer.ts';
import { openChatWriter } from '../../../src/writers/chat-writer.ts';

/** What a writer is given, as the server reads it. */
export interface Given {
  readonly instructions: string;
  readonly sentences: readonly { readonly number: number; readonly text: string }[];
  readonly facts?: readonly { readonly number: number; readonly text: string }[];
  readonly question?: string;
}

interface WritingServer {
  readonly url: string;
  /** What was asked for, in order. */
  readonly read: Given[];
  /** A writer with a budget of its own; a request may take a second. */
  open(tokens?: number): Writer;
}

/** A server of an OpenAI-compatible interface whose model writes as told, or that answers by a listener of its own. */
export async function writingServer(
  write: ((given: Given) => string | readonly string[]) | { readonly listener: RequestListener },
): Promise<WritingServer> {
  const read: Given[] = [];
  const listener: RequestListener =
    'listener' in write
      ? write.listener
      : async (request, response) => {
          const { messages } = JSON.parse(await text(request)) as { messages: { content: string }[] };
          const given = { instructions: messages[0]!.content, ...JSON.parse(messages[1]!.content) } as Given;
          read.push(given);
          const content = [write(given)].flat().join('\n');
          const usage = { prompt_tokens: 100, completion_tokens: 20 };
          response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }], usage }));
        };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const settings = { url, model: 'stub', key: null, seconds: 1, pauseMs: 1 };
  return { url, read, open: (tokens = 10_000_000) => chatWriter(openChatWriter({ ...settings, tokens })) };
}
