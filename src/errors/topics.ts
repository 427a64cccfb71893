import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of topics and codebooks. */
export const TOPICS_ERRORS = {
  CODEBOOK_UNREADABLE: {
    ...usage,
    message: '{file} is not a codebook: {detail}.',
    fix: 'Write YAML with a list "topics", or CSV with the columns name and description. See docs/topics.md.',
  },
  TOPIC_UNDESCRIBED: {
    ...usage,
    message: '{place} has no description.',
    fix: 'Say in a sentence or two what comments about it say. Sentences are judged by the description.',
  },
  TOPIC_INVALID: {
    ...usage,
    message: '{place}: {detail}.',
    fix: 'Change it there. docs/topics.md has the form of a topic.',
  },
  TOPIC_NAME_TAKEN: {
    ...usage,
    http: 409,
    message: '{place} has the {what} of {other}.',
    fix: 'Rename one of them, or merge them: verbatim topic merge. Case does not matter.',
  },
  TOPIC_PARENT_UNKNOWN: {
    ...usage,
    message: '{place} is below a topic that does not exist: {parent}.',
    fix: 'Name a topic of the file or of verbatim topic list, by name or key.',
  },
  TOPIC_CIRCLE: {
    ...usage,
    http: 409,
    message: '{place} is below itself.',
    fix: 'Give one of the topics of the circle another parent, or none.',
  },
  TOPIC_TOO_DEEP: {
    ...usage,
    message: '{place} is on level {level}; a tree has {most} levels.',
    fix: 'Move it up: verbatim topic move NAME --to PARENT.',
  },
  TOPIC_EXAMPLE_TAKEN: {
    ...usage,
    http: 409,
    message: 'An example of {place} is an example of {other}, too.',
    fix: 'Keep it in the topic that it fits better. Make it a counter-example of the other.',
  },
  TOPIC_EXAMPLE_CONTRADICTED: {
    ...usage,
    http: 409,
    message: '{place} has one text as an example and as a counter-example.',
    fix: 'Delete one of the two.',
  },
  TOPIC_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no topic {name}.{hint}',
    fix: 'See verbatim topic list --all for names and keys.',
  },
  TOPIC_RETIRED: {
    ...usage,
    http: 409,
    message: 'The topic {name} is retired.',
    fix: 'Take it up again first: verbatim topic retire NAME --undo.',
  },
  TOPICS_NONE: {
    ...usage,
    http: 404,
    message: 'There is no topic in use.',
    fix: 'Add one with verbatim topic add, or a codebook with verbatim topic import FILE.',
  },
  TOPICS_UNREADABLE: {
    ...failed,
    http: 409,
    message: 'Topics are judged by sentence embeddings, and there are none: {detail}.',
    fix: 'Analyse feedback with a model that has the head embedding, such as the built-in one: verbatim analyze.',
  },
  TOPICS_BUSY: {
    ...transient,
    http: 409,
    message: 'Topics are being judged by another process.',
    fix: 'Wait until it has ended, and run the command again.',
  },
} as const satisfies Record<string, ErrorEntry>;
