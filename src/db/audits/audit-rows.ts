import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Queryable } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { JOIN_RATING_SCALE, ratingBand } from '../imports/rating-scales.ts';
import { byPerson, ofPresentText } from '../review/label-conditions.ts';
import type { DayWindow } from './audit-sums.ts';

/** Whose rows an audit reads: of one model, in a window of days, of one source or of all. */
export interface AuditScope {
  readonly modelId: number;
  readonly window: DayWindow;
  readonly source: string | null;
}

/** Condition on a feedback `f`; takes $2 to $4. $1 is the model. */
export const IN_SCOPE = `
  ($2::date is null or f.occurred_at >= ($2::date::timestamp at time zone 'UTC'))
  and ($3::date is null or f.occurred_at < ($3::date::timestamp at time zone 'UTC'))
  and ($4::text is null or f.source = $4)`;

export const scopeValues = ({ modelId, window, source }: AuditScope) => [
  modelId,
  window.from,
  window.to,
  source,
];

/** One judged feedback, for evidence and for labels; never its text. */
export interface JudgedRow {
  readonly feedbackId: number;
  readonly levels: readonly string[];
  /** -1 low, 1 high, else 0. */
  readonly ratingBand: number;
  readonly sentiment: string | null;
  readonly negative: number | null;
  readonly positive: number | null;
  readonly score: number | null;
  readonly confidence: number | null;
  readonly toxicity: number | null;
  readonly truncated: boolean | null;
  readonly failed: boolean;
  readonly language: string | null;
  readonly emotions: readonly string[];
}

const judgedColumns = (levels: string) => `
  f.id as "feedbackId", ${levels} as levels, ${ratingBand('$6', '$7')} as "ratingBand", a.sentiment, a.negative::float8 as negative,
  a.positive::float8 as positive, a.score::float8 as score, a.confidence::float8 as confidence,
  a.toxicity::float8 as toxicity, a.truncated, a.document_id is null and x.code <> 'NO_ANSWER' as failed,
  nullif(btrim(f.language), '') as language, coalesce(a.emotions, '{}') as emotions`;

/** Joins results of the model $1 to feedback `f`. */
export const JUDGED_BY = `
  left join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
  left join verbatim.failure x on x.document_id = f.document_id and x.model_id = $1`;

/**
 * The latest rows in scope, newest first, in which evidence is looked for.
 * @param rating bounds of low and high ratings; null: by the scale of each source
 */
export async function latestRows(
  database: Queryable,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
  { limit, rating }: { limit: number; rating: { readonly low: number; readonly high: number } | null },
): Promise<JudgedRow[]> {
  const levels = levelsSql(attributes, 8);
  const { rows } = await database.query<JudgedRow>(
    `select ${judgedColumns(levels.sql)}
       from (select * from verbatim.feedback f where f.document_id is not null and ${IN_SCOPE}
              order by f.id desc limit $5) f
       ${JOIN_RATING_SCALE}
       ${JUDGED_BY}
      order by f.id desc`,
    [...scopeValues(scope), limit, rating?.low ?? null, rating?.high ?? null, ...levels.values],
  );
  return rows;
}

export interface StoredLabelledRow {
  readonly feedbackId: number;
  readonly documentId: number;
  readonly levels: readonly string[];
  readonly labels: readonly { readonly task: string; readonly labeller: string; readonly value: string }[];
  readonly sentiment: string;
  readonly negative: number;
  readonly positive: number;
  readonly toxicity: number | null;
  readonly emotions: readonly string[];
}

/** Judged rows in scope that people have labelled, by id; labellers in the order of their names. */
export async function labelledRows(
  database: Queryable,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
): Promise<StoredLabelledRow[]> {
  const levels = levelsSql(attributes, 5);
  const { rows } = await database.query<StoredLabelledRow>(
    `select f.id as "feedbackId", f.document_id as "documentId", ${levels.sql} as levels, l.labels, a.sentiment,
            a.negative::float8 as negative, a.positive::float8 as positive, a.toxicity::float8 as toxicity,
            a.emotions
       from (select o.feedback_id, jsonb_agg(jsonb_build_object('task', o.task, 'labeller', o.labeller, 'value', o.value)
                                             order by o.task, o.labeller collate "C") as labels
               from verbatim.label o
               join verbatim.feedback of on of.id = o.feedback_id
                and ${ofPresentText('o', 'of')}
              where o.start_offset is null and ${byPerson('o')} group by o.feedback_id) l
       join verbatim.feedback f on f.id = l.feedback_id
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
      where a.sentiment is not null and ${IN_SCOPE}
      order by f.id`,
    [...scopeValues(scope), ...levels.values],
  );
  return rows;
}

/** Rows in scope that only other models have judged. */
export async function rowsOfOtherModels(database: Queryable, scope: AuditScope): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n from verbatim.feedback f
      where ${IN_SCOPE}
        and not exists (select from verbatim.analysis a where a.document_id = f.document_id and a.model_id = $1)
        and exists (select from verbatim.analysis a where a.document_id = f.document_id and a.model_id <> $1)`,
    scopeValues(scope),
  );
  return rows[0]!.n;
}
