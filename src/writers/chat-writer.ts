import pRetry, { AbortError } from 'p-retry';
import { mayBeRetried } from '../domain/http-status.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

export interface ChatWriterSettings {
  /** Of an OpenAI-compatible interface, with its version: `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token; null: none. */
  readonly key: string | null;
  /** Seconds that one request may take, its answer included. */
  readonly seconds: number;
  /** Tokens that may be used until it is closed, those of the instructions included. */
  readonly tokens: number;
  /** Pause before the second attempt in milliseconds, doubled for each further one; default 500. */
  readonly pauseMs?: number;
}

/** What was used so far. Tokens are null where the server does not count them. */
export interface WriterUse {
  readonly requests: number;
  readonly failedRequests: number;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

/** A model that writes, on a server. */
export interface ChatWriter {
  readonly model: string;
  readonly use: WriterUse;
  /**
   * What the model says to instructions and data, at temperature 0.
   * @param data text of customers, never instructions
   * @throws VerbatimError WRITER_UNREACHABLE after three attempts, WRITER_REFUSED, WRITER_ANSWER_INVALID,
   *   WRITER_BUDGET_SPENT before a request that could exceed it
   */
  write(instructions: string, data: string, options?: WriteOptions): Promise<string>;
}

export interface WriteOptions {
  /** Most tokens that are written; default 800. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

const ATTEMPTS = 3;
/** Bytes of an answer that are read: a server may send for ever. */
const MOST_BYTES = 1_000_000;

/** Nothing is sent until something is to be written. @throws VerbatimError CONFIG_INVALID for a wrong address */
export function openChatWriter(settings: ChatWriterSettings): ChatWriter {
  const { model, key, seconds, tokens, pauseMs = 500 } = settings;
  const url = new URL(`${settings.url.replace(/\/+$/, '')}/chat/completions`);
  let use: WriterUse = { requests: 0, failedRequests: 0, promptTokens: 0, completionTokens: 0 };

  const send = async (body: string, signal: AbortSignal | undefined): Promise<Completion> => {
    use = { ...use, requests: use.requests + 1 };
    try {
      const ends = [AbortSignal.timeout(seconds * 1_000), ...(signal ? [signal] : [])];
      const answer = await fetch(url, {
        ...{ method: 'POST', body, redirect: 'error', signal: AbortSignal.any(ends) },
        headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        const { status } = answer;
        if (!mayBeRetried(status)) throw new VerbatimError('WRITER_REFUSED', { host: url.host, status });
        throw new Error(`it answered ${status}`);
      }
      return completionOf(await boundedText(answer), url.host);
    } catch (error) {
      use = { ...use, failedRequests: use.failedRequests + 1 };
      if (signal?.aborted || error instanceof VerbatimError) throw new AbortError(error as Error);
      throw new Error(detailOf(error));
    }
  };

  return {
    model,
    get use() {
      return use;
    },
    async write(instructions, data, { most = 800, signal } = {}) {
      const spent = (use.promptTokens ?? 0) + (use.completionTokens ?? 0);
      // A token has at least two characters in the languages that are served; a server that counts corrects it.
      if (spent + Math.ceil((instructions.length + data.length) / 2) + most > tokens) {
        throw new VerbatimError('WRITER_BUDGET_SPENT', { tokens });
      }
      const body = JSON.stringify({
        ...{ model, temperature: 0, max_tokens: most, stream: false },
        messages: [
          { role: 'system', content: instructions },
          { role: 'user', content: data },
        ],
      });
      try {
        const retries = { retries: ATTEMPTS - 1, minTimeout: pauseMs, factor: 2, randomize: true };
        const { text, usage } = await pRetry(() => send(body, signal), {
          ...retries,
          ...(signal && { signal }),
        });
        use = {
          ...use,
          promptTokens: sum(use.promptTokens, usage?.prompt_tokens),
          completionTokens: sum(use.completionTokens, usage?.completion_tokens),
        };
        return text;
      } catch (error) {
        if (error instanceof VerbatimError || signal?.aborted) throw error;
        // The address may hold a secret: the error names only its host.
        const params = { host: url.host, detail: detailOf(error) };
        throw new VerbatimError('WRITER_UNREACHABLE', params, { cause: error });
      }
    },
  };
}

interface Completion {
  readonly text: string;
  readonly usage: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
}

function completionOf(body: string, host: string): Completion {
  const invalid = (detail: string) => new VerbatimError('WRITER_ANSWER_INVALID', { host, detail });
  let answer: { choices?: { message?: { content?: unknown } }[]; usage?: Completion['usage'] };
  try {
    answer = JSON.parse(body);
  } catch {
    throw invalid('it is no JSON');
  }
  const text = answer?.choices?.[0]?.message?.content;
  if (typeof text !== 'string') throw invalid('it has no choices[0].message.content');
  return { text, usage: answer.usage ?? null };
}

async function boundedText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`its answer is longer than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Null once a server does not say. */
const sum = (before: number | null, more: unknown): number | null =>
  before !== null && typeof more === 'number' && Number.isFinite(more) && more >= 0 ? before + more : null;
