import type { App } from '../../app/open.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { suggestFromFiles } from '../../runs/topics/catalogue.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

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
  const { candidates, topics: suggested, uncovered, ...of } = await suggestFromFiles(app, given, signal);
  await quoted(app, 'topic suggest', null);
  const width = terminalWidth();
  const quotes = (texts: readonly string[]) =>
    texts.flatMap((text) => wrap(`“${printable(readable(text))}”`, width - 4).map((line) => `    ${line}`));
  const lines = [
    `${count(suggested.length, 'topic')} of ${count(candidates, 'topic')} in ${count(of.documents, 'text')}`,
    ...suggested.slice(0, limit).flatMap(({ topic: { name }, documents, defined, quotes: own }) => {
      const share = ((100 * documents) / of.documents).toFixed(1);
      return [
        `${printable(name)}  ${count(documents, 'text')}, ${share} %${defined ? ', defined' : ''}`,
        ...quotes(own),
      ];
    }),
    `No topic covers ${count(uncovered.sentences, 'sentence')} of ${of.sentences}, such as:`,
    ...quotes(uncovered.quotes),
  ];
  return done(
    {
      ...of,
      topics: suggested.map(({ topic: { name, key }, ...own }) => ({ name, key, ...own })),
      uncovered,
    },
    lines.join('\n'),
  );
}
