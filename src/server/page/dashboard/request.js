// Requests to the server, with the key of this tab where it wants one.

const KEY = 'verbatim-key';
export const tabKey = () => sessionStorage.getItem(KEY);
export const keepKey = (key) => sessionStorage.setItem(KEY, key);

const early = new Map();
const urlOf = (path, question) => `${path}?${new URLSearchParams(question)}`;
const headers = (key) => (key ? { authorization: `Bearer ${key}` } : {});

/** Asks before the page is there; the first who asks the same takes the answer. */
export function askEarly(path, question) {
  const url = urlOf(path, question);
  early.set(
    url,
    fetch(url, { headers: headers(tabKey()) }).catch(() => null),
  );
}

export async function ask(path, question, key, signal) {
  const url = urlOf(path, question);
  const begun = early.get(url);
  early.delete(url);
  const answer = await begun;
  signal?.throwIfAborted();
  // What was refused or lost is asked again, now with somebody there to be told.
  return answer?.ok ? answer : fetch(url, { headers: headers(key), signal });
}
