import type { PolarityProbabilities, Sentiment } from '../../domain/analysis.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import { type Database, inTransaction, type Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';
import { byPerson, ofPresentText } from '../review/label-conditions.ts';
import type { modelComparison } from '../schema/models.ts';

/** A candidate and the active model. */
export interface Pair {
  readonly candidateId: number;
  readonly activeId: number;
}

interface StoredAnswer {
  readonly sentiment: Sentiment;
  readonly confidence: number;
}

/** A comment drawn at random that people have labelled, with the answers of both models. */
export interface LabelledAnswers {
  readonly feedbackId: number;
  readonly documentId: number;
  readonly labels: readonly { readonly task: string; readonly labeller: string; readonly value: string }[];
  /** 1 / the probability that it was drawn. */
  readonly weight: number;
  /** Null: the model has not judged it. */
  readonly candidate: StoredAnswer | null;
  readonly active: StoredAnswer | null;
  /** The label was there when the model was tuned. */
  readonly taughtCandidate: boolean;
  readonly taughtActive: boolean;
}

/** SQL condition: a comment `f` in the time range of $2 and $3. */
const IN_SPAN = `($2::timestamptz is null or f.occurred_at >= $2) and ($3::timestamptz is null or f.occurred_at < $3)`;

const momentsOf = (span: TimeSpan | undefined) => [span?.since ?? null, span?.until ?? null];

/** SQL: the answer of the model $n to the document of a comment `f`, as JSON. */
const answerOf = (model: string) => `(
  select jsonb_build_object('sentiment', a.sentiment, 'confidence', a.confidence::float8) from verbatim.analysis a
   where a.document_id = f.document_id and a.model_id = ${model} and a.sentiment is not null)`;

/** SQL: whether a label of `l` was there when the model $n was tuned. */
const taught = (model: string) =>
  `exists (select from verbatim.model m where m.id = ${model} and m.base_id is not null and l.since <= m.created_at)`;

/**
 * The comments that chance alone drew and whose sentiment people have labelled, by id. Rules do not count as people, nor
 * labels of a text that was changed since.
 */
export async function labelledAnswers(
  database: Queryable,
  { candidateId, activeId }: Pair,
  span: TimeSpan | undefined,
): Promise<LabelledAnswers[]> {
  const { rows } = await database.query<LabelledAnswers>(
    `select f.id as "feedbackId", f.document_id as "documentId", l.labels, 1 / i.inclusion as weight,
            ${answerOf('$1')} as candidate, ${answerOf('$4')} as active,
            ${taught('$1')} as "taughtCandidate", ${taught('$4')} as "taughtActive"
       from (select o.feedback_id, min(o.created_at) as since,
                    jsonb_agg(jsonb_build_object('task', o.task, 'labeller', o.labeller, 'value', o.value)) as labels
               from verbatim.label o join verbatim.feedback of on of.id = o.feedback_id
              where o.task = 'sentiment' and o.start_offset is null and ${byPerson('o')} and ${ofPresentText('o', 'of')}
              group by o.feedback_id) l
       join verbatim.feedback f on f.id = l.feedback_id and f.document_id is not null and ${IN_SPAN}
       join lateral (select inclusion from verbatim.review_item
                      where feedback_id = f.id and random order by id limit 1) i on true
      order by f.id`,
    [candidateId, ...momentsOf(span), activeId],
  );
  return rows;
}

/**
 * Probabilities of comments by a head that was trained without them (cross-validation), by comment. A tuned model has
 * seen the labels that were there when it was made, so its own results on them would flatter it.
 */
export async function heldOutProbabilities(
  database: Queryable,
  modelId: number,
): Promise<Map<number, PolarityProbabilities>> {
  const { rows } = await database.query<{ id: number; probabilities: [number, number, number] }>(
    `select (e->>0)::bigint as id, array[(e->>2)::float8, (e->>3)::float8, (e->>4)::float8] as probabilities
       from verbatim.model m, jsonb_array_elements(m.tuning->'heldOut') e
      where m.id = $1 and e->>1 is null`,
    [modelId],
  );
  return new Map(rows.map(({ id, probabilities }) => [id, probabilities]));
}

/** Documents of comments that the model has judged, drawn at random: the same ones while no comment is added. */
export async function sampledDocuments(
  database: Queryable,
  modelId: number,
  count: number,
  span: TimeSpan | undefined,
): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `select f.document_id as id
       from (select id, document_id from verbatim.feedback f where document_id is not null and ${IN_SPAN}
              order by hashint8extended(id, 1) limit $4) f
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1 and a.sentiment is not null`,
    [modelId, ...momentsOf(span), count],
  );
  return rows.map(({ id }) => id);
}

/** Of documents, one entry per comment: how many both have judged, and to how many they give another sentiment. */
export async function changedAnswers(
  database: Queryable,
  { candidateId, activeId }: Pair,
  documents: readonly number[],
): Promise<{ sampled: number; changed: number }> {
  const { rows } = await database.query<{ sampled: number; changed: number }>(
    `select count(*)::int as sampled, count(*) filter (where c.sentiment <> a.sentiment)::int as changed
       from unnest($3::bigint[]) as d (id)
       join verbatim.analysis c on c.document_id = d.id and c.model_id = $1 and c.sentiment is not null
       join verbatim.analysis a on a.document_id = d.id and a.model_id = $2 and a.sentiment is not null`,
    [candidateId, activeId, documents],
  );
  return rows[0]!;
}

