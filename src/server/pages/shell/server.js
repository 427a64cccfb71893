// Answers of the server; when it requires a key, requests wait until the user enters one.
import { useEffect, useState } from 'preact/hooks';
import { ask } from './request.js';
import { keepKey, keyHeaders, withTabKey } from './tab-key.js';

const waiting = new Set();

/** Called when a key is wanted, with whether one was refused. */
export const keyWanted = { ask: () => {} };
export function giveKey(key) {
  keepKey(key);
  for (const again of waiting) again();
  waiting.clear();
}

export const call = (path, question, signal) =>
  answerTo((key) => ask(path, question, key, signal)).then((answer) => answer.json());

/**
 * Sends a body; what is answered, as JSON.
 * @param body text with its `type`, else sent as JSON; null: none
 * @param more settings of `fetch`
 */
export const send = (method, path, body, type, more = {}) =>
  answerTo((key) =>
    fetch(path, {
      ...more,
      method,
      headers: {
        ...keyHeaders(key),
        ...(body === null ? {} : { 'content-type': type ?? 'application/json' }),
      },
      ...(body === null ? {} : { body: type ? body : JSON.stringify(body) }),
    }),
  ).then((answer) => answer.json());

/** A file of the server. */
export const fileOf = (path) =>
  answerTo((key) => fetch(path, { headers: keyHeaders(key) })).then((answer) => answer.blob());

async function answerTo(request) {
  const answer = await withTabKey(request, askForKey);
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(error?.message ?? `The server answered ${answer.status}.`), {
    fix: error?.fix ?? '',
    code: error?.code ?? '',
  });
}

function askForKey(refused) {
  keyWanted.ask(refused);
  return new Promise((resolve) => waiting.add(resolve));
}

/**
 * The answer to a question; the one before stays until the next is there. Nothing is asked for null.
 * @param version another one asks again
 */
export function useAnswer(path, question, version = 0) {
  const asked = question && new URLSearchParams(question).toString();
  const [state, setState] = useState({ answer: null, error: null, of: null });
  useEffect(() => {
    if (asked === null) return setState({ answer: null, error: null, of: null });
    const stop = new AbortController();
    call(path, question, stop.signal).then(
      (answer) => setState({ answer, error: null, of: asked }),
      (error) => {
        if (!stop.signal.aborted) setState({ answer: null, error, of: asked });
      },
    );
    return () => stop.abort();
  }, [path, asked, version]);
  return { ...state, busy: asked !== null && state.of !== asked };
}
