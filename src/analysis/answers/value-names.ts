import type { Topic } from '../../domain/topics/topic.ts';
import type { NamedValue } from './named-values.ts';
import { QUESTION_LANGUAGES } from './small-words.ts';

const namesIn = (type: 'region' | 'language', code: string): string[] =>
  QUESTION_LANGUAGES.flatMap(
    (locale) => new Intl.DisplayNames(locale, { type, fallback: 'none' }).of(code) ?? [],
  );

/** A stored value with the names that people have for it: codes of countries and languages have names. */
export function namedValue(attribute: string | null, value: string, comments: number): NamedValue {
  const name = attribute ?? 'source';
  const plain = { name, value, comments };
  if (attribute === null) return { ...plain, what: 'source', names: [value] };
  if (attribute === 'language' && /^[a-z]{2,3}$/.test(value)) {
    return { ...plain, what: 'language', names: namesIn('language', value) };
  }
  const names = /^[A-Z]{2}$/.test(value) ? [value, ...namesIn('region', value)] : [value];
  return { ...plain, what: 'attribute', names };
}

export const namedTopic = ({ id, name, names }: Pick<Topic, 'id' | 'name' | 'names'>): NamedValue => ({
  ...{ what: 'topic', name, value: id, comments: 0 },
  names: [name, ...Object.values(names)],
});
