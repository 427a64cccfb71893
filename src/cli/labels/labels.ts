import type { App } from '../../app/open.ts';
import { EXIT } from '../../errors/entry.ts';
import { importLabels, type LabelImportOptions } from '../../ingest/store/label-import.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** Rejects that are listed. */
const MOST_SHOWN = 20;

/** `verbatim label import FILE`: labels by people of stored feedback. */
export async function labelImport(
  { database }: App,
  file: string,
  options: LabelImportOptions,
): Promise<Outcome> {
  const labels = await importLabels(database, file, options);
  const { read, added, changed, unchanged, rejects } = labels;
  const lines = [
    `${count(read, 'label')} read: ${added} added, ${changed} changed, ${unchanged} as they were, ${rejects.length} rejected.`,
    ...rejects.slice(0, MOST_SHOWN).map(({ line, reason, detail }) => `  line ${line}: ${reason}, ${detail}`),
    ...(rejects.length > MOST_SHOWN ? [`  … and ${rejects.length - MOST_SHOWN} more; --json has all`] : []),
  ];
  return done(labels, lines.join('\n'), rejects.length > 0 ? EXIT.partial : EXIT.ok);
}
