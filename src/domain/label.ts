import { POLARITIES } from './analysis.ts';
import { findTopic, type Topic } from './topics/topic.ts';

/**
 * What a label answers about a comment or a sentence: `sentiment`, `toxicity`, `emotion NAME`, or `topic ID` with the
 * id of a topic.
 */
export type LabelTask = string;

export const SENTIMENT_LABELS = [...POLARITIES, 'mixed'] as const;
const ANSWERS = ['yes', 'no'] as const;
const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['no', 'n', 'false', '0']);
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const TASK = new RegExp(`^(?:sentiment|toxicity|emotion [a-z_-]{1,40}|topic ${UUID})$`);

/** Labellers of this form are rules: weak labels, which count neither for accuracy nor as a person's word. */
export const RULE_LABELLER = 'rule ';

/** Probability from which a model's answer counts as toxic, as everywhere in the reports. */
export const TOXIC = 0.5;

/** The task of that name; null for an unknown one. */
export function labelTask(name: string): LabelTask | null {
  const lower = name.trim().toLowerCase();
  if (lower === 'toxic') return 'toxicity';
  return TASK.test(lower) ? lower : null;
}

/** {@link labelTask}, where a topic may also have its name or key; null for a topic that does not exist. */
export function taskNamed(name: string, topics: readonly Topic[]): LabelTask | null {
  const [, wanted] = /^topic +(.+)$/is.exec(name.trim()) ?? [];
  if (wanted === undefined) return labelTask(name);
  const topic = findTopic(topics, wanted);
  return topic ? `topic ${topic.id}` : null;
}

/** The id of the topic that a task asks about; null for other tasks. */
export const topicOfTask = (task: LabelTask): string | null =>
  task.startsWith('topic ') ? task.slice('topic '.length) : null;

/** The values of a task. */
export const labelValues = (task: LabelTask): readonly string[] =>
  task === 'sentiment' ? SENTIMENT_LABELS : ANSWERS;

/** A value of the task as people write it; null for an unknown one. */
export function labelValue(task: LabelTask, said: string): string | null {
  const lower = said.trim().toLowerCase();
  if (task === 'sentiment') return labelValues(task).includes(lower) ? lower : null;
  if (YES.has(lower) || lower === 'toxic') return 'yes';
  return NO.has(lower) || lower === 'not toxic' ? 'no' : null;
}

/** The name of a labeller, trimmed; null for an empty, long or unprintable one, and for that of a rule. */
export function labellerName(said: string): string | null {
  const name = said.normalize('NFC').trim();
  if (name === '' || name.length > 100 || /[\p{Cc}\p{Bidi_Control}]/u.test(name)) return null;
  return name.toLowerCase().startsWith(RULE_LABELLER) ? null : name;
}
