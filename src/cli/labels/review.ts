import { userInfo } from 'node:os';
import type { App } from '../../app/open.ts';
import { type ReviewComment, readComments } from '../../db/review/comments.ts';
import { nextItems, reviewProgress } from '../../db/review/items.ts';
import { type LabelChange, setLabel, undoLabel } from '../../db/review/labels.ts';
import { labellerName } from '../../domain/label.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { invocation } from '../invocation.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

export interface EditFlags {
  readonly labeller?: string;
  readonly after?: number;
  readonly task?: string;
  readonly sentence?: string;
  readonly reason?: string;
}

/** `verbatim label next` without a terminal. @throws VerbatimError LABELLER_INVALID */
export async function labelNext(app: App, flags: EditFlags): Promise<Outcome> {
  const { database } = app;
  const labeller = labellerOf(flags);
  const [item] = await nextItems(database, labeller, { limit: 1, after: flags.after ?? null });
  const [comment = null] = item ? await readComments(database, labeller, [item.feedbackId]) : [];
  await quoted(app, 'label next', comment ? [comment.feedbackId] : []);
  const progress = await reviewProgress(database, labeller);
  const how = `To label it: ${invocation()} label set ${comment?.feedbackId} negative`;
  const text = comment ? `${commentLines(comment).join('\n')}\n\n${how}` : NOTHING;
  return done({ labeller, ...progress, comment }, text);
}

/** `verbatim label set COMMENT VALUE`. @throws VerbatimError as `setLabel`, USAGE, LABELLER_INVALID */
export async function labelSet(
  { database }: App,
  feedbackId: number,
  said: string,
  flags: EditFlags,
): Promise<Outcome> {
  const labeller = labellerOf(flags);
  const [comment] = await readComments(database, labeller, [feedbackId]);
  const change = await setLabel(
    database,
    { labeller, from: 'terminal' },
    {
      ...{ feedbackId, task: flags.task ?? 'sentiment', value: said.toLowerCase() === 'none' ? null : said },
      ...{ sentence: sentenceOf(flags.sentence), reason: reasonOf(flags.reason), documentId: null },
      modelId: comment?.modelId ?? null,
    },
  );
  return changed(database, labeller, change);
}

/** `verbatim label undo`. @throws VerbatimError LABEL_UNDO_NONE, LABELLER_INVALID */
export async function labelUndo({ database }: App, flags: EditFlags): Promise<Outcome> {
  const labeller = labellerOf(flags);
  return changed(database, labeller, await undoLabel(database, labeller));
}

async function changed(database: App['database'], labeller: string, change: LabelChange): Promise<Outcome> {
  const [comment] = await readComments(database, labeller, [change.feedbackId]);
  const answer = comment && change.task === 'sentiment' && !change.sentence ? ` ${answerText(comment)}` : '';
  return done({ labeller, change, comment }, `${changeText(change)}${answer}`);
}

export const NOTHING = 'Nothing waits for your review. A nightly run draws a sample every week.';

/** "Comment 5 is negative; it was positive before." */
export function changeText({
  feedbackId,
  task,
  sentence,
  former,
  value,
  changed: other,
}: LabelChange): string {
  const place = sentence ? `Sentence ${sentence.start}-${sentence.end} of comment` : 'Comment';
  const what = task === 'sentiment' ? '' : `, ${task}:`;
  if (value === null)
    return `${place} ${feedbackId}${what} has no label of yours${former ? ` any more, it was ${former}` : ''}.`;
  const before = !other ? ' as before' : former === null ? '' : ` instead of ${former}`;
  return `${place} ${feedbackId}${what || ' is'} ${value}${before}.`;
}

export function answerText({ answer, hidden }: ReviewComment): string {
  if (hidden) return 'The answer of the model is shown after your label.';
  if (!answer) return 'The model has not judged it.';
  const toxic = answer.toxic ? ', toxic' : '';
  return `The model: ${answer.sentiment}, ${Math.round(answer.confidence * 100)} % sure${toxic}.`;
}

/** A comment as a person reads it on a terminal. */
export function commentLines(comment: ReviewComment): string[] {
  const { item, rating, best, source, at, feedbackId, text, cut, others } = comment;
  const reasons = item?.reasons.map(printable).join(', ');
  const why = item?.random
    ? 'A random comment, to measure how often the model is right'
    : `Worth a look: ${reasons}`;
  const places = [
    rating !== null && `rated ${rating}${best === null ? '' : ` of ${best}`}`,
    `source ${printable(source)}`,
    at?.slice(0, 10),
    `comment ${feedbackId}`,
    others > 0 && `labelled by ${count(others, 'other person', 'others')}`,
  ];
  const width = terminalWidth();
  return [
    ...(item ? wrap(why, width) : []),
    '',
    ...text.split('\n').flatMap((line) => wrap(printable(line), width)),
    ...(cut ? ['…'] : []),
    '',
    ...wrap(places.filter(Boolean).join(' · '), width),
    answerText(comment),
  ];
}

/** @throws VerbatimError LABELLER_INVALID */
export function labellerOf({ labeller = userInfo().username }: EditFlags): string {
  const name = labellerName(labeller);
  if (name === null) throw new VerbatimError('LABELLER_INVALID');
  return name;
}

function sentenceOf(text: string | undefined) {
  if (text === undefined) return null;
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (start === undefined) {
    throw new VerbatimError('USAGE', { detail: '--sentence takes two offsets, such as 0-42.' });
  }
  return { start: Number(start), end: Number(end) };
}

function reasonOf(text: string | undefined): string | null {
  if (text === undefined || text.length <= 2_000) return text ?? null;
  throw new VerbatimError('USAGE', { detail: '--reason takes up to 2,000 characters.' });
}
