import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Crowd } from '../../domain/crowd.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { crowd, PERSON_COLUMNS } from '../rollups/people.ts';
import type { accuracy } from '../schema/review.ts';
import type { Row } from '../schema/verbatim.ts';
import { LANGUAGE } from './draws.ts';
import { byPerson, ofPresentText } from './label-conditions.ts';

/** A comment of a random sample with the labels of people and the results of a model. */
export interface StoredSampledItem {
  readonly range: string;
  /** Day on which it was drawn. */
  readonly day: string;
  readonly stratum: string;
  readonly stratumSize: number;
  readonly source: string;
  readonly language: string;
  /** Of the attributes, in their order. */
  readonly levels: readonly string[];
  readonly labels: readonly { readonly task: string; readonly labeller: string; readonly value: string }[];
  readonly sentiment: string | null;
  readonly confidence: number | null;
  readonly toxicity: number | null;
  readonly emotions: readonly string[];
  /** Topics that it is about; null: the model is not the active one. */
  readonly topics: readonly string[] | null;
  /** Who wrote it. */
  readonly people: Crowd;
}

/**
 * The random rows of all draws that a model has judged. Labels of another text than the present one do not count, and
 * neither do those of a comment that was labelled before a tuned model was made: it may have learned from them.
 */
export async function sampledItems(
  database: Queryable,
  modelId: number,
  attributes: readonly AttributeDefinition[],
): Promise<StoredSampledItem[]> {
  const levels = levelsSql(attributes, 2);
  const { rows } = await database.query<StoredSampledItem>(
    `select w.from_feedback || '-' || w.to_feedback as range,
            to_char(coalesce(w.to_day, (w.drawn_at at time zone 'UTC')::date), 'YYYY-MM-DD') as day, i.stratum,
            i.stratum_size as "stratumSize", f.source, ${LANGUAGE} as language, ${levels.sql} as levels, l.labels,
            a.sentiment, a.confidence::float8 as confidence, a.toxicity::float8 as toxicity, a.emotions,
            case when m.active then array(
              select t.topic_id::text from verbatim.document_topic t
               where t.document_id = f.document_id
                 and exists (select from verbatim.label o where o.feedback_id = f.id and o.task like 'topic %')) end as topics,
            ${crowd('case when writer.authored then 0 else 1 end', 'case when writer.authored then writer.person end')} as people
       from verbatim.review_item i
       join verbatim.review_draw w on w.id = i.draw_id
       join verbatim.model m on m.id = $1
       join verbatim.feedback f on f.id = i.feedback_id
       join verbatim.document d on d.id = f.document_id
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = m.id
      cross join lateral (select ${PERSON_COLUMNS}) writer
      cross join lateral (
            select coalesce(jsonb_agg(jsonb_build_object('task', l.task, 'labeller', l.labeller, 'value', l.value)
                                      order by l.task, l.labeller collate "C"), '[]') as labels
              from verbatim.label l
             where l.feedback_id = f.id and l.start_offset is null and ${byPerson('l')}
               and ${ofPresentText('l', 'f')}
               and (m.base_id is null
                    or m.created_at < (select min(o.created_at) from verbatim.label o where o.feedback_id = f.id))) l
      where i.random
      order by i.id`,
    [modelId, ...levels.values],
  );
  return rows;
}

export type StoredAccuracy = Row<
  typeof accuracy,
  'task' | 'slice' | 'level' | 'measure' | 'class' | 'n' | 'estimate' | 'low' | 'high'
>;

/** Stores how often a model is right in place of what was stored. @returns whether that differs */
export async function storeAccuracy(
  database: Database,
  modelId: number,
  measured: readonly StoredAccuracy[],
): Promise<boolean> {
  return inTransaction(database, async (connection) => {
    // Two at once would both find the table without these rows.
    await connection.query('lock table verbatim.accuracy in share row exclusive mode');
    const { rows } = await connection.query<{ differs: boolean }>(
      `with measured as (select * from jsonb_to_recordset($2::jsonb) as row
                           (task text, slice text, level text, measure text, class text, n int,
                            estimate float8, low float8, high float8)),
            stored as (select task, slice, level, measure, class, n, estimate, low, high
                         from verbatim.accuracy where model_id = $1)
       select exists (table measured except table stored) or exists (table stored except table measured) as differs`,
      [modelId, JSON.stringify(measured)],
    );
    if (!rows[0]!.differs) return false;
    await connection.query('delete from verbatim.accuracy where model_id = $1', [modelId]);
    await connection.query(
      `insert into verbatim.accuracy (model_id, task, slice, level, measure, class, n, estimate, low, high)
       select $1, row.* from jsonb_to_recordset($2::jsonb) as row
         (task text, slice text, level text, measure text, class text, n int, estimate float8, low float8, high float8)`,
      [modelId, JSON.stringify(measured)],
    );
    return true;
  });
}

/** How often the sentiment of a model is right, of a source or of all. */
export interface ShownAccuracy {
  readonly n: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Labelled comments from which on reports have the figure. */
const ENOUGH = 30;

/**
 * How often the sentiment is right; null: too few comments of the samples are labelled.
 * @param modelId null: of the active model
 * @param source null: of all comments
 */
export async function shownAccuracy(
  database: Queryable,
  modelId: number | null,
  source: string | null,
): Promise<ShownAccuracy | null> {
  const { rows } = await database.query<ShownAccuracy>(
    `select a.n, a.estimate as value, a.low, a.high
       from verbatim.accuracy a join verbatim.model m on m.id = a.model_id
      where case when $1::int is null then m.active and m.task = 'feedback' else m.id = $1 end
        and a.task = 'sentiment' and a.measure = 'accuracy' and a.n >= ${ENOUGH}
        and a.slice = case when $2::text is null then 'all' else 'source' end and a.level = coalesce($2, 'all')`,
    [modelId, source],
  );
  return rows[0] ?? null;
}
