import { representatives } from '../analysis/themes/representatives.ts';
import type { Database, Queryable } from '../db/client.ts';
import { quoteCandidates } from '../db/themes/quotes.ts';
import { shownTheme } from '../db/themes/rows.ts';
import { feedbackLanguages } from '../db/themes/texts.ts';
import { editTopics, type TopicChanges } from '../db/topics/edits.ts';
import { readable } from '../domain/reading/clean-text.ts';
import { comparableName, type TopicExample } from '../domain/topics/topic.ts';
import { addTopic } from '../domain/topics/topic-edits.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/** Sentences of the theme that become examples; a topic of eight has a head of its own. */
const EXAMPLES = 12;
/** Segments nearest to the theme that are looked through. */
const CANDIDATES = 200;

/**
 * Makes a topic of a theme: its name, a description of its keywords, and its most telling sentences as examples. They
 * are no near duplicates, and each is from another comment.
 * @param id UUID of the topic
 * @throws VerbatimError THEME_UNKNOWN; those of `checkTopics`, such as TOPIC_NAME_TAKEN
 */
export async function topicFromTheme(
  database: Database,
  id: string,
  { theme, name }: { readonly theme: number; readonly name?: string | undefined },
): Promise<TopicChanges> {
  const found = await shownTheme(database, theme);
  if (!found || found.talk)
    throw new VerbatimError('THEME_UNKNOWN', { theme, hint: found ? ' It has no subject.' : '' });
  const quotes = await examplesOf(database, found);
  const wanted = name ?? found.name;
  const description = `${wanted}: ${found.keywords.join(', ')}.`;
  return editTopics(database, (topics) => {
    const taken = new Set(
      topics
        .filter(({ retired }) => !retired)
        .flatMap(({ examples }) => examples.map(({ text }) => comparableName(text))),
    );
    const examples = quotes.filter(({ text }) => !taken.has(comparableName(text)));
    return addTopic(id, { name: wanted, description, examples, origin: 'theme' })(topics);
  });
}

async function examplesOf(
  database: Queryable,
  { parts, centroid }: { readonly parts: readonly number[]; readonly centroid: Float32Array },
): Promise<TopicExample[]> {
  const candidates = await quoteCandidates(database, parts, CANDIDATES);
  const chosen = representatives(candidates, centroid, EXAMPLES, await feedbackLanguages(database));
  return chosen
    .map(({ text, feedbackId }) => ({
      ...{ text: readable(text).trim().slice(0, MOST_TEXT), language: null, counter: false, feedbackId },
    }))
    .filter(({ text }) => text !== '');
}

const MOST_TEXT = 2_000;
