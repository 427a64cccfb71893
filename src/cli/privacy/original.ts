import type { Config } from '../../app/config.ts';
import { configuredKeyring } from '../../app/keyring.ts';
import { databaseUrl } from '../../app/open.ts';
import { openDatabase } from '../../db/client.ts';
import { readOriginals } from '../../db/privacy/originals.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { done, type Outcome } from '../output.ts';

/**
 * `verbatim privacy original ID…`: for a login of verbatim_originals, which may do nothing else.
 * @throws VerbatimError USAGE, KEY_MISSING, ORIGINALS_REFUSED, ORIGINAL_UNKNOWN, SEALED_INVALID
 */
export async function privacyOriginal(config: Config, given: readonly string[]): Promise<Outcome> {
  const wrong = given.find((it) => !/^[1-9]\d{0,14}$/.test(it));
  if (wrong !== undefined) {
    throw new VerbatimError('USAGE', {
      detail: 'An original is named by the number of its comment, from 1.',
    });
  }
  const ids = [...new Set(given.map(Number))];
  const keyring = await configuredKeyring(config);
  if (!keyring) throw new VerbatimError('KEY_MISSING', { what: 'Reading an original' });
  const database = await openDatabase(await databaseUrl(config), {
    connections: 1,
    name: 'verbatim original',
  });
  try {
    const originals = await readOriginals(database, keyring, ids);
    const missing = ids.find((id) => !originals.some(({ feedbackId }) => feedbackId === id));
    if (missing !== undefined) throw new VerbatimError('ORIGINAL_UNKNOWN', { id: missing });
    const text = originals.map(({ feedbackId, cells }) =>
      [
        `Comment ${feedbackId}`,
        ...Object.entries(cells).map(([header, cell]) => `  ${printable(header)}: ${printable(cell)}`),
      ].join('\n'),
    );
    return done({ originals }, text.join('\n\n'));
  } finally {
    await database.end();
  }
}
