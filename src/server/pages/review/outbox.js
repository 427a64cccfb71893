// Labels on their way to the server, in order. They are kept in this browser until the server has them: a label given
// while the server is away, or just before the page is closed, is sent later.
import { send } from '../shell/server.js';

const NAME = 'verbatim-labels-to-send';
// The server will never accept such a label.
const REFUSED = /^(LABEL|TOPIC_|USAGE)/;
const LONGEST_WAIT_MS = 30_000;

const kept = () => JSON.parse(localStorage.getItem(NAME) ?? '[]');
const keep = (edits) => localStorage.setItem(NAME, JSON.stringify(edits));

/**
 * @param listener.sent what the server answered to a label
 * @param listener.refused why it did not accept one, which is dropped
 * @param listener.waiting how many labels it does not have yet, and the last error
 */
export function openOutbox(listener) {
  let running = null;
  const run = async () => {
    let wait = 1_000;
    for (let edits = kept(); edits.length > 0; edits = kept()) {
      const [{ key, ...edit }] = edits;
      try {
        listener.sent(await send('POST', '/labels', edit, null, { keepalive: true }), edit);
        wait = 1_000;
      } catch (error) {
        if (!REFUSED.test(error.code ?? '')) {
          listener.waiting(kept().length, error);
          await new Promise((resolve) => setTimeout(resolve, wait));
          wait = Math.min(2 * wait, LONGEST_WAIT_MS);
          continue;
        }
        listener.refused(error, edit);
      }
      keep(kept().filter((other) => other.key !== key));
      listener.waiting(0, null);
    }
  };
  const flush = () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    /** Labels that the server does not have yet, also of the page that was closed before. */
    pending: kept,
    add(edit) {
      keep([...kept(), { ...edit, key: `${Date.now()} ${Math.random()}` }]);
      flush();
    },
    /** Resolves when the server has every label. */
    flush,
  };
}
