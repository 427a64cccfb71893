import { type RuleFinding, type WordRule, WordRules } from '../../analysis/word-rules.ts';
import { wordsOf } from '../../analysis/words.ts';
import type { Database } from '../../db/client.ts';
import {
  type RuleLabel,
  type RuleLabelCounts,
  type RuleText,
  replaceRuleLabels,
} from '../../db/review/rule-labels.ts';
import { codePointSlices } from '../../domain/text/code-point-slices.ts';

/** A sentence that a rule labels. */
export interface RuleExample {
  readonly feedbackId: number;
  readonly text: string;
  /** The model's sentiment of the sentence. */
  readonly sentiment: string;
}

/** What one rule labels. */
export interface RuleHits {
  readonly name: string;
  readonly task: string;
  readonly value: string;
  readonly sentences: number;
  /** Sentences that the model judges likewise; null for tasks other than sentiment. */
  readonly modelAgrees: number | null;
  readonly examples: RuleExample[];
}

/** Sentences that get no label, because these rules say different things of them. */
export interface RuleConflict {
  readonly rules: readonly { readonly name: string; readonly value: string }[];
  readonly task: string;
  readonly sentences: number;
  readonly examples: RuleExample[];
}

export interface RuleOutcome extends RuleLabelCounts {
  readonly rules: readonly RuleHits[];
  readonly conflicts: readonly RuleConflict[];
}

const EXAMPLES = 3;
type Counted<T extends { sentences: number }> = { -readonly [K in keyof T]: T[K] };

/**
 * Labels the sentences that the model has judged by rules, each text once for each source, and withdraws labels of rules
 * that are gone. Where rules contradict each other, a sentence gets no label.
 */
export async function applyWordRules(
  database: Database,
  modelId: number,
  rules: readonly WordRule[],
  dryRun: boolean,
): Promise<RuleOutcome> {
  const matcher = new WordRules(rules);
  const hits = new Map<string, Counted<RuleHits>>();
  for (const { name, task, value } of rules) {
    const agrees = task === 'sentiment' ? 0 : null;
    hits.set(keyOf(name, task, value), {
      name,
      task,
      value,
      sentences: 0,
      modelAgrees: agrees,
      examples: [],
    });
  }
  const conflicts = new Map<string, Counted<RuleConflict>>();

  const note = ({ task, value, rules: found }: RuleFinding, example: RuleExample): string[] => {
    if (value === null) {
      const key = JSON.stringify([task, found.map(({ name, value }) => [name, value]).sort()]);
      const told = found.map(({ name, value }) => ({ name, value }));
      const conflict = conflicts.get(key) ?? { rules: told, task, sentences: 0, examples: [] };
      conflicts.set(key, conflict);
      conflict.sentences++;
      if (conflict.examples.length < EXAMPLES) conflict.examples.push(example);
      return [];
    }
    const names = [...new Set(found.map(({ name }) => name))];
    for (const name of names) {
      const own = hits.get(keyOf(name, task, value))!;
      own.sentences++;
      if (own.modelAgrees !== null && example.sentiment === value) own.modelAgrees++;
      if (own.examples.length < EXAMPLES) own.examples.push(example);
    }
    return names;
  };
  const label = ({ text, sentences, comments }: RuleText): RuleLabel[] => {
    const slices = codePointSlices(text, sentences);
    return sentences.flatMap(({ start, end, sentiment }, i) => {
      const words = wordsOf(slices[i]!);
      return comments.flatMap(({ feedbackId, ...scope }) =>
        matcher.find(words, scope).flatMap((finding) => {
          const { task, value } = finding;
          const example = { feedbackId, text: slices[i]!, sentiment };
          return note(finding, example).map((rule) => ({
            rule,
            task,
            value: value!,
            feedbackId,
            start,
            end,
          }));
        }),
      );
    });
  };
  const counts = await replaceRuleLabels(database, modelId, label, dryRun);
  const most = (a: { sentences: number }, b: { sentences: number }) => b.sentences - a.sentences;
  return { ...counts, rules: [...hits.values()].sort(most), conflicts: [...conflicts.values()].sort(most) };
}

const keyOf = (name: string, task: string, value: string): string => JSON.stringify([name, task, value]);
