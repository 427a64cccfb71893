// Asks the server, with the key of this tab where it wants one.
import { useEffect, useState } from 'preact/hooks';

const KEY = 'verbatim-key';
const waiting = new Set();

const headers = (key) => (key ? { authorization: `Bearer ${key}` } : {});

/** Called when a key is wanted, with whether one was refused. */
export const keyWanted = { ask: () => {} };
export function giveKey(key) {
  sessionStorage.setItem(KEY, key);
  for (const again of waiting) again();
  waiting.clear();
}

export async function call(path, question, signal) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const answer = await fetch(`${path}?${new URLSearchParams(question)}`, { headers: headers(key), signal });
    if (answer.ok) return answer.json();
    if (answer.status === 401) {
      // A late refusal of an earlier key says nothing of the one given since.
      if (sessionStorage.getItem(KEY) !== key) continue;
      keyWanted.ask(key !== null);
      await new Promise((resolve) => waiting.add(resolve));
      continue;
    }
    const { error } = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(error?.message ?? `The server answered ${answer.status}.`), {
      fix: error?.fix ?? '',
      code: error?.code ?? '',
    });
  }
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
