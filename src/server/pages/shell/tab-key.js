// The key of this tab, for both pages.

const KEY = 'verbatim-key';
export const tabKey = () => sessionStorage.getItem(KEY);
export const keepKey = (key) => sessionStorage.setItem(KEY, key);
export const keyHeaders = (key = tabKey()) => (key ? { authorization: `Bearer ${key}` } : {});

/**
 * The answer to a request, sent again when the user has entered the key that it requires.
 * @param send sends it with a key, which is null where there is none
 * @param askForKey settles when a key is given; told whether one was refused
 */
export async function withTabKey(send, askForKey) {
  for (;;) {
    const key = tabKey();
    const answer = await send(key);
    if (answer.status !== 401) return answer;
    // A late refusal of an earlier key says nothing of the one given since.
    if (tabKey() === key) await askForKey(key !== null);
  }
}
