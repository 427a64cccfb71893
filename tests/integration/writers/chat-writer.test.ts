import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openChatWriter } from '../../../src/writers/chat-writer.ts';

/** A server of an OpenAI-compatible interface that answers as told. */
async function serverThat(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const settings = { model: 'small', key: 'secret-key', seconds: 1, tokens: 10_000, pauseMs: 1 };
  return openChatWriter({ ...settings, url: `http://127.0.0.1:${port}/v1/` });
}

const completion = (content: unknown, usage?: object) =>
  JSON.stringify({ choices: [{ message: { role: 'assistant', content } }], ...(usage && { usage }) });

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

test('instructions and data are apart, the key is a bearer token, tokens are counted', async () => {
  let [path, authorization, body]: [string?, string?, Record<string, unknown>?] = [];
  const writer = await serverThat(async (request, response) => {
    [path, authorization, body] = [request.url, request.headers.authorization, await bodyOf(request)];
    response.end(completion('- Sizes run small. [1] [2]', { prompt_tokens: 40, completion_tokens: 9 }));
  });
  expect(await writer.write('Be brief.', 'data')).toBe('- Sizes run small. [1] [2]');
  expect([path, authorization]).toEqual(['/v1/chat/completions', 'Bearer secret-key']);
  expect(body).toMatchObject({ model: 'small', temperature: 0, stream: false });
  expect(body!.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'data' },
  ]);
  expect(writer.use).toEqual({ requests: 1, failedRequests: 0, promptTokens: 40, completionTokens: 9 });
});

test('a server that is busy is asked again; one that does not count leaves tokens unknown', async () => {
  let asked = 0;
  const writer = await serverThat((_, response) => {
    if (++asked < 3) response.writeHead(asked === 1 ? 500 : 429).end('<html>');
    else response.end(completion('yes'));
  });
  expect(await writer.write('a', 'b')).toBe('yes');
  expect(writer.use).toEqual({ requests: 3, failedRequests: 2, promptTokens: null, completionTokens: null });
});

test.each<[string, RequestListener]>([
  ['hangs', () => {}],
  ['answers 500', (_, response) => void response.writeHead(500).end()],
  [
    'streams for ever',
    (_, response) => {
      const more = setInterval(() => response.write(' '.repeat(100_000)), 1);
      response.on('close', () => clearInterval(more));
    },
  ],
  [
    'leads elsewhere',
    (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  ],
  ['hangs up', (request) => void request.socket.destroy()],
])('a server that %s is given up after three attempts, and named without the path', async (_, answer) => {
  const writer = await serverThat(answer);
  const failure = await writer.write('a', 'b').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'WRITER_UNREACHABLE', retryable: true });
  expect(String(failure)).not.toMatch(/v1|secret/);
  expect(writer.use).toMatchObject({ requests: 3, failedRequests: 3 });
});

test.each([
  ['<html>', 'WRITER_ANSWER_INVALID'],
  ['{}', 'WRITER_ANSWER_INVALID'],
  ['null', 'WRITER_ANSWER_INVALID'],
  [completion(null), 'WRITER_ANSWER_INVALID'],
  [completion([{ text: 'x' }]), 'WRITER_ANSWER_INVALID'],
])('an answer %s is no completion, and not asked for again', async (text, code) => {
  const writer = await serverThat((_, response) => void response.end(text));
  await expect(writer.write('a', 'b')).rejects.toMatchObject({ code });
  expect(writer.use).toMatchObject({ requests: 1, failedRequests: 1 });
});

test('a wrong key is named at once', async () => {
  const writer = await serverThat((_, response) => void response.writeHead(401).end());
  await expect(writer.write('a', 'b')).rejects.toMatchObject({ code: 'WRITER_REFUSED' });
  expect(writer.use.requests).toBe(1);
});

test('what could exceed the budget is not sent', async () => {
  const writer = await serverThat(async (_, response) => {
    response.end(completion('x', { prompt_tokens: 9_000, completion_tokens: 100 }));
  });
  await expect(writer.write('a', 'x'.repeat(20_000))).rejects.toMatchObject({ code: 'WRITER_BUDGET_SPENT' });
  expect(writer.use.requests).toBe(0);
  await writer.write('a', 'b');
  await expect(writer.write('a', 'b', { most: 900 })).rejects.toMatchObject({ code: 'WRITER_BUDGET_SPENT' });
  expect(writer.use.requests).toBe(1);
});

test('who asks can stop it', async () => {
  const stop = new AbortController();
  const writer = await serverThat(() => stop.abort(new Error('stopped')));
  await expect(writer.write('a', 'b', { signal: stop.signal })).rejects.toThrow();
  expect(writer.use.requests).toBe(1);
});
