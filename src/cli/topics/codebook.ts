import type { App } from '../../app/open.ts';
import { editTopics } from '../../db/topics/edits.ts';
import { exampleComments } from '../../db/topics/rows.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { csvCodebook } from '../../ingest/codebook/csv.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { yamlCodebook } from '../../ingest/codebook/yaml.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { topicsInUse } from '../../runs/topics/prepared.ts';
import { done, type Outcome } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { quoted } from '../quoted.ts';
import { judged, type TopicFlags } from './edit.ts';

/** `verbatim topic import FILE`. @throws VerbatimError as `openCodebook` and `checkTopics` */
export async function topicImport(
  app: App,
  file: string,
  flags: TopicFlags & { dryRun?: boolean },
  signal: AbortSignal,
): Promise<Outcome> {
  const { dryRun = false } = flags;
  const entries = await openCodebook(file);
  if (entries.length === 0)
    throw new VerbatimError('CODEBOOK_UNREADABLE', { file, detail: 'it has no topic' });
  const changes = await editTopics(
    app.database,
    (stored) => withCodebook(stored, entries, { file, origin: 'user' }),
    { dryRun },
  );
  const { added, changed } = changes;
  const text = `${count(entries.length, 'topic')} read: ${added.length} new, ${changed.length} changed.`;
  if (dryRun) return done({ ...changes, dryRun }, `${text}\nNothing was changed (--dry-run).`);
  return judged(app, changes, flags, signal, text);
}

/** `verbatim topic export`. @throws VerbatimError TOPICS_NONE, FILE_UNWRITABLE */
export async function topicExport(
  app: App,
  { format, output }: { format?: 'yaml' | 'csv'; output?: string },
): Promise<Outcome> {
  const topics = await topicsInUse(app);
  await quoted(app, 'topic export', await exampleComments(app.database, topics), 'export');
  const csv = format === 'csv' || (format === undefined && /\.csv$/i.test(output ?? ''));
  const text = csv ? csvCodebook(topics) : yamlCodebook(topics);
  if (output === undefined) return done({ topics }, text);
  await writePrivateFile(output, text);
  return done({ topics: topics.length, file: output }, `${output}: ${count(topics.length, 'topic')}`);
}
