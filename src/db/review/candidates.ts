import type { Connection } from '../client.ts';
import { type FeedbackRange, LANGUAGE } from './draws.ts';
import { byPerson } from './label-conditions.ts';

/** A comment that may be worth a look, and why. */
export interface Candidate {
  readonly feedbackId: number;
  readonly documentId: number;
  readonly source: string;
  /** '' if unknown. */
  readonly language: string;
  readonly reason: string;
}

export interface CandidateScope {
  readonly modelId: number;
  readonly range: FeedbackRange;
  /** Comments of each reason, at most. */
  readonly most: number;
}

/** Comments that nobody looked at or is asked to look at. */
const UNSEEN = `
  not exists (select from verbatim.review_item i where i.feedback_id = f.id)
  and not exists (select from verbatim.label l where l.feedback_id = f.id and ${byPerson('l')})`;

const COLUMNS = `f.id as "feedbackId", f.document_id as "documentId", f.source, ${LANGUAGE} as language`;

const RANGE = 'f.id between $2 and $3';

const valuesOf = ({ modelId, range: { from, to }, most }: CandidateScope) => [modelId, from, to, most];

/** The least certain first. */
export async function leastCertain(connection: Connection, scope: CandidateScope): Promise<Candidate[]> {
  // The text is read of those alone that are taken.
  const { rows } = await connection.query<Candidate>(
    `select ${COLUMNS}, 'the model is ' || round((a.confidence * 100)::numeric) || ' % sure' as reason
       from (select f.id, a.confidence from verbatim.feedback f
               join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
              where ${RANGE} and a.confidence is not null and ${UNSEEN}
              order by a.confidence, f.id limit $4) a
       join verbatim.feedback f using (id) join verbatim.document d on d.id = f.document_id
      order by a.confidence, f.id`,
    valuesOf(scope),
  );
  return rows;
}

/** Comments whose rating and words disagree, the clearest words first. */
export async function disagreeing(connection: Connection, scope: CandidateScope): Promise<Candidate[]> {
  const { rows } = await connection.query<Candidate>(
    `select ${COLUMNS}, 'rating ' || r.rating || ', the text is ' || r.sentiment as reason
       from reporting.disagreement r
       join verbatim.feedback f on f.id = r.feedback_id join verbatim.document d on d.id = f.document_id
      where $1::int is not null and ${RANGE} and ${UNSEEN}
      order by abs(r.score) desc, f.id limit $4`,
    valuesOf(scope),
  );
  return rows;
}

/** Clear sentences that are read for {@link opposed}, by index. */
const SENTENCES = 5_000;

/** Comments with a clear sentence of the opposite sentiment, the clearest first. */
export async function opposed(connection: Connection, scope: CandidateScope): Promise<Candidate[]> {
  const { rows } = await connection.query<Candidate>(
    `select ${COLUMNS}, 'one sentence is ' || s.sentiment || ', the comment ' || s.whole as reason
       from (select distinct on (s.document_id) s.document_id, s.sentiment, s.strength, a.sentiment as whole
               from (values ('negative', 'positive'), ('positive', 'negative')) as side (own, other)
              cross join lateral (
                    select document_id, sentiment, abs(score) as strength from verbatim.segment
                     where model_id = $1 and sentiment = side.own and sentiment <> 'neutral'
                       and end_offset - start_offset between 30 and 240
                     order by abs(score) desc, document_id limit ${SENTENCES}) s
               join verbatim.analysis a on a.document_id = s.document_id and a.model_id = $1
                                       and a.sentiment = side.other
              order by s.document_id, s.strength desc) s
       join verbatim.feedback f on f.document_id = s.document_id join verbatim.document d on d.id = f.document_id
      where ${RANGE} and ${UNSEEN}
      order by s.strength desc, f.id limit $4`,
    valuesOf(scope),
  );
  return rows;
}

/** Comments in languages that are rare, the least certain first. */
export async function inLanguages(
  connection: Connection,
  scope: CandidateScope,
  languages: readonly string[],
): Promise<Candidate[]> {
  if (languages.length === 0) return [];
  const { rows } = await connection.query<Candidate>(
    `select ${COLUMNS}, 'few comments are in ' || left(${LANGUAGE}, 40) as reason
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
      where ${RANGE} and ${LANGUAGE} = any ($5) and ${UNSEEN}
      order by a.confidence, f.id limit $4`,
    [...valuesOf(scope), languages],
  );
  return rows;
}

/** Comments that open findings of audits point at, failures first. */
export async function ofFindings(connection: Connection, scope: CandidateScope): Promise<Candidate[]> {
  const { rows } = await connection.query<Candidate>(
    `select ${COLUMNS}, 'audit finding ' || min(x.id) || ' points at it' as reason
       from verbatim.audit_finding x
       join verbatim.audit_evidence e on e.finding_id = x.id
       join verbatim.feedback f on f.id = e.feedback_id join verbatim.document d on d.id = f.document_id
      where x.model_id = $1 and x.state in ('new', 'ongoing') and ${RANGE} and ${UNSEEN}
      group by f.id, d.id order by min(x.severity), min(e.rank), f.id limit $4`,
    valuesOf(scope),
  );
  return rows;
}

/** Embeddings of some comments in the range, evenly over them. */
export async function sampledEmbeddings(
  connection: Connection,
  scope: CandidateScope,
): Promise<(Omit<Candidate, 'reason'> & { readonly embedding: Buffer })[]> {
  const { rows } = await connection.query<Omit<Candidate, 'reason'> & { embedding: Buffer }>(
    `select ${COLUMNS}, a.embedding
       from (select id from verbatim.feedback f
              where ${RANGE} and id % greatest(1, ($3 - $2 + 1) / $4) = 0 order by id limit $4) s
       join verbatim.feedback f using (id) join verbatim.document d on d.id = f.document_id
       join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
      where a.embedding is not null and ${UNSEEN}
      order by f.id`,
    valuesOf(scope),
  );
  return rows;
}

/** Embeddings of the texts that people labelled last. */
export async function labelledEmbeddings(
  connection: Connection,
  modelId: number,
  most: number,
): Promise<Buffer[]> {
  const { rows } = await connection.query<{ embedding: Buffer }>(
    `select a.embedding
       from (select f.document_id, max(l.id) as last from verbatim.label l
               join verbatim.feedback f on f.id = l.feedback_id
              where ${byPerson('l')} group by 1 order by last desc limit $2) l
       join verbatim.analysis a on a.document_id = l.document_id and a.model_id = $1
      where a.embedding is not null`,
    [modelId, most],
  );
  return rows.map(({ embedding }) => embedding);
}
