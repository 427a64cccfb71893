import { on } from 'node:events';
import { emitKeypressEvents, type Key } from 'node:readline';
import type { App } from '../../app/open.ts';
import { writeOut } from '../../app/streams.ts';
import type { Database } from '../../db/client.ts';
import { type ReviewComment, readComments } from '../../db/review/comments.ts';
import { nextItems, releaseItems, reviewProgress } from '../../db/review/items.ts';
import { setLabel, undoLabel } from '../../db/review/labels.ts';
import { SENTIMENT_LABELS } from '../../domain/label.ts';
import { codePointSlices } from '../../domain/text/code-point-slices.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';
import { quoted } from '../quoted.ts';
import { answerText, changeText, commentLines, type EditFlags, labellerOf, NOTHING } from './review.ts';

const KEYS = `1 negative  2 neutral  3 positive  4 mixed   x toxic  X not toxic
s next sentence  n next comment  u undo  ? keys  q quit`;

/** `verbatim label next` on a terminal: one comment after the other, one key a label. @throws VerbatimError LABELLER_INVALID */
export async function labelAtTerminal({ database }: App, flags: EditFlags): Promise<Outcome> {
  const { stdin } = process;
  const session = new Session(database, labellerOf(flags), flags.after ?? null);
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  try {
    await say(await session.progress(), KEYS);
    await session.next();
    if (session.open) {
      for await (const [sign, key] of on(stdin, 'keypress', { close: ['end'] })) {
        if (!(await session.press(sign, key))) break;
      }
    }
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    await session.leave();
  }
  return done(null, await session.progress());
}

const say = (...lines: string[]) => writeOut(`${lines.join('\n')}\n`);

class Session {
  readonly #database: Database;
  readonly #labeller: string;
  #after: number | null;
  #comment: ReviewComment | undefined;
  /** Comments that an undo put off: they come next. */
  readonly #putOff: number[] = [];
  /** The sentence that keys are about; null: the comment as a whole. */
  #sentence: number | null = null;

  constructor(database: Database, labeller: string, after: number | null) {
    this.#database = database;
    this.#labeller = labeller;
    this.#after = after;
  }

  /** Whether there is a comment to label. */
  get open(): boolean {
    return this.#comment !== undefined;
  }

  async progress(): Promise<string> {
    const { draws, today } = await reviewProgress(this.#database, this.#labeller);
    const [sample, queue] = draws;
    return `${sample!.open} of the random sample left, ${queue!.open} worth a look. ${count(today, 'comment')} by ${printable(this.#labeller)} today.`;
  }

  /** The comment after the present one; at the end once more those that were passed over. */
  async next(): Promise<void> {
    this.#comment = undefined;
    while (this.#putOff.length > 0 && !this.#comment) await this.#read(this.#putOff.pop()!);
    for (const after of this.#after === null ? [null] : [this.#after, null]) {
      if (this.#comment) break;
      const [item] = await nextItems(this.#database, this.#labeller, { limit: 1, after });
      this.#after = item?.id ?? null;
      if (item) await this.#read(item.feedbackId);
    }
    await this.#show();
  }

  async leave(): Promise<void> {
    const item = this.#comment?.item;
    if (item && !item.done) await releaseItems(this.#database, this.#labeller, [item.id]);
  }

  /** @returns false: the person quits */
  async press(sign: string | undefined, key: Key): Promise<boolean> {
    if (sign === 'q' || (key.ctrl && (key.name === 'c' || key.name === 'd'))) return false;
    try {
      await this.#does(sign, key);
    } catch (error) {
      // A comment that was erased meanwhile, nothing to undo: the session goes on.
      if (!(error instanceof VerbatimError) || !/^LABEL/.test(error.code)) throw error;
      await say(error.message);
      if (error.code === 'LABEL_COMMENT_UNKNOWN' || error.code === 'LABEL_TEXT_CHANGED') await this.next();
    }
    return this.open;
  }

  async #does(sign: string | undefined, key: Key): Promise<void> {
    const value = SENTIMENT_LABELS[Number(sign) - 1];
    if (value) await this.#label('sentiment', value);
    else if (sign === 'x' || sign === 'X') await this.#label('toxicity', sign === 'x' ? 'yes' : 'no');
    else if (sign === 'u') await this.#undo();
    else if (sign === 's' || key.name === 'down') await this.#nextSentence();
    else if (sign === '?') await say(KEYS);
    else if (sign === 'n' || key.name === 'return') {
      await this.leave();
      await this.next();
    }
  }

  async #label(task: string, value: string): Promise<void> {
    const { feedbackId, documentId, modelId, sentences } = this.#comment!;
    const sentence = this.#sentence === null ? null : sentences[this.#sentence]!;
    const change = await setLabel(
      this.#database,
      { labeller: this.#labeller, from: 'terminal' },
      { feedbackId, task, value, sentence, documentId, modelId, reason: null },
    );
    if (sentence) {
      await say(changeText(change));
      if (task === 'sentiment') await this.#nextSentence();
      return;
    }
    const [comment] = await readComments(this.#database, this.#labeller, [feedbackId]);
    if (task !== 'sentiment') return say(changeText(change));
    await say(`${changeText(change)}${comment ? ` ${answerText(comment)}` : ''}`);
    await this.next();
  }

  async #undo(): Promise<void> {
    const change = await undoLabel(this.#database, this.#labeller);
    await say(`Undone. ${changeText(change)}`);
    const { feedbackId } = this.#comment!;
    if (feedbackId !== change.feedbackId) this.#putOff.push(feedbackId);
    await this.#read(change.feedbackId);
    await this.#show();
  }

  /** After the last one: the comment as a whole. */
  async #nextSentence(): Promise<void> {
    const { sentences, text } = this.#comment!;
    const at = (this.#sentence ?? -1) + 1;
    const sentence = sentences[at];
    this.#sentence = sentence ? at : null;
    if (!sentence) return say('The whole comment:');
    await say(
      `Sentence ${at + 1} of ${sentences.length}: ${printable(codePointSlices(text, [sentence])[0]!)}`,
    );
  }

  async #read(feedbackId: number): Promise<void> {
    [this.#comment] = await readComments(this.#database, this.#labeller, [feedbackId]);
    await quoted({ database: this.#database }, 'label next', [feedbackId]);
  }

  async #show(): Promise<void> {
    this.#sentence = null;
    await (this.#comment ? say('', ...commentLines(this.#comment)) : say(NOTHING));
  }
}
