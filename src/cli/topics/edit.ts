import { randomUUID } from 'node:crypto';
import type { App } from '../../app/open.ts';
import { editTopics, type TopicChanges } from '../../db/topics/edits.ts';
import { readTopics } from '../../db/topics/rows.ts';
import type { TopicExample } from '../../domain/topics/topic.ts';
import {
  addTopic,
  changeTopic,
  known,
  mergeTopics,
  retireTopic,
  reviveTopic,
} from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { topicFromTheme } from '../../reporting/theme-topic.ts';
import { type TopicsResult, updateTopics } from '../../runs/topics/update.ts';
import { done, type Outcome } from '../output.ts';
import { topicCheck } from './check.ts';

export interface TopicFlags {
  readonly name?: string;
  readonly description?: string;
  readonly parent?: string;
  readonly key?: string;
  readonly example?: readonly string[];
  readonly not?: readonly string[];
  readonly dropExample?: readonly string[];
  readonly language?: string;
  readonly threshold?: number;
  readonly later?: boolean;
}

/** `verbatim topic add NAME`. @throws VerbatimError as `checkTopics` */
export async function topicAdd(
  app: App,
  name: string,
  flags: TopicFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { description = '', key, parent, threshold } = flags;
  const made = { name, description, key, parent, threshold, examples: examplesOf(flags) };
  const changes = await editTopics(app.database, addTopic(randomUUID(), made));
  return judged(app, changes, flags, signal, `Topic ${printable(name)} is defined.`);
}

/** `verbatim topic from-theme ID`. @throws VerbatimError THEME_UNKNOWN, as `checkTopics` */
export async function topicOfTheme(
  app: App,
  theme: number,
  flags: TopicFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = randomUUID();
  const changes = await topicFromTheme(app.database, id, { theme, name: flags.name });
  const { name, examples } = changes.added[0]!;
  const text = `Topic ${printable(name)} is defined, with ${count(examples.length, 'example')} of theme ${theme}.`;
  const made = await judged(app, changes, flags, signal, text);
  if (flags.later) return made;
  const check = await topicCheck(app, id, signal);
  return done({ ...(made.json as object), check: check.json }, `${made.text}\n${check.text}`);
}

/** `verbatim topic edit NAME`. @throws VerbatimError TOPIC_UNKNOWN, TOPIC_RETIRED, as `checkTopics` */
export async function topicEdit(
  app: App,
  wanted: string,
  flags: TopicFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { name, description, key, threshold, dropExample: dropExamples } = flags;
  const change = { name, description, key, threshold, dropExamples, addExamples: examplesOf(flags) };
  const changes = await editTopics(app.database, changeTopic(wanted, change));
  const text = changes.changed.length > 0 ? `Topic ${printable(wanted)} is changed.` : 'Nothing was changed.';
  return judged(app, changes, flags, signal, text);
}

/** `verbatim topic move NAME`. @throws VerbatimError TOPIC_UNKNOWN, TOPIC_CIRCLE, TOPIC_TOO_DEEP */
export async function topicMove(
  { database }: App,
  wanted: string,
  { to }: { to?: string },
): Promise<Outcome> {
  const changes = await editTopics(database, changeTopic(wanted, { parent: to ?? null }));
  const place = to === undefined ? 'at the top' : `below ${printable(to)}`;
  return done(changes, `Topic ${printable(wanted)} is ${place}.`);
}

/** `verbatim topic merge FROM INTO`. @throws VerbatimError TOPIC_UNKNOWN, TOPIC_RETIRED */
export async function topicMerge(
  app: App,
  from: string,
  into: string,
  flags: TopicFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const changes = await editTopics(app.database, mergeTopics(from, into));
  return judged(app, changes, flags, signal, `Topic ${printable(from)} is a part of ${printable(into)}.`);
}

/** `verbatim topic retire NAME`. @throws VerbatimError TOPIC_UNKNOWN */
export async function topicRetire(
  app: App,
  wanted: string,
  flags: TopicFlags & { undo?: boolean },
  signal: AbortSignal,
): Promise<Outcome> {
  const changes = await editTopics(app.database, (flags.undo ? reviveTopic : retireTopic)(wanted));
  const all = await readTopics(app.database);
  const { name } = known(all, wanted);
  if (!flags.undo) {
    const more = changes.changed.length - 1;
    const below = more > 0 ? `, with ${count(more, 'topic')} below it` : '';
    return done(changes, `Topic ${printable(name)} is retired${below}. Its results stay.`);
  }
  return judged(app, changes, flags, signal, `Topic ${printable(name)} is in use again.`);
}

/** `verbatim topic update`. @throws VerbatimError TOPICS_NONE, as `updateTopics` */
export async function topicUpdate(
  app: App,
  { rebuild = false }: { rebuild?: boolean },
  signal: AbortSignal,
): Promise<Outcome> {
  const run = await updateTopics(app, { rebuild, signal });
  if (run.topics === 0 && run.model !== null) throw new VerbatimError('TOPICS_NONE');
  return done(run, runText(run));
}

/** Judges what was changed, unless the user leaves it to the next run. */
export async function judged(
  app: App,
  changes: TopicChanges,
  { later = false }: TopicFlags,
  signal: AbortSignal,
  text: string,
): Promise<Outcome> {
  if (later) return done({ ...changes, run: null }, `${text} The next run judges it.`);
  const run = await updateTopics(app, { signal });
  return done({ ...changes, run }, `${text} ${runText(run)}`);
}

function runText({ model, rejudged, sentences, results }: TopicsResult): string {
  if (model === null) return 'Sentences are judged once feedback is analysed.';
  if (sentences === 0) return 'All sentences are judged.';
  return `${count(rejudged, 'topic')} judged anew, ${count(sentences, 'sentence')} read, ${count(results, 'result')} stored.`;
}

const examplesOf = ({ example = [], not = [], language }: TopicFlags): TopicExample[] =>
  [...example.map((text) => ({ text, counter: false })), ...not.map((text) => ({ text, counter: true }))].map(
    (it) => ({ ...it, language: language ?? null }),
  );
