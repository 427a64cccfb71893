import type { App } from '../../app/open.ts';
import { writeOut } from '../../app/streams.ts';
import { importLayout, openRejects, type StoredReject } from '../../db/imports/rejects.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { rejectsCsv, rejectsHeader } from '../../ingest/store/rejects-file.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { writeRejects } from '../../runs/imports/rejects.ts';
import { done, type Outcome } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface RejectsFlags {
  import?: number;
  source?: string;
  output?: string;
  bom?: boolean;
  json?: boolean;
}

/** `verbatim rejects`: open rejects as CSV, to be corrected and imported again. */
export async function rejectsCommand(app: App, flags: RejectsFlags): Promise<Outcome> {
  const { database } = app;
  if (flags.import !== undefined && !(await importLayout(database, flags.import))) {
    throw new VerbatimError('IMPORT_UNKNOWN', { id: flags.import });
  }
  await quoted(app, 'rejects', null, 'export');
  const which = { source: flags.source, imports: flags.import === undefined ? undefined : [flags.import] };
  if (flags.output !== undefined) {
    const rejects = await writeRejects(app, which, flags.output, flags.bom);
    return done({ rejects, file: flags.output }, `${count(rejects, 'reject')} in ${flags.output}.`);
  }
  if (flags.json) {
    const rejects: StoredReject[] = [];
    for await (const page of openRejects(database, which)) rejects.push(...page);
    return done({ rejects }, '');
  }
  await writeOut(rejectsHeader(flags.bom ?? false));
  let rejects = 0;
  for await (const page of openRejects(database, which)) {
    rejects += page.length;
    await writeOut(rejectsCsv(page));
  }
  return done({ rejects }, '');
}
