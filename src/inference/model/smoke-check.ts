import type { ModelScores } from '../../domain/analysis.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Engine } from '../engines/engine.ts';

/** What a smoke check found. */
export interface SmokeCheck {
  readonly texts: number;
  /** Largest difference between a text's scores alone and among the others, 0..1. */
  readonly aloneAgainstBatch: number;
  /** Windows of the long text. */
  readonly windows: number;
}

/** Scores of one text may differ so much between batches, and no more. */
export const SAME_SCORES = 1e-5;

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
 * Proves that an opened model can be trusted with a table: each text has a finite result, probabilities are
 * probabilities, texts differ in their results, a long text is read to its end, and (unless its precision is known
 * to break this) a text scores the same alone and among others.
 * @throws VerbatimError MODEL_SMOKE_FAILED
 */
export async function smokeCheck(engine: Engine): Promise<SmokeCheck> {
  const { model } = engine;
  const fail = (detail: string) => new VerbatimError('MODEL_SMOKE_FAILED', { folder: model.folder, detail });
  const documents = TEXTS.map((text, i) => ({ id: i + 1, text }));
  const { scores, failures } = await engine.analyse(documents);
  const broken = failures[0];
  if (broken) throw fail(`text ${broken.documentId} of ${TEXTS.length} got no result: ${broken.message}`);
  const together = scores.map(numbersOf);
  if (together.some((numbers) => !numbers.every(Number.isFinite))) throw fail('a score is not a number');
  if (scores.some((score) => !probable(score))) throw fail('probabilities of one text do not sum to 1');
  const long = scores.at(-1)!;
  if (long.truncated) throw fail(`a text of ${long.tokens} tokens was cut`);
  const entities = model.kind === 'token-classification';
  if (!entities && together.every((numbers) => closeness(numbers, together[0]!) < 1e-9)) {
    throw fail('every text got the same scores');
  }
  let difference = 0;
  for (const [i, document] of documents.entries()) {
    const [alone] = (await engine.analyse([document])).scores;
    difference = Math.max(difference, closeness(numbersOf(alone!), together[i]!));
  }
  if (difference > SAME_SCORES && model.precision === 'fp32') {
    throw fail(`a text scores ${difference.toPrecision(2)} otherwise among others than alone`);
  }
  return { texts: TEXTS.length, aloneAgainstBatch: difference, windows: long.windows };
}

/** All numbers of a result, in one order. */
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

/** Largest difference; results of another shape are as far apart as can be. */
function closeness(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return 1;
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}
