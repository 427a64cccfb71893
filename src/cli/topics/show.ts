import type { App } from '../../app/open.ts';
import { firstComments } from '../../db/privacy/access-log.ts';
import { type TopicFigures, topicFigures, topicSentences } from '../../db/topics/figures.ts';
import { exampleComments, readTopics } from '../../db/topics/rows.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { isBySentiment, TOPIC_KINDS, type Topic } from '../../domain/topics/topic.ts';
import { known } from '../../domain/topics/topic-edits.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

/** `verbatim topic list`. */
export async function topicList({ database }: App, { all = false }: { all?: boolean }): Promise<Outcome> {
  const topics = await readTopics(database);
  const figures = new Map((await topicFigures(database)).map((row) => [row.id, row]));
  const shown = topics.filter(({ retired }) => all || !retired);
  const lineOf = (topic: Topic) => {
    const { id, name, retired, examples } = topic;
    const own = figures.get(id);
    const indent = '  '.repeat(own?.depth ?? 0);
    const counted = retired ? 'retired' : own ? shareText(own) : 'not judged yet';
    const by = isBySentiment(topic) ? 'by sentiment' : count(examples.length, 'example');
    return `${indent}${printable(name)}  ${counted}  ${by}`;
  };
  const [subjects, statements] = TOPIC_KINDS.map((kind) =>
    shown.filter((topic) => topic.kind === kind).map(lineOf),
  ) as [string[], string[]];
  const none = 'There is no topic yet: verbatim topic add, or verbatim topic import FILE.';
  const lines = [
    ...(subjects.length > 0 ? subjects : [none]),
    ...(statements.length > 0 ? ['', 'Kinds of statement:', ...statements] : []),
  ];
  const json = shown.map((topic) => ({ ...topic, ...figuresOf(figures.get(topic.id)) }));
  return done(json, lines.join('\n'));
}

/** `verbatim topic show NAME`. @throws VerbatimError TOPIC_UNKNOWN */
export async function topicShow(
  app: App,
  wanted: string,
  { limit = 5 }: { limit?: number },
): Promise<Outcome> {
  const { database } = app;
  const topic = known(await readTopics(database), wanted);
  const figures = (await topicFigures(database)).find(({ id }) => id === topic.id);
  const sentences = await topicSentences(database, topic.id, limit);
  const documents = sentences.map(({ documentId }) => documentId);
  await quoted(app, 'topic show', [
    ...(await exampleComments(database, [topic])),
    ...(await firstComments(database, documents)),
  ]);
  const width = terminalWidth();
  const lines = [
    printable(figures?.path ?? `${topic.name} (retired)`),
    ...wrap(printable(topic.description), width),
    ...(figures ? [shareText(figures)] : []),
    ...[`id ${topic.id}`, ...(topic.key === null ? [] : [`key ${topic.key}`])],
    ...(isBySentiment(topic)
      ? wrap('The sentiment of a sentence decides this kind. Its examples are kept, and not used.', width)
      : topic.examples.map(({ text, counter }) => `${counter ? 'not' : 'example'}: ${printable(text)}`)),
    ...(sentences.length > 0 ? ['', 'In their words:'] : []),
    ...sentences.flatMap(({ sentence, probability, sentiment }) =>
      wrap(`“${printable(readable(sentence))}” ${sentiment}, ${probability.toFixed(2)}`, width - 2).map(
        (line) => `  ${line}`,
      ),
    ),
  ];
  return done({ ...topic, ...figuresOf(figures), sentences }, lines.join('\n'));
}

function shareText({ feedback, share, shareLow, shareHigh, negative, positive }: TopicFigures): string {
  if (share === null) return 'no comments yet';
  const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
  const of = feedback === 0 ? '' : `, ${whole(negative)} with blame, ${whole(positive)} with praise`;
  return `${percent(share)} % (${percent(shareLow)}–${percent(shareHigh)}), ${count(feedback, 'comment')}${of}`;
}

const figuresOf = (figures: TopicFigures | undefined) => {
  const { feedback = null, share = null, shareLow = null, shareHigh = null } = figures ?? {};
  const { path = null, method = null, negative = null, positive = null, meanScore = null } = figures ?? {};
  return { path, method, feedback, share, shareLow, shareHigh, negative, positive, meanScore };
};
