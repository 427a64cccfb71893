import type { App } from '../../app/open.ts';
import { writeOut } from '../../app/streams.ts';
import { inTransaction } from '../../db/client.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { exportPerson } from '../../runs/privacy/export-person.ts';
import { done, type Outcome } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { linesOf } from './lines.ts';

export interface ExportFlags {
  readonly author: string;
  readonly format: 'json';
  readonly output?: string;
}

/** `verbatim export`. @throws VerbatimError USAGE, FILE_UNWRITABLE */
export async function exportCommand(
  { database, keyring }: App,
  { author, output }: ExportFlags,
): Promise<Outcome> {
  const authors = await linesOf('--author', author);
  let comments = 0;
  await inTransaction(database, async (connection) => {
    const parts = exportPerson(connection, authors, keyring, (rows) => {
      comments += rows;
    });
    if (output !== undefined) await writePrivateFile(output, parts);
    else for await (const part of parts) await writeOut(part);
  });
  const text =
    comments === 0 ? 'No comment of the author is stored.' : `${count(comments, 'comment')} in ${output}.`;
  return output === undefined ? done(null, '') : done({ file: output, comments }, text);
}
