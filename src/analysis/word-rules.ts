import { wordsOf } from './words.ts';

/** A word or phrase that tells a label of the sentences it occurs in. */
export interface WordRule {
  /** The labels of rules with one name are withdrawn together. */
  readonly name: string;
  readonly phrase: string;
  readonly task: string;
  readonly value: string;
  /** Only sentences of comments in this language, ISO 639; null: any. */
  readonly language: string | null;
  /** Only comments of this source; null: any. */
  readonly source: string | null;
}

/** What a sentence belongs to. */
export interface RuleScope {
  readonly source: string;
  /** Null: unknown, so that no rule of a language applies. */
  readonly language: string | null;
}

/** What the rules of one task say of a sentence: one label, or rules that contradict each other. */
export interface RuleFinding {
  readonly task: string;
  /** Null: the rules contradict each other. */
  readonly value: string | null;
  readonly rules: readonly WordRule[];
}

interface Compiled {
  readonly rule: WordRule;
  readonly words: readonly string[];
}

/** Finds phrases as whole words, without regard to case and to punctuation between words. */
export class WordRules {
  /** By the first word. */
  readonly #rules = new Map<string, Compiled[]>();

  constructor(rules: readonly WordRule[]) {
    for (const rule of rules) {
      const words = wordsOf(rule.phrase);
      const first = words[0];
      if (first === undefined) continue;
      const known = this.#rules.get(first) ?? [];
      this.#rules.set(first, [...known, { rule, words }]);
    }
  }

  /** @param sentence in the words of {@link wordsOf} */
  find(sentence: readonly string[], scope: RuleScope): RuleFinding[] {
    const hits: { readonly rule: WordRule; readonly from: number; readonly to: number }[] = [];
    for (const [from, word] of sentence.entries()) {
      for (const { rule, words } of this.#rules.get(word) ?? []) {
        if (!applies(rule, scope) || words.some((it, i) => sentence[from + i] !== it)) continue;
        hits.push({ rule, from, to: from + words.length });
      }
    }
    // "Not sick" overrules "sick": a phrase tells more than a part of it.
    const longest = hits.filter(
      ({ rule, from, to }) =>
        !hits.some(
          (it) => it.rule.task === rule.task && it.from <= from && it.to >= to && it.to - it.from > to - from,
        ),
    );
    const byTask = Map.groupBy(longest, ({ rule }) => rule.task);
    return [...byTask].map(([task, found]): RuleFinding => {
      const rules = [...new Set(found.map(({ rule }) => rule))];
      const values = new Set(rules.map(({ value }) => value));
      return { task, value: values.size === 1 ? rules[0]!.value : null, rules };
    });
  }
}

const applies = (rule: WordRule, { source, language }: RuleScope): boolean =>
  (rule.source === null || rule.source === source) && (rule.language === null || rule.language === language);

/** Pairs of rules, by their places, that say different things of one phrase under the same conditions. */
export function contradictions(rules: readonly WordRule[]): (readonly [number, number])[] {
  const seen = new Map<string, number>();
  return rules.flatMap((rule, place) => {
    const { task, language, source, phrase } = rule;
    const key = JSON.stringify([task, language, source, wordsOf(phrase)]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, place);
    return first === undefined || rules[first]!.value === rule.value ? [] : [[first, place] as const];
  });
}
