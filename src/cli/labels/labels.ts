import type { App } from '../../app/open.ts';
import { EXIT } from '../../errors/entry.ts';
import { importLabels, type LabelImportOptions } from '../../ingest/labels/label-import.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** Rejects that are listed. */
const MOST_SHOWN = 20;

/** `verbatim label import FILE`: labels by people of stored feedback. */
export async function labelImport(
  { database, keyring }: App,
  file: string,
  options: LabelImportOptions,
): Promise<Outcome> {
  const labels = await importLabels(database, file, { ...options, keyring });
  const { format, read, added, changed, unchanged, skipped, maybeDrafts, otherQuestions, rejects } = labels;
  const not = format === 'columns' ? 'not labelled' : 'not submitted';
  const from = format === 'columns' ? '' : ` from ${format === 'argilla' ? 'Argilla' : 'Label Studio'}`;
  const lines = [
    `${count(read, 'label')} read${from}: ${added} added, ${changed} changed, ${unchanged} as they were, ${rejects.length} rejected.`,
    ...(skipped > 0 ? [`${count(skipped, format === 'columns' ? 'row' : 'answer')} left out: ${not}.`] : []),
    ...(maybeDrafts
      ? ['This form does not say which answers are drafts; records.to_list(flatten=True) does.']
      : []),
    ...(otherQuestions.length > 0
      ? [`Other questions: ${otherQuestions.join(', ')}. If one asks the label: --question NAME.`]
      : []),
    ...rejects.slice(0, MOST_SHOWN).map(({ line, reason, detail }) => `  line ${line}: ${reason}, ${detail}`),
    ...(rejects.length > MOST_SHOWN ? [`  … and ${rejects.length - MOST_SHOWN} more; --json has all`] : []),
  ];
  return done(labels, lines.join('\n'), rejects.length > 0 ? EXIT.partial : EXIT.ok);
}
