import type { Connection } from '../../db/client.ts';
import { erasedAmong, hasTombstones, namesOfSource, tombstoneKey } from '../../db/privacy/tombstones.ts';
import type { Reject } from '../../domain/feedback.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { authorMac, idMac, rowMac, storedId, type TombstoneMac } from '../../privacy/tombstone-macs.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { Chunk } from '../records/chunk-reader.ts';

/**
 * A chunk without the rows of what was erased, and how many these are.
 * @throws VerbatimError KEY_MISSING if something was erased and there is no key to tell what
 */
export async function withoutErased(
  connection: Connection,
  source: string,
  chunk: Chunk,
  keyring: Keyring | null,
): Promise<{ readonly kept: Chunk; readonly erased: number }> {
  if (!(await hasTombstones(connection))) return { kept: chunk, erased: 0 };
  if (!keyring) throw new VerbatimError('KEY_MISSING', { what: 'Refusing what was erased' });
  const names = await namesOfSource(connection, source);
  const macs = new Map<FeedbackRow | Reject, readonly TombstoneMac[]>(
    [...chunk.rows, ...chunk.rejects].map((row) => [row, macsOf(names, row, keyring)]),
  );
  const erased = await erasedAmong(connection, [...macs.values()].flat());
  if (erased.size === 0) return { kept: chunk, erased: 0 };
  const stays = (row: FeedbackRow | Reject) => !macs.get(row)!.some((mac) => erased.has(tombstoneKey(mac)));
  const rows = chunk.rows.filter(stays);
  const rejects = chunk.rejects.filter(stays);
  const gone = chunk.rows.length - rows.length + (chunk.rejects.length - rejects.length);
  return { kept: { ...chunk, rows, rejects }, erased: gone };
}

function macsOf(names: readonly string[], row: FeedbackRow | Reject, keyring: Keyring): TombstoneMac[] {
  const { unmasked } = row;
  if (!unmasked) return [];
  const { author, externalId, fingerprint } = unmasked;
  const former = 'feedback' in row ? (row.feedback.former ?? []) : [];
  return [
    ...(author === null ? [] : [authorMac(keyring, author)]),
    // Under other rules the id was stored in another form.
    ...(externalId === null
      ? []
      : [externalId, storedId(keyring, externalId)].flatMap((id) =>
          names.map((name) => idMac(keyring, name, id)),
        )),
    ...[fingerprint, ...former.map((it) => it.fingerprint)].map((plain) => rowMac(keyring, plain)),
  ];
}
