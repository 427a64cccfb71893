import { isMap, isScalar, isSeq, stringify, type YAMLMap } from 'yaml';
import type { Topic, TopicExample } from '../../domain/topics/topic.ts';
import { TOPIC_KINDS, USUAL_THRESHOLD } from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { CodebookEntry } from './codebook.ts';
import { YamlList, yamlField } from './yaml-list.ts';

const FIELDS = [
  'name',
  'names',
  'id',
  'key',
  'kind',
  'description',
  'examples',
  'not',
  'threshold',
  'topics',
];

/**
 * Topics of a codebook in YAML, each before those below it. docs/topics.md has the form.
 * @throws VerbatimError CODEBOOK_UNREADABLE with the line
 */
export function readYamlCodebook(text: string, file: string): CodebookEntry[] {
  const refuse = (detail: string) => new VerbatimError('CODEBOOK_UNREADABLE', { file, detail });
  const list = new YamlList(text, 'topics', refuse);
  const unreadable = (node: unknown, detail: string) => refuse(`line ${list.lineOf(node)}: ${detail}`);

  const entries: CodebookEntry[] = [];
  const string = (map: YAMLMap, field: string): string | null => {
    const found = yamlField(map, field);
    if (found === undefined) throw unreadable(map.get(field, true), `${field} is not a text`);
    return found;
  };
  const names = (map: YAMLMap): Record<string, string> | null => {
    const node = map.get('names', true);
    if (node === undefined) return null;
    if (!isMap(node)) throw unreadable(node, 'names is not a map of languages and names');
    return Object.fromEntries(
      node.items.map(({ key }) => {
        const language = String(isScalar(key) ? (key.source ?? key.value) : key);
        return [language.toLowerCase(), string(node, language) ?? ''];
      }),
    );
  };
  const texts = (node: unknown, language: string | null, counter: boolean): TopicExample[] => {
    if (node === undefined || node === null || (isScalar(node) && node.value === null)) return [];
    if (isMap(node)) {
      return node.items.flatMap(({ key, value }) =>
        texts(value, languageOf(String(isScalar(key) ? (key.source ?? key.value) : key)), counter),
      );
    }
    const items = isSeq(node) ? node.items : [node];
    return items.map((item) => {
      if (!isScalar(item)) throw unreadable(item, 'an example is not a text');
      return { text: typeof item.value === 'string' ? item.value : (item.source ?? ''), language, counter };
    });
  };
  const read = (items: readonly unknown[], parent: CodebookEntry | null) => {
    for (const item of items) {
      if (!isMap(item)) throw unreadable(item, 'a topic is not a map with name and description');
      for (const { key } of item.items) {
        const field = isScalar(key) ? String(key.value) : '';
        if (!FIELDS.includes(field)) {
          throw unreadable(key, `a topic has no field ${field.slice(0, 40)}; it has ${FIELDS.join(', ')}`);
        }
      }
      const threshold = string(item, 'threshold');
      const said = string(item, 'kind');
      const kind = TOPIC_KINDS.find((it) => it === said) ?? null;
      if (said !== null && kind === null) {
        throw unreadable(item.get('kind', true), `a kind is ${TOPIC_KINDS.join(' or ')}`);
      }
      const entry: CodebookEntry = {
        ...{ name: string(item, 'name') ?? '', key: string(item, 'id') ?? string(item, 'key') },
        ...{
          names: names(item),
          description: string(item, 'description') ?? '',
          parent,
          line: list.lineOf(item),
        },
        // Below a kind of statement are others.
        kind: kind ?? parent?.kind ?? null,
        threshold: threshold === null ? null : Number(threshold),
        examples: [
          ...texts(item.get('examples', true), null, false),
          ...texts(item.get('not', true), null, true),
        ],
      };
      entries.push(entry);
      const below = item.get('topics', true);
      if (below === undefined || (isScalar(below) && below.value === null)) continue;
      if (!isSeq(below)) throw unreadable(below, 'topics is not a list');
      read(below.items, entry);
    }
  };
  read(list.items, null);
  return entries;
}

/** A codebook of topics in use, as {@link readYamlCodebook} reads it. */
export function yamlCodebook(topics: readonly Topic[]): string {
  const below = (parentId: string | null): object[] =>
    topics.filter((topic) => topic.parentId === parentId).map(written);
  const written = (topic: Topic): object => {
    const counters = byLanguage(topic.examples.filter(({ counter }) => counter));
    const examples = byLanguage(topic.examples.filter(({ counter }) => !counter));
    const children = below(topic.id);
    return {
      ...{ name: topic.name, ...(topic.key === null ? {} : { id: topic.key }) },
      ...(topic.kind === 'subject' ? {} : { kind: topic.kind }),
      ...(Object.keys(topic.names).length === 0 ? {} : { names: topic.names }),
      description: topic.description,
      ...(topic.threshold === USUAL_THRESHOLD ? {} : { threshold: topic.threshold }),
      ...(examples === null ? {} : { examples }),
      ...(counters === null ? {} : { not: counters }),
      ...(children.length === 0 ? {} : { topics: children }),
    };
  };
  return stringify({ topics: below(null) }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A list where no language is said, else lists by language; a mixture has those without one under `und`. */
function byLanguage(examples: readonly TopicExample[]): string[] | Record<string, string[]> | null {
  if (examples.length === 0) return null;
  if (examples.every(({ language }) => language === null)) return examples.map(({ text }) => text);
  const lists: Record<string, string[]> = {};
  for (const { text, language } of examples) {
    lists[language ?? UNSAID] ??= [];
    lists[language ?? UNSAID]!.push(text);
  }
  return lists;
}

/** ISO 639-2: undetermined. */
const UNSAID = 'und';

/** A language as written in a file; null where it is not said. */
export function languageOf(written: string): string | null {
  const language = written.trim().toLowerCase();
  return language === '' || language === UNSAID ? null : language;
}
