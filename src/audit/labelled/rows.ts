import { OTHER } from '../observed/level-sums.ts';

/** A feedback with what people and the model say about it. */
export interface LabelledRow {
  readonly feedbackId: number;
  /** Its text: equal ones are one observation of the model. */
  readonly documentId: number;
  /** Level of each attribute, in the order of the attributes. */
  readonly levels: readonly string[];
  /** What each person said of one task, by pseudonym; people in the order of their names. */
  readonly labels: readonly { readonly task: string; readonly labeller: string; readonly value: string }[];
  readonly sentiment: string;
  readonly negative: number;
  readonly positive: number;
  readonly toxicity: number | null;
  readonly emotions: readonly string[];
}

/** One question with a yes or no: what people say, what the model decides and how sure it is. */
export interface BinaryTask {
  readonly name: string;
  readonly rows: readonly {
    readonly row: LabelledRow;
    readonly label: 0 | 1;
    readonly decision: 0 | 1;
    /** Probability, 0..1; null where the model gives none. */
    readonly score: number | null;
  }[];
}

/** What most people say about a row; null where nobody does, or as many say otherwise. */
export function majorityLabel({ labels }: LabelledRow, task: string): string | null {
  const votes = new Map<string, number>();
  for (const label of labels) {
    if (label.task === task) votes.set(label.value, (votes.get(label.value) ?? 0) + 1);
  }
  const [first, second] = [...votes].sort(([, a], [, b]) => b - a);
  if (!first || first[1] === second?.[1]) return null;
  return first[0];
}

/** The questions that labels answer: each sentiment but neutral, toxicity, and the emotions that were labelled. */
export function binaryTasks(rows: readonly LabelledRow[], toxicity: number): BinaryTask[] {
  const tasks: BinaryTask[] = [];
  const add = (name: string, task: string, read: (row: LabelledRow, value: string) => Answer) => {
    const answered = rows.flatMap((row) => {
      const value = majorityLabel(row, task);
      return value === null ? [] : [{ row, ...read(row, value) }];
    });
    if (answered.length > 0) tasks.push({ name, rows: answered });
  };
  for (const polarity of ['negative', 'positive'] as const) {
    add(polarity, 'sentiment', (row, value) => ({
      label: binary(value === polarity),
      decision: binary(row.sentiment === polarity),
      score: row[polarity],
    }));
  }
  add('toxic', 'toxicity', (row, value) => ({
    label: binary(value === 'yes'),
    decision: binary((row.toxicity ?? 0) >= toxicity),
    score: row.toxicity,
  }));
  const emotions = new Set(rows.flatMap(({ labels }) => labels.map(({ task }) => task)));
  for (const task of [...emotions].filter((it) => it.startsWith('emotion ')).sort()) {
    const emotion = task.slice('emotion '.length);
    add(task, task, (row, value) => ({
      label: binary(value === 'yes'),
      decision: binary(row.emotions.includes(emotion)),
      score: null,
    }));
  }
  return tasks;
}

interface Answer {
  readonly label: 0 | 1;
  readonly decision: 0 | 1;
  readonly score: number | null;
}

const binary = (yes: boolean): 0 | 1 => (yes ? 1 : 0);

/** Rows by their level, small levels together; in the order of the names. */
export function byLevel<R>(rows: readonly R[], levelOf: (row: R) => string, k: number): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const level = levelOf(row);
    const group = groups.get(level);
    if (group) group.push(row);
    else groups.set(level, [row]);
  }
  const isKept = ([level, members]: readonly [string, readonly R[]]) =>
    members.length >= k && level !== OTHER;
  const kept = [...groups].filter(isKept);
  const pooled = [...groups].filter((group) => !isKept(group)).flatMap(([, members]) => members);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(pooled.length > 0 ? [...kept, [OTHER, pooled]] : kept);
}
