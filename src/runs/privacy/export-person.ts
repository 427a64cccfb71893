import type { Connection } from '../../db/client.ts';
import { personalRows } from '../../db/erasure/personal-rows.ts';
import { logAccess } from '../../db/privacy/access-log.ts';
import { openOriginal } from '../../db/privacy/originals.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { selectorsOf } from './erasure-request.ts';

/**
 * Everything that is stored about authors, as one JSON document in parts. What was masked is there decrypted where the
 * original is kept and the key is given. Each page is recorded in the access log.
 * @param authors as the company knows them, or as stored
 * @param counted called with the comments of each page
 */
export async function* exportPerson(
  connection: Connection,
  authors: readonly string[],
  keyring: Keyring | null,
  counted: (comments: number) => void,
): AsyncGenerator<string> {
  const request = { by: 'author' as const, source: null, authors, ids: [], texts: [] };
  const forms = selectorsOf(request, keyring).flatMap((selector) =>
    selector.by === 'author' ? selector.values : [],
  );
  yield `{\n"authors": ${JSON.stringify(authors)},\n"at": "${new Date().toISOString()}",\n"comments": [`;
  let before = '\n';
  for await (const page of personalRows(connection, forms)) {
    const feedbackIds = page.map(({ id }) => id);
    await logAccess(connection, { who: null, what: 'export', feedbackIds, place: 'verbatim export' });
    counted(page.length);
    for (const { comment, original } of page) {
      // null where it is not kept, and without the key.
      const cells = keyring && original ? openOriginal(keyring, original) : null;
      yield before + JSON.stringify({ ...comment, original: cells });
      before = ',\n';
    }
  }
  yield '\n]\n}\n';
}
