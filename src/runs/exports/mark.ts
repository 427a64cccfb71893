import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Destination } from './destination.ts';

/** Up to where a view was exported, and with what. It lies beside the files, so both are kept or deleted together. */
const MARK = z.object({
  database: z.string(),
  view: z.string(),
  format: z.string(),
  source: z.string().nullable(),
  /** Rows that changed before this moment are in the files. */
  until: z.string(),
  /** Files so far. */
  files: z.int().min(0),
});
export type Mark = z.infer<typeof MARK>;
/** What must stay the same from one export to the next. */
export type MarkOwner = Omit<Mark, 'until' | 'files'>;

const nameOf = (view: string) => `${view}.mark.json`;

/** The mark of a view; null: nothing was exported yet. @throws VerbatimError EXPORT_MARK */
export async function readMark(destination: Destination, owner: MarkOwner): Promise<Mark | null> {
  const text = await destination.read(nameOf(owner.view));
  if (text === null) return null;
  const refused = (detail: string) => new VerbatimError('EXPORT_MARK', { file: nameOf(owner.view), detail });
  const mark = parsed(text);
  if (mark === null) throw refused('it is no mark of an export');
  if (mark.database !== owner.database) throw refused('of another database');
  if (mark.view !== owner.view) throw refused(`of the view ${mark.view}`);
  if (mark.format !== owner.format) throw refused(`in the format ${mark.format}`);
  if (mark.source !== owner.source)
    throw refused(mark.source === null ? 'of all sources' : 'of another source');
  return mark;
}

export const writeMark = (destination: Destination, mark: Mark): Promise<void> =>
  destination.write(nameOf(mark.view), oneText(`${JSON.stringify(mark, null, 2)}\n`));

async function* oneText(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function parsed(text: string): Mark | null {
  try {
    return MARK.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
