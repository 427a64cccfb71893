import type { Database } from '../../db/client.ts';
import { sourceOfRows } from '../../db/imports/known-sources.ts';
import { documentHash, normaliseText } from '../../domain/document.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { identitiesOf } from '../columns/identity.ts';
import { RowReader } from '../columns/rows.ts';
import { ChunkTexts } from './chunk-texts.ts';
import type { FilePlan } from './file-plan.ts';

/** Fewer equal rows are chance: "ok" from customer 1 of two shops. */
const FEWEST = 5;

/**
 * An export under a new name would be stored, and counted, a second time. So a file whose name gives the source is
 * refused if most of its first rows are stored under another source.
 * @throws VerbatimError SOURCE_KNOWN
 */
export async function assertNewRows(
  database: Database,
  { format, firstRows }: FilePlan,
  { file, source }: { readonly file: string; readonly source: string },
): Promise<void> {
  const reader = new RowReader(format);
  const rows = firstRows.flatMap((record): readonly FeedbackRow[] => {
    const made = reader.read(record);
    return Array.isArray(made) ? made : [];
  });
  if (rows.length < FEWEST) return;
  const texts = new ChunkTexts(rows);
  const names = identitiesOf(rows, new Map(), format.masking.plan.keyring);
  // The other source may have them as they were before they were masked.
  const given = rows.flatMap(({ feedback, unmasked }, at) => {
    const [hash, other] = [texts.of(feedback)?.hash ?? null, names[at]!.other()];
    const written = unmasked.text === null ? null : documentHash(normaliseText(unmasked.text));
    const own = { identity: names[at]!.identity, hash };
    return other === null ? [own] : [own, { identity: other, hash: written }];
  });
  const found = await sourceOfRows(database, source, given);
  if (!found || found.known < FEWEST || found.known * 2 <= rows.length) return;
  throw new VerbatimError('SOURCE_KNOWN', {
    ...{ file, source, other: found.source, known: found.known, rows: rows.length },
  });
}
