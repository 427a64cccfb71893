import type { App } from '../../app/open.ts';
import { inTransaction } from '../../db/client.ts';
import { exportedTasks, knownDraw, type LabelTaskRow } from '../../db/review/exchange.ts';
import { knownTask } from '../../db/review/labels.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { argillaRecord } from '../../ingest/labels/argilla.ts';
import { labelCsvHeader, labelCsvRows } from '../../ingest/labels/label-csv.ts';
import { labelStudioTask } from '../../ingest/labels/label-studio.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';
import { writePrivateFile } from '../output-file.ts';
import { quoted } from '../quoted.ts';

export interface LabelExportFlags {
  format: 'csv' | 'label-studio' | 'argilla';
  output: string;
  draw?: number;
  unlabelled?: boolean;
  task?: string;
  source?: string;
  limit?: number;
}

/**
 * `verbatim label export`: comments to be labelled elsewhere, or with their labels.
 * @throws VerbatimError LABEL_TASK_UNKNOWN, TOPIC_UNKNOWN, LABEL_DRAW_UNKNOWN, FILE_UNWRITABLE
 */
export async function labelExport(app: App, flags: LabelExportFlags): Promise<Outcome> {
  const { database } = app;
  const { format, output, draw = null, unlabelled = false, source = null, limit = null } = flags;
  const task = await knownTask(database, flags.task ?? 'sentiment');
  if (draw !== null && !(await knownDraw(database, draw)))
    throw new VerbatimError('LABEL_DRAW_UNKNOWN', { draw });

  const choice = { task, draw, unlabelled, source, limit };
  const counts = { comments: 0, labels: 0, blind: 0, sentences: 0 };
  const noted = (ids: readonly number[]) => quoted(app, 'label export', ids, 'export');
  await inTransaction(database, async (connection) => {
    // Tools get one question; CSV has a row for each label.
    const labelsOf = format === 'csv' && flags.task === undefined ? null : task;
    const pages = exportedTasks(connection, choice, labelsOf);
    await writePrivateFile(output, written(counted(pages, counts, noted), format));
  });
  const { comments, labels, blind, sentences } = counts;
  const lines = [
    `${output}: ${count(comments, 'comment')}${format === 'csv' ? `, ${count(labels, 'label')}` : ''}.`,
    ...(blind > 0
      ? [`Without the model's answer: ${count(blind, 'random comment')}, so that it leads nobody.`]
      : []),
    ...(format !== 'csv' && sentences > 0
      ? [`${count(sentences, 'label')} of sentences are not in the file; --format csv has them.`]
      : []),
  ];
  return done({ file: output, format, task, ...counts }, lines.join('\n'));
}

type Counts = Record<'comments' | 'labels' | 'blind' | 'sentences', number>;

async function* counted(
  pages: AsyncIterable<readonly LabelTaskRow[]>,
  counts: Counts,
  noted: (ids: readonly number[]) => Promise<void>,
): AsyncGenerator<readonly LabelTaskRow[]> {
  for await (const page of pages) {
    await noted(page.map(({ feedbackId }) => feedbackId));
    for (const { blind, labels } of page) {
      counts.comments++;
      if (blind) counts.blind++;
      counts.labels += labels.length;
      counts.sentences += labels.filter(({ start }) => start !== null).length;
    }
    yield page;
  }
}

async function* written(
  pages: AsyncIterable<readonly LabelTaskRow[]>,
  format: LabelExportFlags['format'],
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield labelCsvHeader();
    for await (const page of pages) yield page.map(labelCsvRows).join('');
    return;
  }
  const made = format === 'argilla' ? argillaRecord : labelStudioTask;
  let before = '[\n';
  for await (const page of pages) {
    for (const row of page) {
      yield before + JSON.stringify(made(row));
      before = ',\n';
    }
  }
  yield before === ',\n' ? '\n]\n' : '[]\n';
}
