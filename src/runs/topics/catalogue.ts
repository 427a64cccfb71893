import type { App } from '../../app/open.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { findTopic } from '../../domain/topics/topic.ts';
import { candidatesOf, catalogueFiles } from './candidates.ts';
import { suggestTopics } from './suggest.ts';

/**
 * Counts of the topics of codebooks, which are not stored, and whether each is defined already.
 * @param given files; none: the catalogue
 * @throws VerbatimError USAGE without a catalogue; TOPICS_UNREADABLE, as `openCodebook` and `checkTopics`
 */
export async function suggestFromFiles(app: App, given: readonly string[], signal: AbortSignal) {
  const candidates = await candidatesOf(given.length > 0 ? given : catalogueFiles());
  const { topics, ...found } = await suggestTopics(app, candidates, signal);
  const stored = await readTopics(app.database);
  const isDefined = ({ key, name }: { key: string | null; name: string }) => {
    const same = (key === null ? undefined : findTopic(stored, key)) ?? findTopic(stored, name);
    return same !== undefined && !same.retired;
  };
  const suggested = topics.map((one) => ({ ...one, defined: isDefined(one.topic) }));
  return { ...found, candidates: candidates.length, topics: suggested };
}
