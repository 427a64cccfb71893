import { VerbatimError } from '../../errors/verbatim-error.ts';
import { comparableName, LEAST_PROBABILITY, type PlacedTopic, TOPIC_KINDS } from './topic.ts';

/** Levels of a tree. */
export const MOST_LEVELS = 4;
const MOST_NAME = 200;
const MOST_TEXT = 2_000;
const LANGUAGE = /^[a-z]{2,3}$/;
const WRONG_LANGUAGE = 'a language has two or three letters, such as de';

/**
 * Checks all topics together, retired ones included.
 * @throws VerbatimError TOPIC_INVALID, TOPIC_UNDESCRIBED, TOPIC_NAME_TAKEN, TOPIC_PARENT_UNKNOWN, TOPIC_CIRCLE,
 *   TOPIC_TOO_DEEP, TOPIC_EXAMPLE_TAKEN, TOPIC_EXAMPLE_CONTRADICTED
 */
export function checkTopics(topics: readonly PlacedTopic[]): void {
  for (const topic of topics) checkForm(topic);
  checkNames(topics);
  checkTree(topics);
  // What a sentence is about and what it does are two questions: they may share examples.
  for (const kind of TOPIC_KINDS) {
    checkExamples(topics.filter((topic) => !topic.retired && topic.kind === kind));
  }
}

function checkForm({ place, name, names, key, description, threshold, examples }: PlacedTopic): void {
  const invalid = (detail: string) => new VerbatimError('TOPIC_INVALID', { place, detail });
  if (name.trim() === '' || name.length > MOST_NAME) throw invalid(`a name has 1 to ${MOST_NAME} characters`);
  // The separator of paths in reports.
  if (name.includes('›')) throw invalid('a name has no ›');
  if (key !== null && !/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(key)) {
    throw invalid('a key has 1 to 100 letters, digits, or . _ -');
  }
  if (description.trim() === '') throw new VerbatimError('TOPIC_UNDESCRIBED', { place });
  if (description.length > MOST_TEXT) throw invalid(`a description has at most ${MOST_TEXT} characters`);
  if (!(threshold >= LEAST_PROBABILITY && threshold <= 1)) {
    throw invalid(`a threshold is a number from ${LEAST_PROBABILITY} to 1`);
  }
  for (const [language, other] of Object.entries(names)) {
    if (!LANGUAGE.test(language)) throw invalid(WRONG_LANGUAGE);
    if (other.trim() === '' || other.length > MOST_NAME)
      throw invalid(`a name has 1 to ${MOST_NAME} characters`);
  }
  for (const { text, language } of examples) {
    if (text.trim() === '' || text.length > MOST_TEXT) {
      throw invalid(`an example has 1 to ${MOST_TEXT} characters`);
    }
    if (language !== null && !LANGUAGE.test(language)) throw invalid(WRONG_LANGUAGE);
  }
  // Postgres cannot store this character.
  if (
    [name, description, ...Object.values(names), ...examples.map(({ text }) => text)].some((text) =>
      text.includes('\0'),
    )
  ) {
    throw invalid('it holds a NUL character');
  }
}

function checkNames(topics: readonly PlacedTopic[]): void {
  const names = new Map<string, PlacedTopic>();
  const keys = new Map<string, PlacedTopic>();
  for (const topic of topics) {
    const taken = (what: string, other: PlacedTopic) =>
      new VerbatimError('TOPIC_NAME_TAKEN', { place: topic.place, what, other: other.place });
    const name = comparableName(topic.name);
    const other = names.get(name);
    if (other) throw taken('name', other);
    names.set(name, topic);
    if (topic.key === null) continue;
    const sameKey = keys.get(topic.key);
    if (sameKey) throw taken('key', sameKey);
    keys.set(topic.key, topic);
  }
}

function checkTree(topics: readonly PlacedTopic[]): void {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  for (const topic of topics) {
    const above = new Set<string>();
    let at: PlacedTopic | undefined = topic;
    while (at !== undefined) {
      if (above.has(at.id)) throw new VerbatimError('TOPIC_CIRCLE', { place: topic.place });
      above.add(at.id);
      if (at.parentId === null) break;
      const parent = byId.get(at.parentId);
      if (!parent || (parent.retired && !at.retired)) {
        throw new VerbatimError('TOPIC_PARENT_UNKNOWN', {
          place: at.place,
          parent: parent?.name ?? at.parentId,
        });
      }
      if (parent.kind !== at.kind) {
        throw new VerbatimError('TOPIC_INVALID', {
          place: at.place,
          detail: 'a subject is not below a kind of statement, nor the other way round',
        });
      }
      at = parent;
    }
    if (above.size > MOST_LEVELS) {
      throw new VerbatimError('TOPIC_TOO_DEEP', { place: topic.place, level: above.size, most: MOST_LEVELS });
    }
  }
}

function checkExamples(topics: readonly PlacedTopic[]): void {
  const owners = new Map<string, PlacedTopic>();
  for (const topic of topics) {
    const own = new Map<string, boolean>();
    for (const { text, counter } of topic.examples) {
      const form = comparableName(text);
      if (own.has(form) && own.get(form) !== counter) {
        throw new VerbatimError('TOPIC_EXAMPLE_CONTRADICTED', { place: topic.place });
      }
      own.set(form, counter);
      if (counter) continue;
      const owner = owners.get(form);
      if (owner && owner !== topic) {
        throw new VerbatimError('TOPIC_EXAMPLE_TAKEN', { place: topic.place, other: owner.place });
      }
      owners.set(form, topic);
    }
  }
}
