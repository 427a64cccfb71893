import { USUAL_THRESHOLD } from '../../domain/topics/topic.ts';
import { type Vectors, vectorAt, vectorCount } from '../vectors.ts';
import fitted from './calibration.json' with { type: 'json' };
import { describedJudge, judged, type LinearJudge, logit, topicDirection } from './direction.ts';
import { checkHead, type HeadCheck, LEAST_EXAMPLES, trainHead } from './head.ts';

/** What a topic is judged by; all vectors are unit vectors of the topic space. */
export interface JudgeTexts {
  /** Of name and description, with weights. */
  readonly texts: readonly { readonly vector: Float32Array; readonly weight: number }[];
  readonly examples: readonly Float32Array[];
  readonly counterExamples: readonly Float32Array[];
  /** Examples of other topics. */
  readonly others: readonly Float32Array[];
}

type Method = 'description' | 'head';

/** Platt (1999): logits are multiplied by the slope, and the offset is added. */
interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/** By method, learnt on half of NLU++; bench/topic-calibration.ts writes it. */
const CALIBRATION: Readonly<Record<Method, Calibration>> = fitted;

export interface TopicJudge extends LinearJudge {
  readonly method: Method;
  /** How it was calibrated; its weights and bias are calibrated. */
  readonly calibration: Calibration;
  /** Of examples, each judged without itself; null without any, and if not asked for. */
  readonly check: HeadCheck | null;
}

/** Negative examples and sentences of the corpus that a head is trained on: more tell it little and cost time. */
const MOST_OTHERS = 600;
const MOST_BACKGROUND = 100;
/** A sentence with a lower probability by the description is taken for one about something else. */
const ELSEWHERE = 0.1;

export interface JudgeEffort {
  /** With the check, which takes four times as long as the judge. Default: yes. */
  readonly checked?: boolean | undefined;
  /** A head from eight examples on, which takes most of the time of a judge. Default: yes. */
  readonly trained?: boolean | undefined;
}

/**
 * Makes the judge of a topic: a head on its own from eight examples on, else the similarity to its texts, of which
 * examples are some.
 * @param background sentences of the corpus, in the space
 */
export function makeJudge(
  { texts, examples, counterExamples, others }: JudgeTexts,
  background: Vectors,
  spread: number,
  { checked = true, trained = true }: JudgeEffort = {},
): TopicJudge {
  const few = !trained || examples.length < LEAST_EXAMPLES;
  const of = (some: readonly Float32Array[]) => {
    const own = [...texts, ...some.map((vector) => ({ vector, weight: 1 }))];
    return topicDirection(own, background, spread);
  };
  const direction = of(few ? examples : []);
  const described = describedJudge(direction, background, spread);
  const calibration = CALIBRATION[few ? 'description' : 'head'];
  const negative = [...counterExamples, ...spreadOut(others, MOST_OTHERS)];
  if (few && !checked)
    return { ...calibrated(described, calibration), method: 'description', calibration, check: null };
  if (few) {
    const without = (i: number) =>
      calibrated(describedJudge(of(examples.filter((_, at) => at !== i)), background, spread), calibration);
    const judge = calibrated(described, calibration);
    const hits = examples.filter((vector, i) => judged(without(i), vector) >= USUAL_THRESHOLD).length;
    const falseAlarms = negative.filter((vector) => judged(judge, vector) >= USUAL_THRESHOLD).length;
    const check = { hits, misses: examples.length - hits, falseAlarms };
    return { ...judge, method: 'description', calibration, check: examples.length === 0 ? null : check };
  }
  const elsewhere: Float32Array[] = [];
  for (let i = 0; i < vectorCount(background) && elsewhere.length < MOST_BACKGROUND; i++) {
    const vector = vectorAt(background, i);
    if (judged(described, vector) < ELSEWHERE) elsewhere.push(vector);
  }
  const set = { positive: examples, negative, background: elsewhere };
  const head = calibrated(trainHead(set, direction), calibration);
  return {
    ...head,
    method: 'head',
    calibration,
    check: checked
      ? checkHead(set, direction, (logit(USUAL_THRESHOLD) - calibration.offset) / calibration.slope)
      : null,
  };
}

const calibrated = ({ weights, bias }: LinearJudge, { slope, offset }: Calibration): LinearJudge => ({
  weights: weights.map((value) => slope * value),
  bias: slope * bias + offset,
});

/** At most so many, from all places of the list. */
function spreadOut<T>(rows: readonly T[], most: number): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}
