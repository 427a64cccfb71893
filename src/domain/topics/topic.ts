/** A sentence that is about a topic; a counter-example is not, though it may look so. */
export interface TopicExample {
  readonly text: string;
  /** ISO 639; null: not said. */
  readonly language: string | null;
  readonly counter: boolean;
  /** Comment that it is copied from: deleting that deletes the example. */
  readonly feedbackId?: number | null | undefined;
}

export const TOPIC_ORIGINS = ['catalogue', 'user', 'theme'] as const;
export type TopicOrigin = (typeof TOPIC_ORIGINS)[number];

/** subject: what a sentence is about; statement: what it does, such as to complain or to ask. */
export const TOPIC_KINDS = ['subject', 'statement'] as const;
export type TopicKind = (typeof TOPIC_KINDS)[number];

/** A topic, as people define it. */
export interface Topic {
  /** UUID that it keeps for ever. */
  readonly id: string;
  /** Short name in codebook files. */
  readonly key: string | null;
  /** Unique without regard to case. */
  readonly name: string;
  /** In other languages: ISO 639 code → name. */
  readonly names: Readonly<Record<string, string>>;
  readonly description: string;
  /** Id of the topic above it. */
  readonly parentId: string | null;
  /** That of the topic above it. */
  readonly kind: TopicKind;
  readonly origin: TopicOrigin;
  /** A sentence is about it from this probability on, 0.3 to 1. */
  readonly threshold: number;
  readonly examples: readonly TopicExample[];
  readonly retired: boolean;
  /** Id of the topic that it was merged into. */
  readonly mergedInto: string | null;
}

/**
 * Kinds that the sentiment of a sentence decides: its probability is theirs. A head on the embedding found 9 of about 150
 * sentences of praise in clothing reviews.
 */
export const BY_SENTIMENT: Readonly<Record<string, 'negative' | 'positive'>> = {
  'statement-complaint': 'negative',
  'statement-praise': 'positive',
};

/** Whether the sentiment of a sentence decides it: its examples are kept, and not used. */
export const isBySentiment = ({ kind, key }: Pick<Topic, 'kind' | 'key'>): boolean =>
  kind === 'statement' && key !== null && key in BY_SENTIMENT;

/** A topic to check, with where it stands for messages: `Topic "Price" (line 3 of topics.yaml)`. */
export type PlacedTopic = Topic & { readonly place: string };

/** Probabilities below are not stored. */
export const LEAST_PROBABILITY = 0.3;
/** A sentence is about a topic from this probability on, unless the topic has another threshold. Near the best F1. */
export const USUAL_THRESHOLD = 0.35;

/** Names, keys and texts are compared in this form: without regard to case, form of Unicode and outer white space. */
export const comparableName = (name: string): string =>
  name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/** What a topic is found by. */
export type NamedTopic = Pick<Topic, 'id' | 'key' | 'name' | 'retired'>;

/** The topic with this name, key or id, retired ones last; undefined without any. */
export function findTopic<T extends NamedTopic>(topics: readonly T[], wanted: string): T | undefined {
  const name = comparableName(wanted);
  const same = topics.filter(
    (it) => it.id === name || it.key === wanted.trim() || comparableName(it.name) === name,
  );
  return same.find(({ retired }) => !retired) ?? same[0];
}
