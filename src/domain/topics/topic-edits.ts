import { VerbatimError } from '../../errors/verbatim-error.ts';
import { suggestion } from '../suggestion.ts';
import {
  comparableName,
  findTopic,
  type NamedTopic,
  type PlacedTopic,
  type Topic,
  type TopicExample,
  type TopicOrigin,
  USUAL_THRESHOLD,
} from './topic.ts';

/** Why a subject cannot be merged into a kind of statement. */
const OTHER_KIND = 'a subject is not merged with a kind of statement';

/** What people say of a new topic. */
export interface NewTopic {
  readonly name: string;
  readonly description: string;
  readonly key?: string | null | undefined;
  /** Name, key or id; left out: none. */
  readonly parent?: string | null | undefined;
  readonly threshold?: number | undefined;
  readonly examples?: readonly TopicExample[] | undefined;
  /** Default: the user. */
  readonly origin?: TopicOrigin | undefined;
}

/** Changes of a topic; what is left out stays. */
export interface TopicChange extends Partial<Omit<NewTopic, 'name' | 'description' | 'origin'>> {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Examples and counter-examples that are added; `examples` takes the place of all. */
  readonly addExamples?: readonly TopicExample[] | undefined;
  /** Texts of examples that are deleted. */
  readonly dropExamples?: readonly string[] | undefined;
}

/** An edit of all topics; see `editTopics`. */
type Edit = (topics: readonly Topic[]) => PlacedTopic[];

/** A topic with its place for messages. */
export const placed = (topic: Topic): PlacedTopic => ({ ...topic, place: `Topic "${topic.name}"` });

/** @param id UUID of the new topic */
export const addTopic =
  (id: string, made: NewTopic): Edit =>
  (topics) => {
    const parentId = parentOf(topics, made);
    return [
      ...topics.map(placed),
      placed({
        ...{
          id,
          key: made.key ?? null,
          name: made.name.trim(),
          names: {},
          description: made.description.trim(),
        },
        ...{
          parentId,
          kind: topics.find((it) => it.id === parentId)?.kind ?? 'subject',
          origin: made.origin ?? 'user',
        },
        threshold: made.threshold ?? USUAL_THRESHOLD,
        ...{ examples: distinct(made.examples ?? []), retired: false, mergedInto: null },
      }),
    ];
  };

/** @throws VerbatimError TOPIC_UNKNOWN, TOPIC_RETIRED */
export const changeTopic =
  (wanted: string, change: TopicChange): Edit =>
  (topics) =>
    replaced(topics, inUse(topics, wanted), (topic) => {
      const dropped = new Set((change.dropExamples ?? []).map(comparableName));
      const examples = [...(change.examples ?? topic.examples), ...(change.addExamples ?? [])].filter(
        ({ text }) => !dropped.has(comparableName(text)),
      );
      return {
        ...topic,
        name: change.name?.trim() ?? topic.name,
        description: change.description?.trim() ?? topic.description,
        key: change.key === undefined ? topic.key : change.key,
        parentId: change.parent === undefined ? topic.parentId : parentOf(topics, change),
        threshold: change.threshold ?? topic.threshold,
        examples: distinct(examples),
      };
    });

/**
 * Moves the examples of a topic, and the topics below it, to another, and retires it.
 * @throws VerbatimError TOPIC_UNKNOWN, TOPIC_RETIRED, TOPIC_CIRCLE, TOPIC_INVALID
 */
export const mergeTopics =
  (from: string, into: string): Edit =>
  (topics) => {
    const source = inUse(topics, from);
    const target = inUse(topics, into);
    if (source === target) throw new VerbatimError('TOPIC_CIRCLE', { place: placed(source).place });
    if (source.kind !== target.kind) {
      throw new VerbatimError('TOPIC_INVALID', { place: placed(source).place, detail: OTHER_KIND });
    }
    const own = new Set(target.examples.map(({ text }) => comparableName(text)));
    // What the other was not about may be what this one is about.
    const moved = source.examples.filter(({ text, counter }) => !counter && !own.has(comparableName(text)));
    const counters = target.examples.filter(
      ({ text, counter }) =>
        !counter ||
        !source.examples.some((it) => !it.counter && comparableName(it.text) === comparableName(text)),
    );
    return topics.map((topic) => {
      if (topic === source) return placed({ ...topic, retired: true, mergedInto: target.id });
      if (topic === target) {
        // A topic that was below the one it takes over moves to its place.
        const parentId = topic.parentId === source.id ? source.parentId : topic.parentId;
        return placed({ ...topic, parentId, examples: distinct([...counters, ...moved]) });
      }
      return placed(
        topic.parentId === source.id && !topic.retired ? { ...topic, parentId: target.id } : topic,
      );
    });
  };

/** Retires a topic and those below it. @throws VerbatimError TOPIC_UNKNOWN */
export const retireTopic =
  (wanted: string): Edit =>
  (topics) => {
    const found = known(topics, wanted);
    const gone = new Set([found.id]);
    for (let before = 0; before < gone.size; ) {
      before = gone.size;
      for (const { id, parentId } of topics) if (parentId !== null && gone.has(parentId)) gone.add(id);
    }
    return topics.map((topic) => placed(gone.has(topic.id) ? { ...topic, retired: true } : topic));
  };

/** Takes a retired topic into use again, at the top if the one above it is retired. @throws VerbatimError TOPIC_UNKNOWN */
export const reviveTopic =
  (wanted: string): Edit =>
  (topics) =>
    replaced(topics, known(topics, wanted), (topic) => {
      const parent = topics.find(({ id }) => id === topic.parentId);
      const parentId = parent && !parent.retired ? parent.id : null;
      return { ...topic, retired: false, mergedInto: null, parentId };
    });

/** The topic of that name, key or id. @throws VerbatimError TOPIC_UNKNOWN */
export function known<T extends NamedTopic>(topics: readonly T[], wanted: string): T {
  const found = findTopic(topics, wanted);
  if (found) return found;
  const likely = suggestion(
    wanted,
    topics.map(({ name }) => name),
  );
  const hint = likely === null ? '' : ` Did you mean ${likely}?`;
  throw new VerbatimError('TOPIC_UNKNOWN', { name: wanted.slice(0, 100), hint });
}

/** As {@link known}. @throws VerbatimError TOPIC_RETIRED, too */
export function inUse(topics: readonly Topic[], wanted: string): Topic {
  const found = known(topics, wanted);
  if (found.retired) throw new VerbatimError('TOPIC_RETIRED', { name: found.name });
  return found;
}

/** Examples without repetitions. Contradictions stay, to be refused. */
export function distinct(examples: readonly TopicExample[]): TopicExample[] {
  const seen = new Set<string>();
  return examples
    .map((example) => ({ ...example, text: example.text.normalize('NFC').trim() }))
    .filter(({ text, counter }) => {
      const form = `${counter} ${comparableName(text)}`;
      if (seen.has(form)) return false;
      seen.add(form);
      return true;
    });
}

const replaced = (topics: readonly Topic[], one: Topic, made: (topic: Topic) => Topic): PlacedTopic[] =>
  topics.map((topic) => placed(topic === one ? made(topic) : topic));

function parentOf(topics: readonly Topic[], { name = '', parent }: TopicChange): string | null {
  if (parent === undefined || parent === null || parent.trim() === '') return null;
  const found = findTopic(topics, parent);
  if (found && !found.retired) return found.id;
  throw new VerbatimError('TOPIC_PARENT_UNKNOWN', { place: `Topic "${name}"`, parent: parent.slice(0, 100) });
}
