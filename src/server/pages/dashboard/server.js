// Answers of the server; when it requires a key, requests wait until the user enters one.
import { useEffect, useState } from 'preact/hooks';
import { ask } from './request.js';
import { keepKey, withTabKey } from './tab-key.js';

const waiting = new Set();

/** Called when a key is wanted, with whether one was refused. */
export const keyWanted = { ask: () => {} };
export function giveKey(key) {
  keepKey(key);
  for (const again of waiting) again();
  waiting.clear();
}

export async function call(path, question, signal) {
  const answer = await withTabKey((key) => ask(path, question, key, signal), askForKey);
  if (answer.ok) return answer.json();
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

/** The answer to a question; the one before stays until the next is there. Nothing is asked for null. */
export function useAnswer(path, question) {
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
  }, [path, asked]);
  return { ...state, busy: asked !== null && state.of !== asked };
}
