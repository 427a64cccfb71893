import { z } from 'zod';
import type { Database } from '../../db/client.ts';
import { readUpload, type UploadView } from '../../db/uploads/lists.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Caller, seenOwner } from '../access.ts';

/** An upload as it is answered. */
export const shown = (view: UploadView) => ({ ...view, url: `/imports/${view.id}` });

/** An import that the caller may see. @throws VerbatimError UPLOAD_UNKNOWN, also for imports of other keys */
export async function known(database: Database, id: string, caller: Caller | null): Promise<UploadView> {
  const uuid = z.uuid().safeParse(id).success;
  const view = uuid ? await readUpload(database, id, seenOwner(caller!)) : null;
  if (!view) throw new VerbatimError('UPLOAD_UNKNOWN', { id: id.slice(0, 64) });
  return view;
}
