import type { Database } from '../../db/client.ts';
import { sourceOfRows } from '../../db/imports/known-sources.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { fingerprintOfField, identityOfId, identityOfRow } from '../columns/identity.ts';
import { type Row, RowReader } from '../columns/rows.ts';
import { ChunkTexts } from './chunk-texts.ts';
import type { FilePlan } from './file-plan.ts';

/** Fewer equal rows are chance: "ok" from customer 1 of two shops. */
const FEWEST = 5;

/**
 * An export under a new name would be stored, and counted, a second time. So where the source is taken from the name
 * of the file, most of its first rows must not be stored under another source.
 * @throws VerbatimError SOURCE_KNOWN
 */
export async function assertNewRows(
  database: Database,
  { format, firstRows }: FilePlan,
  { file, source }: { readonly file: string; readonly source: string },
): Promise<void> {
  const reader = new RowReader(format);
  const rows = firstRows.flatMap((record): readonly Row[] => {
    const made = reader.read(record);
    return Array.isArray(made) ? made : [];
  });
  if (rows.length < FEWEST) return;
  const found = await sourceOfRows(database, source, identified(rows));
  if (!found || found.known < FEWEST || found.known * 2 <= rows.length) return;
  throw new VerbatimError('SOURCE_KNOWN', {
    ...{ file, source, other: found.source, known: found.known, rows: rows.length },
  });
}

function identified(rows: readonly Row[]): { identity: string; hash: string | null }[] {
  const texts = new ChunkTexts(rows);
  const ordinals = new Map<string, number>();
  return rows.map(({ feedback }) => {
    const { externalId, fingerprint, field } = feedback;
    const hash = texts.of(feedback)?.hash ?? null;
    if (externalId !== null) return { identity: identityOfId(externalId, field), hash };
    const key = fingerprintOfField(fingerprint, field);
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return { identity: identityOfRow(key, ordinal), hash };
  });
}
