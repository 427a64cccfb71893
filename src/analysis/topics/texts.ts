/** A text that says what a topic is, with its weight among them. */
export interface TopicText {
  readonly text: string;
  readonly weight: number;
}

/** Names and description of a topic. */
interface TopicWords {
  readonly name: string;
  /** In other languages. */
  readonly names: Readonly<Record<string, string>>;
  readonly description: string;
}

const MARKS = /[.:;,!?…()[\]"“”«»\n。、，；：！？]+/u;

/**
 * What is embedded of a name and a description: the name, the description, its phrases between marks, and both
 * together; and the names in other languages. Single phrases are nearer to what customers write than a definition is.
 */
export function topicTexts({ name, names, description }: TopicWords): TopicText[] {
  const phrases = [...new Set(description.split(MARKS).map((phrase) => phrase.trim()))].filter(
    (phrase) => /\p{L}{2}|\p{Lo}/u.test(phrase) && phrase !== description.trim(),
  );
  const others = Object.values(names);
  return [
    { text: name, weight: 2 },
    { text: description, weight: 1 },
    { text: `${name}. ${description}`, weight: 1 },
    ...phrases.map((text) => ({ text, weight: 2 / phrases.length })),
    ...others.map((text) => ({ text, weight: 1 / others.length })),
  ];
}
