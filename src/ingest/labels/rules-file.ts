import { isMap, isScalar, isSeq } from 'yaml';
import { labelValue, labelValues, taskNamed } from '../../domain/label.ts';
import type { Topic } from '../../domain/topics/topic.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { openInput } from '../bytes/byte-source.ts';
import { YamlList, yamlField, yamlText } from '../codebook/yaml-list.ts';
import { comparable } from '../columns/aliases.ts';
import { surveyFile } from '../records/file-survey.ts';

/** A rule as its file has it; a label of the sentences in which its phrase occurs. */
export interface FileRule {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly name: string;
  readonly phrase: string;
  readonly task: string;
  readonly value: string;
  readonly language: string | null;
  readonly source: string | null;
}

const FIELDS = {
  phrase: ['phrase', 'word', 'term', 'words'],
  label: ['label', 'value', 'sentiment'],
  task: ['task'],
  language: ['language', 'lang', 'locale'],
  source: ['source', 'domain'],
  name: ['name', 'rule'],
} as const;
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];

const MOST_RULES = 20_000;
const LONGEST_PHRASE = 200;
const LONGEST_NAME = 80;

type Written = Readonly<Record<Field, string | null>> & { readonly line: number };

/**
 * Reads rules: CSV of any delimiter and encoding, or YAML with a list `rules`.
 * @throws VerbatimError RULES_INVALID, FILE_*, ENCODING_*
 */
export async function openRules(file: string, topics: readonly Topic[]): Promise<FileRule[]> {
  const input = await openInput(file);
  const refuse = (detail: string) => new VerbatimError('RULES_INVALID', { file: input.name, detail });
  try {
    const text = /\.(csv|tsv|txt)$/i.test(file) ? null : await yamlText(input, 'rules', refuse);
    const written =
      text !== null
        ? yamlRules(text, refuse)
        : await surveyFile(input, { header: true }, async ({ header }, batches) => {
            const names = header.map(comparable);
            const places = NAMES.map((field) =>
              names.findIndex((it) => FIELDS[field].map(comparable).includes(it)),
            );
            const missing = (['phrase', 'label'] as const).find((it) => places[NAMES.indexOf(it)]! < 0);
            if (missing) throw refuse(`it has no column ${missing}`);
            const rows: Written[] = [];
            for await (const batch of batches) {
              for (const { cells, line, flaw } of batch) {
                if (!cells) throw refuse(`line ${line}: ${flaw!.detail}`);
                const values = NAMES.map((field, i) => [field, cells[places[i]!]?.trim() || null]);
                rows.push({ line, ...Object.fromEntries(values) });
              }
            }
            return rows;
          });
    if (written.length > MOST_RULES) throw refuse(`it has more than ${MOST_RULES} phrases`);
    return written.map((rule) => ruleOf(rule, topics, refuse));
  } finally {
    await input.close();
  }
}

function yamlRules(text: string, refuse: (detail: string) => Error): Written[] {
  const list = new YamlList(text, 'rules', refuse);
  return list.items.flatMap((item): Written[] => {
    const line = list.lineOf(item);
    if (!isMap(item)) throw refuse(`line ${line}: a rule is not a map with phrase and label`);
    for (const { key } of item.items) {
      const field = isScalar(key) ? String(key.value) : '';
      if (!(NAMES as string[]).includes(field) && field !== 'domain') {
        throw refuse(`line ${list.lineOf(key)}: a rule has ${NAMES.join(', ')}`);
      }
    }
    const field = (name: string): string | null => {
      const found = yamlField(item, name);
      if (found === undefined)
        throw refuse(`line ${list.lineOf(item.get(name, true))}: ${name} is not a text`);
      return found?.trim() || null;
    };
    const phrases = item.get('phrase', true);
    const nodes: readonly unknown[] = isSeq(phrases) ? phrases.items : [phrases];
    const common = Object.fromEntries(
      NAMES.filter((it) => it !== 'phrase').map((name) => [name, field(name)]),
    );
    return nodes.map((node) => {
      const phrase = isScalar(node) ? String(node.source ?? node.value ?? '').trim() : '';
      const source = common.source ?? field('domain');
      const name = common.name ?? (nodes.length > 1 && isScalar(nodes[0]) ? String(nodes[0].value) : null);
      const at = isScalar(node) ? list.lineOf(node) : line;
      return { ...common, line: at, phrase: phrase || null, source, name } as Written;
    });
  });
}

function ruleOf(rule: Written, topics: readonly Topic[], refuse: (detail: string) => Error): FileRule {
  const { line, phrase, language, source } = rule;
  const wrong = (detail: string) => refuse(`line ${line}: ${detail}`);
  if (phrase === null || !/[\p{L}\p{N}]/u.test(phrase)) throw wrong('the phrase has no word');
  if (phrase.length > LONGEST_PHRASE) throw wrong(`a phrase has at most ${LONGEST_PHRASE} characters`);
  if (rule.label === null) throw wrong('the label is empty');
  const task = taskNamed(rule.task ?? 'sentiment', topics);
  if (task === null) throw wrong('a task is sentiment, toxicity, emotion NAME or topic NAME');
  const value = labelValue(task, rule.label);
  if (value === null) throw wrong(`its label is none of ${labelValues(task).join(', ')}`);
  if (language !== null && !/^[a-z]{2,3}$/i.test(language)) throw wrong('a language is a code such as en');
  const name = (rule.name ?? phrase)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  if (name.length > LONGEST_NAME) throw wrong(`a name has at most ${LONGEST_NAME} characters: give it one`);
  return {
    line,
    name,
    phrase: phrase.normalize('NFC'),
    task,
    value,
    language: language?.toLowerCase() ?? null,
    source,
  };
}
