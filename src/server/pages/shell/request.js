// Requests to the server, with the key of this tab where it wants one.
import { keyHeaders } from './tab-key.js';

const early = new Map();
const urlOf = (path, question) => `${path}?${new URLSearchParams(question)}`;

/** Asks before the page is there; the first who asks the same takes the answer. */
export function askEarly(path, question) {
  const url = urlOf(path, question);
  early.set(
    url,
    fetch(url, { headers: keyHeaders() }).catch(() => null),
  );
}

export async function ask(path, question, key, signal) {
  const url = urlOf(path, question);
  const begun = early.get(url);
  early.delete(url);
  const answer = await begun;
  signal?.throwIfAborted();
  // A refused or lost request is sent again, now with a listener for its error.
  return answer?.ok ? answer : fetch(url, { headers: keyHeaders(key), signal });
}
