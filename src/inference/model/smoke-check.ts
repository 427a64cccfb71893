import type { ModelScores } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Engine } from '../engines/engine.ts';

export interface SmokeCheck {
  readonly texts: number;
  /** Largest difference between a text's scores alone and among the others, 0..1. */
  readonly aloneAgainstBatch: number;
  /** Windows of the long text. */
  readonly windows: number;
}

/** Largest accepted difference of one text's scores between batches. */
const SAME_SCORES = 1e-5;

const LONG = 'The rooms were clean and the staff kind, but breakfast came late on both days. '.repeat(400);
const TEXTS = [
  'The parcel came early and everything was in it. Thank you!',
  'Two weeks late, the box was open, and nobody answers the phone.',
  'It is a lamp.',
  'Ich bin sehr zufrieden mit dem Kundendienst, aber der Preis ist zu hoch.',
  'Très déçu : la couleur n’est pas celle de la photo 😞',
  '配送很快，包装也很好。',
  '[CLS] </s> <pad> {} %s',
  'a',
  LONG,
];

/**
 * Checks an opened model on a few texts: every result is finite, probabilities are 0..1 and sum to 1, results differ
 * between texts, a long text is read to its end. At fp32, a text also has the same scores alone and in a batch; other
 * precisions are known to break this.
 * @throws VerbatimError MODEL_SMOKE_FAILED
 */
export async function smokeCheck(engine: Engine): Promise<SmokeCheck> {
  const { model } = engine;
  const fail = (detail: string) => new VerbatimError('MODEL_SMOKE_FAILED', { folder: model.folder, detail });
  const documents = TEXTS.map((text, i) => ({ id: i + 1, text }));
  const { scores, failures } = await engine.analyse(documents);
  const broken = failures[0];
  if (broken) throw fail(`text ${broken.documentId} of ${TEXTS.length} has no result: ${broken.message}`);
  const together = scores.map(numbersOf);
  if (together.some((numbers) => !numbers.every(Number.isFinite))) throw fail('a score is not a number');
  if (scores.some((score) => !probable(score))) throw fail('probabilities of one text do not sum to 1');
  const long = scores.at(-1)!;
  if (long.truncated) throw fail(`a text of ${long.tokens} tokens was cut`);
  const entities = model.kind === 'token-classification';
  if (!entities && together.every((numbers) => largestDifference(numbers, together[0]!) < 1e-9)) {
    throw fail('all texts have the same scores');
  }
  let difference = 0;
  for (const [i, document] of documents.entries()) {
    const [alone] = (await engine.analyse([document])).scores;
    difference = Math.max(difference, largestDifference(numbersOf(alone!), together[i]!));
  }
  if (difference > SAME_SCORES && model.precision === 'fp32') {
    throw fail(`the scores of a text differ by ${difference.toPrecision(2)} between alone and in a batch`);
  }
  return { texts: TEXTS.length, aloneAgainstBatch: difference, windows: long.windows };
}

/** All numbers of a result, always in the same order. */
function numbersOf(scores: ModelScores): number[] {
  const vector = [...(scores.embedding ?? [])];
  if ('sentiment' in scores) return [...scores.sentiment, ...scores.emotion, scores.toxicity ?? 0, ...vector];
  return [
    ...(scores.labels?.values ?? []),
    ...vector,
    ...scores.entities.flatMap((it) => [it.start, it.score]),
  ];
}

function probable(scores: ModelScores): boolean {
  const within = (values: readonly number[]) => values.every((value) => value >= 0 && value <= 1);
  const whole = (values: readonly number[]) =>
    within(values) && Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) < 1e-4;
  if ('sentiment' in scores) return whole(scores.sentiment) && within(scores.emotion);
  if (scores.labels === null || scores.labels.rule === 'regression') return true;
  return scores.labels.rule === 'single' ? whole(scores.labels.values) : within(scores.labels.values);
}

/** Largest difference; 1, the maximum, for results of different shapes. */
function largestDifference(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return 1;
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}
