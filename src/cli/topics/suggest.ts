import type { App } from '../../app/open.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { findTopic } from '../../domain/topics/topic.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { candidatesOf, catalogueFiles } from '../../runs/topics/candidates.ts';
import { suggestTopics } from '../../runs/topics/suggest.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

/**
 * `verbatim topic suggest [FILE…]`: counts of the topics of codebooks, which are not stored.
 * @throws VerbatimError TOPICS_UNREADABLE, as `openCodebook` and `checkTopics`
 */
export async function topicSuggest(
  app: App,
  given: readonly string[],
  { limit = 20 }: { limit?: number },
  signal: AbortSignal,
): Promise<Outcome> {
  const files = given.length > 0 ? given : catalogueFiles();
  const candidates = await candidatesOf(files);
  const { topics, uncovered, ...of } = await suggestTopics(app, candidates, signal);
  const stored = await readTopics(app.database);
  const suggested = topics.map(({ topic, ...figures }) => {
    const known =
      (topic.key === null ? undefined : findTopic(stored, topic.key)) ?? findTopic(stored, topic.name);
    return {
      name: topic.name,
      key: topic.key,
      defined: known !== undefined && !known.retired,
      ...figures,
    };
  });
  const width = terminalWidth();
  const quotes = (texts: readonly string[]) =>
    texts.flatMap((text) => wrap(`“${printable(readable(text))}”`, width - 4).map((line) => `    ${line}`));
  const lines = [
    `${count(suggested.length, 'topic')} of ${count(candidates.length, 'topic')} in ${count(of.documents, 'text')}`,
    ...suggested.slice(0, limit).flatMap(({ name, documents, defined, quotes: own }) => {
      const share = ((100 * documents) / of.documents).toFixed(1);
      return [
        `${printable(name)}  ${count(documents, 'text')}, ${share} %${defined ? ', defined' : ''}`,
        ...quotes(own),
      ];
    }),
    `No topic covers ${count(uncovered.sentences, 'sentence')} of ${of.sentences}, such as:`,
    ...quotes(uncovered.quotes),
  ];
  return done({ ...of, topics: suggested, uncovered }, lines.join('\n'));
}
