import { GERMAN } from './sentences-de.ts';
import { ENGLISH, type SentenceTable } from './sentences-en.ts';

/** The sentence with its braces filled. @throws Error for a brace without a value, a fault of the table */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the sentence has no ${name}: ${template}`);
    return value;
  });
}

/** An output of the model by its full name in English, such as "emotion: neutral": sentiment has a neutral, too. */
export function taskText(task: string): string {
  return taskIn(ENGLISH, task);
}

/** The same in the words of a language. */
export function taskIn(words: SentenceTable, task: string): string {
  const emotion = /^emotion (.*)$/s.exec(task)?.[1];
  return emotion === undefined ? (words.tasks[task] ?? task) : filled(words.emotion, { name: emotion });
}

const LANGUAGE_NAMES = new Map(
  [ENGLISH, GERMAN].map((table) => [
    table,
    new Intl.DisplayNames(table.locale, { type: 'language', fallback: 'none' }),
  ]),
);

/** The name of a language from its code; other values stay unchanged. */
export function languageIn(words: SentenceTable, value: string): string {
  try {
    return LANGUAGE_NAMES.get(words)!.of(value) ?? value;
  } catch {
    return value;
  }
}

/** A level with its attribute in English: "region west", but "Portuguese" for the language pt. */
export function groupText(attribute: string, group: string): string {
  return groupIn(ENGLISH, attribute, group);
}

/** The same in the words of a language. */
export function groupIn(words: SentenceTable, attribute: string, group: string): string {
  if (attribute.includes(' & ')) return `${group} (${attribute})`;
  const name = attribute === 'language' ? languageIn(words, group) : group;
  return name === group ? `${attribute} ${group}` : name;
}
