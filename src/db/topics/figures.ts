import type { TopicKind } from '../../domain/topics/topic.ts';
import type { Queryable } from '../client.ts';

/** A topic with its counts, of the active model. */
export interface TopicFigures {
  readonly id: string;
  readonly path: string;
  readonly kind: TopicKind;
  readonly depth: number;
  readonly method: string | null;
  readonly feedback: number;
  readonly share: number | null;
  readonly shareLow: number | null;
  readonly shareHigh: number | null;
  readonly negative: number;
  readonly positive: number;
  readonly meanScore: number | null;
}

/** Topics in use, in the order of their paths. */
export async function topicFigures(database: Queryable): Promise<TopicFigures[]> {
  const { rows } = await database.query<TopicFigures>(
    `select t.topic_id as id, t.path, t.kind, p.depth, t.method, t.feedback, t.share, t.share_low as "shareLow",
            t.share_high as "shareHigh", t.negative, t.positive, t.mean_score::float8 as "meanScore"
       from reporting.topic t join verbatim.topic_path p using (topic_id)
      order by lower(t.path)`,
  );
  return rows;
}

/** A sentence about a topic. */
export interface TopicSentence {
  readonly documentId: number;
  /** Offsets in Unicode code points, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly sentence: string;
  readonly probability: number;
  readonly sentiment: string;
}

/** The most certain sentences of a topic, of different texts. */
export async function topicSentences(
  database: Queryable,
  topicId: string,
  limit: number,
): Promise<TopicSentence[]> {
  const { rows } = await database.query<TopicSentence>(
    `select document_id as "documentId", start_offset as start, end_offset as "end", sentence,
            probability::float8 as probability, sentiment
       from (select distinct on (document_id) * from (
               select * from reporting.sentence_topic where topic_id = $1 order by probability desc limit 10 * $2) best
              order by document_id, probability desc) one
      order by probability desc, document_id limit $2`,
    [topicId, limit],
  );
  return rows;
}

/** Where a sentence is. */
export interface SentencePlace {
  readonly documentId: number;
  readonly ordinal: number;
}

/** Texts of sentences: `document ordinal` → sentence. */
export async function sentenceTexts(
  database: Queryable,
  modelId: number,
  places: readonly SentencePlace[],
): Promise<Map<string, string>> {
  const { rows } = await database.query<SentencePlace & { sentence: string }>(
    `select s.document_id as "documentId", s.ordinal,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as sentence
       from unnest($2::bigint[], $3::int[]) as place (document_id, ordinal)
       join verbatim.segment s on s.document_id = place.document_id and s.ordinal = place.ordinal and s.model_id = $1
       join verbatim.document d on d.id = s.document_id`,
    [modelId, places.map(({ documentId }) => documentId), places.map(({ ordinal }) => ordinal)],
  );
  return new Map(rows.map(({ documentId, ordinal, sentence }) => [`${documentId} ${ordinal}`, sentence]));
}