type Stored = typeof modelComparison.$inferSelect;

/** What was counted: the same counts are the same labels. */
export type Evidence = Pick<
  Stored,
  'labelled' | 'candidateRight' | 'activeRight' | 'onlyCandidate' | 'onlyActive'
>;

const EVIDENCE = `candidate_id = $1 and active_id = $2
  and (labelled, candidate_right, active_right, only_candidate, only_active)`;

const countsOf = (it: Evidence) => [
  it.labelled,
  it.candidateRight,
  it.activeRight,
  it.onlyCandidate,
  it.onlyActive,
];

/** The how manieth comparison of the two this is. The same labels again, and too few of them, are no further look. */
export async function lookOf(database: Queryable, { candidateId, activeId }: Pair, evidence: Evidence) {
  const { rows } = await database.query<{ look: number }>(
    `select coalesce(
       (select max(look) from verbatim.model_comparison where ${EVIDENCE} = ($3, $4, $5, $6, $7)),
       (select max(look) + 1 from verbatim.model_comparison
         where candidate_id = $1 and active_id = $2 and verdict <> 'too few'),
       1) as look`,
    [candidateId, activeId, ...countsOf(evidence)],
  );
  return rows[0]!.look;
}

export type NewComparison = Omit<Stored, 'id' | 'auditId' | 'comparedAt' | 'task'>;

/** Stores a comparison of sentiment. The same numbers as in the last one of the two are the same comparison. */
export async function storeComparison(database: Database, found: NewComparison): Promise<number> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'model');
    const { candidateId, activeId, margin, verdict, sampled, changed } = found;
    const same = await connection.query<{ id: number }>(
      `select id from verbatim.model_comparison
        where id = (select max(id) from verbatim.model_comparison where candidate_id = $1 and active_id = $2)
          and ${EVIDENCE} = ($3, $4, $5, $6, $7)
          and margin = $8 and verdict = $9 and sampled is not distinct from $10 and changed is not distinct from $11`,
      [candidateId, activeId, ...countsOf(found), margin, verdict, sampled, changed],
    );
    if (same.rows[0]) return same.rows[0].id;
    const { rows } = await connection.query<{ id: number }>(
      `insert into verbatim.model_comparison
         (candidate_id, active_id, task, labelled, candidate_right, active_right, only_candidate, only_active,
          margin, verdict, sampled, changed, look, p, accuracy_difference, accuracy_low, accuracy_high,
          f1_difference, f1_low, f1_high, candidate_calibration, active_calibration, calibration_low, calibration_high)
       values ($1, $2, 'sentiment', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
               $20, $21, $22, $23) returning id`,
      [
        ...[
          candidateId,
          activeId,
          ...countsOf(found),
          margin,
          verdict,
          sampled,
          changed,
          found.look,
          found.p,
        ],
        ...[found.accuracyDifference, found.accuracyLow, found.accuracyHigh],
        ...[found.f1Difference, found.f1Low, found.f1High],
        ...[found.candidateCalibration, found.activeCalibration, found.calibrationLow, found.calibrationHigh],
      ],
    );
    return rows[0]!.id;
  });
}

/** Records the audit of swaps that a candidate went through. */
export async function noteAudit(database: Queryable, comparisonId: number, auditId: number): Promise<void> {
  await database.query('update verbatim.model_comparison set audit_id = $2 where id = $1', [
    comparisonId,
    auditId,
  ]);
}

export interface StoredComparison
  extends Pick<
    Stored,
    | 'id'
    | 'comparedAt'
    | 'labelled'
    | 'look'
    | 'p'
    | 'accuracyDifference'
    | 'accuracyLow'
    | 'accuracyHigh'
    | 'margin'
    | 'auditId'
  > {
  readonly verdict: string;
  readonly candidate: { readonly name: string; readonly version: string; readonly hash: string };
  readonly active: { readonly name: string; readonly version: string; readonly hash: string };
}

/** Every comparison for a task, oldest first. */
export async function comparisons(database: Queryable, task: string): Promise<StoredComparison[]> {
  const { rows } = await database.query<StoredComparison>(
    `select c.id, c.compared_at as "comparedAt", c.labelled, c.look, c.p, c.accuracy_difference as "accuracyDifference",
            c.accuracy_low as "accuracyLow", c.accuracy_high as "accuracyHigh", c.margin, c.audit_id as "auditId",
            c.verdict, jsonb_build_object('name', n.name, 'version', n.version, 'hash', n.hash) as candidate,
            jsonb_build_object('name', o.name, 'version', o.version, 'hash', o.hash) as active
       from verbatim.model_comparison c
       join verbatim.model n on n.id = c.candidate_id
       join verbatim.model o on o.id = c.active_id
      where n.task = $1 order by c.id`,
    [task],
  );
  return rows;
}
