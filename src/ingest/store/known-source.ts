import type { Database } from '../../db/client.ts';
import { sourceOfRows } from '../../db/imports/known-sources.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { fingerprintOfField, identityOfId, identityOfRow } from '../columns/identity.ts';
import type { Row } from '../columns/rows.ts';
import { chunksOf } from '../records/chunk-reader.ts';
import type { OpenedFile } from '../records/opened-file.ts';
import { ChunkTexts } from './chunk-texts.ts';

/** Rows of the file's beginning that are looked up. */
const LOOKED_AT = 500;
/** Fewer equal rows are chance: "ok" from customer 1 of two shops. */
const FEWEST = 5;

/**
 * An export under a new name would be stored, and counted, a second time. So where the source is taken from the name
 * of the file, most of its first rows must not be stored under another source.
 * @throws VerbatimError SOURCE_KNOWN
 */
export async function assertNewRows(database: Database, files: readonly OpenedFile[]): Promise<void> {
  for (const file of files) {
    if (file.options.source !== undefined || file.options.update) continue;
    const rows = await firstRows(file);
    const { source } = file.summary;
    const found = rows.length >= FEWEST ? await sourceOfRows(database, source, rows) : null;
    if (!found || found.known < FEWEST || found.known * 2 <= rows.length) continue;
    const facts = { file: file.name, source, other: found.source, known: found.known, rows: rows.length };
    throw new VerbatimError('SOURCE_KNOWN', facts);
  }
}

async function firstRows(file: OpenedFile): Promise<{ identity: string; hash: string | null }[]> {
  const { signal } = file.options;
  try {
    // Left at the first chunk, which closes the file.
    for await (const { rows } of chunksOf(file.read().records, {
      file: file.name,
      signal,
      rows: LOOKED_AT,
    })) {
      return identified(rows);
    }
    return [];
  } catch (error) {
    // A break is dealt with when the rows before it have been taken.
    if (error instanceof VerbatimError && error.code === 'FILE_CORRUPT') return [];
    throw error;
  }
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
