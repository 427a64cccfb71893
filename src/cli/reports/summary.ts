import type { App } from '../../app/open.ts';
import { type FeedbackSelection, feedbackIdsOf } from '../../db/reports/summary-segments.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { inUse } from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { shareText, sourceText, standingText } from '../../reporting/digest/words.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { type FeedbackSummary, summariseFeedback } from '../../runs/digest/summarise-feedback.ts';
import { summariseTopics, type TopicsSummary } from '../../runs/digest/summarise-topics.ts';
import { checkWriter, namedWriter, type WriterFlag } from '../../runs/writing/named-writer.ts';
import { dateOf } from '../dates.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface SummaryFlags {
  readonly source?: string;
  readonly theme?: number;
  /** Name, key or id. */
  readonly topic?: string;
  readonly document?: number;
  readonly since?: string;
  readonly until?: string;
  readonly sql?: string;
  readonly words?: number;
  readonly writer?: WriterFlag;
}

/** Refuses wrong flags before a database is opened. @throws as `checkWriter` */
export const checkSummaryFlags = ({ writer }: SummaryFlags): void => checkWriter(writer);

/** `verbatim summary`: summarises a selection of feedback, by topic where there are topics. */
export async function summary(app: App, flags: SummaryFlags): Promise<Outcome> {
  const { topic, theme, writer: folder, words } = flags;
  if (topic !== undefined && theme !== undefined) {
    throw new VerbatimError('USAGE', { detail: '--topic and --theme exclude each other' });
  }
  if (theme === undefined && folder === undefined && (topic !== undefined || words === undefined)) {
    const selection = await selectionOf(app, flags);
    const id = topic === undefined ? null : inUse(await readTopics(app.database), topic).id;
    const found = await summariseTopics(app.database, selection, id);
    if (found && found.topics.length > 0) {
      await quoted(app, 'summary', found.topics.flatMap(topicQuotes));
      return done(found, topicsText(found));
    }
    if (topic !== undefined) return done(found, 'No analysed feedback of the selection is about it.');
  }
  const writer = await namedWriter(app, flags.writer);
  const selection = await selectionOf(app, flags);
  const usual = flags.words === undefined ? {} : { mostWords: flags.words };
  const result = writer
    ? await writer.using(
        (it) => summariseFeedback(app.database, selection, { ...usual, writer: it }),
        ({ abstract }) => abstract?.written?.sentences.length ?? 0,
      )
    : await summariseFeedback(app.database, selection, usual);
  await quoted(
    app,
    'summary',
    result.extract.sentences.map(({ feedbackId }) => feedbackId),
  );
  return done(result, result.comments === 0 ? 'No analysed feedback is selected.' : textOf(result));
}

const topicQuotes = ({ complaint, praise }: TopicsSummary['topics'][number]): number[] =>
  [complaint, praise].flatMap((it) => (it === null ? [] : [it.feedbackId]));

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

function topicsText({ comments: all, topics }: TopicsSummary): string {
  const width = terminalWidth();
  const lines = topics.flatMap(({ name, comments: n, share, negative, positive, complaint, praise }) => [
    ...wrap(printable(name), width),
    ...wrap(
      `${count(n, 'comment')}, ${shareText(share)}; ${whole(negative)} negative about it, ${whole(positive)} positive`,
      width - 2,
    ).map((line) => `  ${line}`),
    ...[complaint, praise].flatMap((quote) =>
      quote === null
        ? []
        : wrap(`“${printable(readable(quote.text).trim())}” [${quote.feedbackId}]`, width - 4).map(
            (line) => `    ${line}`,
          ),
    ),
  ]);
  return [...lines, '', `Of ${count(all, 'analysed comment')}; shares with their 95 % interval.`].join('\n');
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
