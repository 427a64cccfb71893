import type { LabelTaskRow } from '../../db/review/exchange.ts';
import { labelTask } from '../../domain/label.ts';
import { textOf } from './json-value.ts';
import { CARRIED, type Carried } from './written-label.ts';

// What labelling tools have in common: a comment goes out with keys that come back with each answer.

/** Which comment an answer is about. */
export type About = Carried & { readonly id: string | null };

/** An answer of a person to a question of the tool. */
export interface Answer {
  readonly about: About;
  /** Its name in the tool. */
  readonly question: string;
  /** Null: none, or several at once. */
  readonly value: string | null;
  readonly labeller: string | null;
  /** When it was given, ISO 8601, so that a person's latest counts; empty: the file does not say. */
  readonly at: string;
}

/** The answers of a record and how many were not submitted; or why it cannot be read. */
export type ReadRecord = { readonly answers: readonly Answer[]; readonly skipped: number } | string;

/** The task that a question asks, by its name such as `sentiment`, `emotion_joy` or `topic_KEY`; null for others. */
export function questionOf(name: string): string | null {
  const task = name.replace(/^(emotion|topic)[_-]/i, '$1 ');
  return /^topic /i.test(task) ? task : labelTask(task);
}

/** What an answer is about, from the keys of its comment. @param ids names of the customer's own id, best first */
export function carriedOf(keys: Readonly<Record<string, unknown>>, ids: readonly string[]): About {
  const carried = Object.fromEntries(CARRIED.map((name) => [name, textOf(keys[name])])) as unknown as Carried;
  const id = ids.map((name) => textOf(keys[name])).find((it) => it !== null) ?? null;
  return { ...carried, id };
}

/** The keys that {@link carriedOf} reads again. */
export function exchangeKeys({ identity, textId, source, prediction }: LabelTaskRow): Record<string, string> {
  const shown = prediction && { model: prediction.model, model_value: prediction.value };
  return { verbatim_id: identity, text_id: textId, source, ...shown };
}
