import type { Connection, Database } from '../../db/client.ts';
import { hasIds, storedTexts } from '../../db/imports/feedback-changes.ts';
import { addTexts, openPlanTables, type SeenTables } from '../../db/imports/seen-rows.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { identityOfId } from '../../privacy/row-names.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { Names } from '../columns/identity.ts';
import { type Chunk, chunksOf } from '../records/chunk-reader.ts';
import type { OpenedFile } from '../records/opened-file.ts';
import { ChunkTexts } from './chunk-texts.ts';
import { furtherNames } from './further-comments.ts';
import { isOtherwiseMasked } from './other-rules.ts';

/** Fewer changed texts are corrections, whatever their share. */
const FEWEST = 2;

/**
 * Two files that are both numbered from 1 would change each other's rows. So, before the first write, at least half of
 * the ids that are stored, or that an earlier file of the command has, must have the same text there.
 * @throws VerbatimError ID_CLASH
 */
export async function assertNoClashes(database: Database, files: readonly OpenedFile[]): Promise<void> {
  const numbered = files.filter(
    ({ summary, options }) => summary.columns.id !== undefined && !options.update,
  );
  if (numbered.length === 0) return;
  const connection = await database.connect();
  let seen: SeenTables | null = null;
  try {
    for (const file of numbered) {
      const { source } = file.summary;
      const beside = numbered.some((other) => other !== file && other.summary.source === source);
      if (!beside && !(await hasIds(connection, source))) continue;
      if (beside) seen ??= await openPlanTables(connection);
      await assertNoClash(connection, file, beside ? seen : null);
    }
  } finally {
    await seen?.close();
    connection.release();
  }
}

/** @param beside what the files before of the same source have; null where there are none */
async function assertNoClash(
  connection: Connection,
  file: OpenedFile,
  beside: SeenTables | null,
): Promise<void> {
  const { source } = file.summary;
  const { keyring } = file.masking.plan;
  const found = { stored: 0, different: 0, line: 0 };
  const chunks = chunksOf(file.read().records, { file: file.name, signal: file.options.signal });
  try {
    for await (const chunk of chunks) {
      const ids = idsOf(chunk, keyring);
      if (ids.size === 0) continue;
      const stored = await storedTexts(connection, source, [...ids.keys()]);
      const before = beside ? await addTexts(beside, source, ids) : new Map<string, string | null>();
      const furthers = [...ids.values()].flatMap(({ further: { identity, other } }) => [
        identity,
        other() ?? identity,
      ]);
      const asFurther = await storedTexts(connection, source, furthers);
      for (const [identity, { row, hash, further, line }] of ids) {
        const known = stored.get(identity);
        const other = further.other();
        if (known || before.has(identity)) found.stored++;
        else continue;
        const same = before.has(identity)
          ? before.get(identity) === hash
          : known!.hash === hash ||
            known!.fingerprint === row.feedback.fingerprint ||
            isOtherwiseMasked(known!.fingerprint, row, keyring);
        if (same || asFurther.has(further.identity) || (other !== null && asFurther.has(other))) continue;
        if (found.different++ === 0) found.line = line;
      }
    }
  } catch (error) {
    // The import stores the rows before the damage first, and then fails.
    if (!(error instanceof VerbatimError) || error.code !== 'FILE_CORRUPT') throw error;
  }
  if (found.different < FEWEST || found.different * 2 <= found.stored) return;
  throw new VerbatimError('ID_CLASH', { file: file.name, source, ...found });
}

interface FirstRow {
  readonly row: FeedbackRow;
  readonly hash: string | null;
  /** What the row is known by where it is a further comment under its id. */
  readonly further: Names;
  readonly line: number;
}

function idsOf({ rows }: Chunk, keyring: Keyring | null): Map<string, FirstRow> {
  const texts = new ChunkTexts(rows);
  const ids = new Map<string, FirstRow>();
  for (const row of rows) {
    const { feedback } = row;
    const { externalId, field, line } = feedback;
    if (externalId === null) continue;
    const identity = identityOfId(externalId, field);
    if (ids.has(identity)) continue;
    const hash = texts.of(feedback)?.hash ?? null;
    ids.set(identity, { row, hash, further: furtherNames(row, hash, keyring), line });
  }
  return ids;
}
