import type { App } from '../../app/open.ts';
import { type FeedbackSelection, feedbackIdsOf } from '../../db/reports/summary-segments.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { sourceText, standingText } from '../../reporting/digest/words.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { checkWriter, namedWriter } from '../../runs/digest/named-writer.ts';
import { type FeedbackSummary, summariseFeedback } from '../../runs/digest/summarise-feedback.ts';
import { dateOf } from '../dates.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

export interface SummaryFlags {
  readonly source?: string;
  readonly theme?: number;
  readonly document?: number;
  readonly since?: string;
  readonly until?: string;
  readonly sql?: string;
  readonly words?: number;
  /** Folder of a sequence-to-sequence model. */
  readonly writer?: string;
}

/** Refuses wrong flags before a database is opened. @throws as `checkWriter` */
export const checkSummaryFlags = ({ writer }: SummaryFlags): void => checkWriter(writer);

/** `verbatim summary`: summarises a selection of feedback. */
export async function summary(app: App, flags: SummaryFlags): Promise<Outcome> {
  const writer = flags.writer === undefined ? null : await namedWriter(app, flags.writer);
  const selection = await selectionOf(app, flags);
  const usual = flags.words === undefined ? {} : { mostWords: flags.words };
  const result = writer
    ? await writer.using((it) => summariseFeedback(app.database, selection, { ...usual, writer: it }))
    : await summariseFeedback(app.database, selection, usual);
  return done(result, result.comments === 0 ? 'No analysed feedback is selected.' : textOf(result));
}

async function selectionOf(app: App, flags: SummaryFlags): Promise<FeedbackSelection> {
  const { source, theme: themeId, document: documentId, since, until, sql } = flags;
  return {
    ...(source === undefined ? {} : { source }),
    ...(themeId === undefined ? {} : { themeId }),
    ...(documentId === undefined ? {} : { documentId }),
    ...(since === undefined ? {} : { since: dateOf('--since', since) }),
    ...(until === undefined ? {} : { until: dateOf('--until', until) }),
    ...(sql === undefined ? {} : { feedbackIds: await feedbackIdsOf(app.database, sql) }),
  };
}

function textOf({ extract, abstract, comments, read, coverage, dissent }: FeedbackSummary): string {
  const width = terminalWidth();
  const written = abstract?.written?.sentences.map(({ text }) => text).join(' ');
  const lines = written
    ? [...wrap(printable(written), width), '', 'In their words:']
    : abstract?.reason
      ? [`(In their words; the model's own text was not used: ${abstract.reason}.)`]
      : [];
  const quotes = extract.sentences.flatMap(({ feedbackId, text, comments: saidBy }) =>
    wrap(`“${printable(readable(text))}” [${sourceText({ feedbackId, saidBy })}]`, width - 2).map(
      (line) => `  ${line}`,
    ),
  );
  return [...lines, ...quotes, '', standingText({ coverage, dissent, read, comments })].join('\n');
}
