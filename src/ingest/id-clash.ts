import type { Connection } from '../db/client.ts';
import { compareTexts, hasIds } from '../db/feedback-changes.ts';
import { VerbatimError } from '../errors.ts';
import type { Chunk } from './chunk-reader.ts';
import { ChunkTexts } from './chunk-texts.ts';
import { identityOfId } from './identity.ts';

/** Fewer changed texts are corrections, whatever their share. */
const FEWEST = 2;

/**
 * Two files that are both numbered from 1 would change each other's rows. So before anything is written: of the ids
 * that are stored, at least half must have the text that is stored.
 * @param chunks the whole file
 * @throws VerbatimError ID_CLASH
 */
export async function assertNoClash(
  connection: Connection,
  place: { source: string; file: string },
  chunks: () => AsyncGenerator<Chunk>,
): Promise<void> {
  if (!(await hasIds(connection, place.source))) return;
  let stored = 0;
  let different = 0;
  let line = 0;
  for await (const { rows } of chunks()) {
    const texts = new ChunkTexts(rows);
    const given = new Map<string, { hash: Buffer | null; line: number }>();
    for (const { feedback } of rows) {
      if (feedback.externalId === null) continue;
      const identity = identityOfId(feedback.externalId, feedback.field);
      if (given.has(identity)) continue;
      given.set(identity, { hash: texts.of(feedback)?.document.hash ?? null, line: feedback.line });
    }
    if (given.size === 0) continue;
    const ids = [...given].map(([identity, row]) => ({ identity, ...row }));
    const found = await compareTexts(connection, place.source, ids);
    stored += found.stored;
    different += found.different;
    if (line === 0 && found.first !== null) line = ids[found.first - 1]!.line;
  }
  if (different < FEWEST || different * 2 <= stored) return;
  throw new VerbatimError('ID_CLASH', { ...place, stored, different, line });
}
