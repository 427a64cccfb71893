import type { Connection } from '../client.ts';
import type { SealedOriginal } from '../privacy/originals.ts';

/** Everything that is stored of one comment, as JSON, with its sealed original. */
export interface PersonalRow {
  readonly id: number;
  readonly comment: Readonly<Record<string, unknown>>;
  /** null: none is kept. */
  readonly original: SealedOriginal | null;
}

interface StoredRow extends Pick<PersonalRow, 'id' | 'comment'> {
  readonly author: string;
  readonly identity: string;
  readonly keyOrdinal: number | null;
  readonly sealed: Buffer | null;
}

const PAGE = 200;

const list = (row: string, from: string, order: string): string =>
  `coalesce((select jsonb_agg(${row} order by ${order}) from ${from}), '[]')`;

const COMMENT = `jsonb_build_object(
  'id', f.id, 'source', f.source, 'externalId', f.external_id, 'occurredAt', f.occurred_at, 'rating', f.rating,
  'language', f.language, 'text', d.text, 'asReceived', f.raw_text, 'attributes', f.attributes,
  'storedAt', f.created_at, 'file', i.file_name, 'line', f.line,
  'changes', ${list(
    `jsonb_build_object('changedAt', c.changed_at, 'before', c.old_values, 'after', c.new_values, 'textBefore', o.text)`,
    `verbatim.feedback_change c left join verbatim.document o on o.id = c.old_document_id where c.feedback_id = f.id`,
    'c.id',
  )},
  'results', ${list(
    `jsonb_build_object('model', m.name || ' ' || m.version, 'sentiment', a.sentiment, 'score', a.score,
       'confidence', a.confidence, 'emotions', a.emotions, 'toxicity', a.toxicity, 'labels', a.labels, 'value', a.value,
       'at', a.created_at, 'sentences', ${list(
         `jsonb_build_object('start', s.start_offset, 'end', s.end_offset, 'sentiment', s.sentiment, 'score', s.score)`,
         `verbatim.segment s where s.document_id = a.document_id and s.model_id = a.model_id`,
         's.ordinal',
       )}, 'entities', ${list(
         `jsonb_build_object('label', e.label, 'start', e.start_offset, 'end', e.end_offset, 'score', e.score)`,
         `verbatim.entity e where e.document_id = a.document_id and e.model_id = a.model_id`,
         'e.ordinal',
       )})`,
    `verbatim.analysis a join verbatim.model m on m.id = a.model_id where a.document_id = f.document_id`,
    'a.model_id',
  )},
  'setAside', ${list(
    `jsonb_build_object('code', x.code, 'reason', x.message)`,
    `verbatim.failure x where x.document_id = f.document_id`,
    'x.model_id',
  )},
  'translations', ${list(
    `to_jsonb(array_to_string(t.sentences, ' '))`,
    `verbatim.translation t where t.document_id = f.document_id`,
    't.model_id',
  )},
  'topics', ${list(
    `jsonb_build_object('topic', t.name, 'sentence', s.ordinal, 'probability', s.probability)`,
    `verbatim.sentence_topic s join verbatim.topic t on t.id = s.topic_id where s.document_id = f.document_id`,
    's.ordinal, t.name',
  )},
  'themes', ${list(
    `jsonb_build_object('theme', coalesce(t.user_name, t.name), 'sentence', s.ordinal)`,
    `verbatim.theme_segment s join verbatim.theme t on t.id = s.theme_id where s.document_id = f.document_id`,
    's.ordinal, t.id',
  )},
  'labels', ${list(
    `jsonb_build_object('task', l.task, 'value', l.value, 'labeller', l.labeller, 'reason', l.reason, 'at', l.changed_at)`,
    `verbatim.label l where l.feedback_id = f.id`,
    'l.id',
  )},
  'formerLabels', ${list(
    `jsonb_build_object('task', l.task, 'value', l.value, 'former', l.former, 'labeller', l.labeller, 'at', l.changed_at)`,
    `verbatim.label_change l where l.feedback_id = f.id`,
    'l.id',
  )},
  'handled', ${list(
    `jsonb_build_object('by', h.handled_by, 'at', h.handled_at, 'note', h.note)`,
    `verbatim.handled h where h.feedback_id = f.id`,
    'h.feedback_id',
  )},
  'topicExamples', ${list(
    `jsonb_build_object('topic', t.name, 'text', e.text, 'counterExample', e.counter)`,
    `verbatim.topic_example e join verbatim.topic t on t.id = e.topic_id where e.feedback_id = f.id`,
    'e.id',
  )},
  'quotedInDigests', ${list(
    `jsonb_build_object('digest', q.digest_id, 'quote', q.quote)`,
    `verbatim.digest_quote q where q.feedback_id = f.id`,
    'q.digest_id, q.place',
  )},
  'quotedInThemes', ${list(
    `jsonb_build_object('theme', q.theme_id, 'quote', q.quote)`,
    `verbatim.theme_quote q where q.feedback_id = f.id`,
    'q.theme_id, q.rank',
  )},
  'auditEvidence', ${list(
    `jsonb_build_object('finding', e.finding_id, 'why', e.why)`,
    `verbatim.audit_evidence e where e.feedback_id = f.id`,
    'e.finding_id, e.rank',
  )})`;

/** All comments of an author in one of its forms, in pages, with everything that is stored of them. */
export async function* personalRows(
  connection: Connection,
  authors: readonly string[],
): AsyncGenerator<PersonalRow[]> {
  // In the order of the index of authors: no page reads the comments of the others.
  for (let [author, last] = ['', 0]; ; ) {
    const { rows } = await connection.query<StoredRow>(
      `select f.author, f.id, ${COMMENT} as comment, f.identity, r.key_ordinal as "keyOrdinal", r.sealed
         from (select * from verbatim.feedback where author = any($1::text[]) and (author, id) > ($2, $3)
                order by author, id limit ${PAGE}) f
         join verbatim.import i on i.id = f.import_id
         left join verbatim.document d on d.id = f.document_id
         left join verbatim.original r on r.feedback_id = f.id
        order by f.author, f.id`,
      [authors, author, last],
    );
    if (rows.length === 0) return;
    ({ author, id: last } = rows.at(-1)!);
    yield rows.map(({ id, comment, identity, keyOrdinal, sealed }) => ({
      ...{ id, comment },
      original: sealed && keyOrdinal !== null ? { identity, keyOrdinal, sealed } : null,
    }));
  }
}
