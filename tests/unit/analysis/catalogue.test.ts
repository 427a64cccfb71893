import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { stopWordTest } from '../../../src/analysis/language/stop-words.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILES = readdirSync(join(ROOT, 'catalogue')).filter((name) => name.endsWith('.yaml'));
const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;

const words = z.string().regex(/^\S(.*\S)?$/s);
const fields = {
  name: words.max(60),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  description: words.min(20).max(400),
};

interface Topic {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly names: Readonly<Record<'de' | 'fr' | 'es', string>>;
  readonly examples?: Readonly<Record<(typeof LANGUAGES)[number], string[]>> | undefined;
  readonly not?: string[] | undefined;
  readonly topics?: Topic[] | undefined;
}

const list = (least: number, most: number) => z.array(words).min(least).max(most);

/** Shape of a topic and its children. @param scale factor on the most sentences that a topic may have */
function topicOf(scale: number): z.ZodType<Topic> {
  const translated = list(4, 10 * scale);
  const one: z.ZodType<Topic> = z.strictObject({
    ...fields,
    names: z.strictObject({ de: words, fr: words, es: words }),
    examples: z
      .strictObject({ en: list(6, 10 * scale), de: translated, fr: translated, es: translated })
      .optional(),
    not: list(2, 5 * scale).optional(),
    kind: z.literal('statement').optional(),
    threshold: z.number().min(0.3).max(1).optional(),
    get topics() {
      return z.array(one).min(1).optional();
    },
  });
  return one;
}

const read = (file: string): unknown => parse(readFileSync(join(ROOT, file), 'utf8'));
const trees = FILES.map((file) =>
  // The kinds of statement occur on every subject, so they need more examples than a subject.
  z
    .strictObject({ topics: z.array(topicOf(file === 'statements.yaml' ? 2 : 1)).min(1) })
    .safeParse(read(`catalogue/${file}`)),
);
const withChildren = (topics: Topic[], depth = 1): { topic: Topic; depth: number }[] =>
  topics.flatMap((one) => [{ topic: one, depth }, ...withChildren(one.topics ?? [], depth + 1)]);
const all = withChildren(trees.flatMap((tree) => tree.data?.topics ?? []));

/** A sentence without what readers overlook: case, punctuation, spaces. */
const plain = (sentence: string) => (sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
const repeated = (texts: readonly string[]) => texts.filter((text, i) => texts.indexOf(text) !== i);

describe('the catalogue', () => {
  test.each(FILES.map((file, i) => [file, i] as const))('%s has the shape', (_file, i) => {
    expect(trees[i]!.error?.issues ?? []).toEqual([]);
  });

  test('each topic has examples and counter-examples, or children that have them', () => {
    const bare = all.filter(({ topic }) => !topic.topics && !(topic.examples && topic.not));
    expect(bare.map(({ topic }) => topic.id)).toEqual([]);
    expect(all.filter(({ topic }) => !topic.examples && topic.not)).toEqual([]);
  });

  test('a tree has at most three levels', () => {
    expect(all.filter(({ depth }) => depth > 3)).toEqual([]);
  });

  test('ids and names are unique in each language', () => {
    expect(repeated(all.map(({ topic }) => topic.id))).toEqual([]);
    for (const language of LANGUAGES) {
      const names = all.map(({ topic }) => (language === 'en' ? topic.name : topic.names[language]));
      expect(repeated(names.map(plain)), language).toEqual([]);
    }
  });

  test('no name consists of stop words', () => {
    for (const language of LANGUAGES) {
      const isStopWord = stopWordTest([language]);
      const names = all.map(({ topic }) => (language === 'en' ? topic.name : topic.names[language]));
      expect(
        names.filter((name) => plain(name).split(' ').every(isStopWord)),
        language,
      ).toEqual([]);
    }
  });

  test('no sentence stands twice', () => {
    const sentences = all.flatMap(({ topic }) => [
      ...Object.values(topic.examples ?? {}).flat(),
      ...(topic.not ?? []),
    ]);
    expect(sentences.length).toBeGreaterThan(1_000);
    expect(repeated(sentences.map(plain))).toEqual([]);
  });
});

test('the codebook of the shop has twelve topics with two or three examples each', () => {
  const own = z.strictObject({
    ...fields,
    examples: z.strictObject({ en: list(2, 3) }),
    not: list(1, 4).optional(),
  });
  const { topics } = z
    .strictObject({ topics: z.array(own).length(12) })
    .parse(read('examples/topics-shop.yaml'));
  expect(repeated(topics.flatMap(({ id, name }) => (id === plain(name) ? [id] : [id, plain(name)])))).toEqual(
    [],
  );
  const sentences = topics.flatMap(({ examples, not }) => [...examples.en, ...(not ?? [])]);
  expect(repeated(sentences.map(plain))).toEqual([]);
});
