// Answers of the server; where it wants a key, they wait until somebody gives one.
import { useEffect, useState } from 'preact/hooks';
import { ask, keepKey, tabKey } from './request.js';

const waiting = new Set();

/** Called when a key is wanted, with whether one was refused. */
export const keyWanted = { ask: () => {} };
export function giveKey(key) {
  keepKey(key);
  for (const again of waiting) again();
  waiting.clear();
}

export async function call(path, question, signal) {
  for (;;) {
    const key = tabKey();
    const answer = await ask(path, question, key, signal);
    if (answer.ok) return answer.json();
    if (answer.status === 401) {
      // A late refusal of an earlier key says nothing of the one given since.
      if (tabKey() !== key) continue;
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
