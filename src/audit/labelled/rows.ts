/** A comment with the labels of people and the results of the model. */
export interface LabelledRow {
  readonly feedbackId: number;
  /** Its text: equal texts are one observation of the model. */
  readonly documentId: number;
  /** Level of each attribute, in the order of the attributes. */
  readonly levels: readonly string[];
  /** Labels by task, with the pseudonym of the labeller, in the order of the pseudonyms. */
  readonly labels: readonly { readonly task: string; readonly labeller: string; readonly value: string }[];
  readonly sentiment: string;
  readonly negative: number;
  readonly positive: number;
  readonly toxicity: number | null;
  readonly emotions: readonly string[];
}

/** One yes-or-no question: the label of people, the decision of the model and its probability. */
export interface BinaryTask {
  readonly name: string;
  readonly rows: readonly {
    readonly row: LabelledRow;
    readonly label: 0 | 1;
    readonly decision: 0 | 1;
    /** Probability, 0..1; null if the model gives none. */
    readonly score: number | null;
  }[];
}

/** The label that most people give to a row; null without labels or with a tie. */
export function majorityLabel({ labels }: Pick<LabelledRow, 'labels'>, task: string): string | null {
  const votes = new Map<string, number>();
  for (const label of labels) {
    if (label.task === task) votes.set(label.value, (votes.get(label.value) ?? 0) + 1);
  }
  const [first, second] = [...votes].sort(([, a], [, b]) => b - a);
  if (!first || first[1] === second?.[1]) return null;
  return first[0];
}

/** The questions that labels answer: negative, positive, toxic, and each emotion that was labelled. */
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
