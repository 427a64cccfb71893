import type { Queryable } from '../client.ts';
import { bytesOf, floatsOf } from './spaces.ts';

/** How a topic is judged with the embeddings of a model. */
export interface StoredJudge {
  readonly topicId: string;
  /** SHA-256 of what it was made of. */
  readonly definition: string;
  readonly method: 'description' | 'head';
  readonly weights: Float32Array;
  readonly bias: number;
  readonly examples: number;
  readonly counterExamples: number;
  /** Of examples, each judged without itself; null without any. */
  readonly check: { readonly hits: number; readonly misses: number; readonly falseAlarms: number } | null;
}

export async function readJudges(database: Queryable, modelId: number): Promise<StoredJudge[]> {
  const { rows } = await database.query<
    Omit<StoredJudge, 'weights' | 'check'> & {
      weights: Buffer;
      hits: number | null;
      misses: number;
      falseAlarms: number;
    }
  >(
    `select topic_id as "topicId", definition, method, weights, bias, examples, counter_examples as "counterExamples",
            hits, misses, false_alarms as "falseAlarms"
       from verbatim.topic_model where model_id = $1`,
    [modelId],
  );
  return rows.map(({ weights, hits, misses, falseAlarms, ...row }) => ({
    ...row,
    weights: floatsOf(weights),
    check: hits === null ? null : { hits, misses, falseAlarms },
  }));
}

export async function writeJudges(
  database: Queryable,
  modelId: number,
  judges: readonly StoredJudge[],
): Promise<void> {
  for (const { topicId, definition, method, weights, bias, examples, counterExamples, check } of judges) {
    await database.query(
      `insert into verbatim.topic_model
         (topic_id, model_id, definition, method, weights, bias, examples, counter_examples, hits, misses, false_alarms)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           on conflict (topic_id, model_id) do update
          set definition = excluded.definition, method = excluded.method, weights = excluded.weights,
              bias = excluded.bias, examples = excluded.examples, counter_examples = excluded.counter_examples,
              hits = excluded.hits, misses = excluded.misses, false_alarms = excluded.false_alarms, scored_at = now()`,
      [
        ...[topicId, modelId, definition, method, bytesOf(weights), bias, examples, counterExamples],
        ...[check?.hits ?? null, check?.misses ?? null, check?.falseAlarms ?? null],
      ],
    );
  }
}

/** How a topic is judged, and how its examples were: counts are null without any. */
export interface TopicCheck {
  readonly method: 'description' | 'head';
  readonly hits: number | null;
  readonly misses: number | null;
  readonly falseAlarms: number | null;
}

/** Checks of topics by id, of the active model. */
export async function readChecks(database: Queryable): Promise<Map<string, TopicCheck>> {
  const { rows } = await database.query<TopicCheck & { id: string }>(
    `select j.topic_id as id, j.method, j.hits, j.misses, j.false_alarms as "falseAlarms"
       from verbatim.topic_model j join verbatim.model m on m.id = j.model_id and m.active and m.task = 'feedback'`,
  );
  return new Map(rows.map(({ id, ...check }) => [id, check]));
}
