import { NearestSentences } from '../../src/analysis/search/nearest.ts';
import { type Database, inTransaction } from '../../src/db/client.ts';
import { copyRows } from '../../src/db/copy-rows.ts';
import { type Corpus, MadeSentences } from './corpus.ts';

export const SOURCES = ['app', 'mail', 'shop', 'survey', 'web'];
const DAYS = 730;
const FIRST_DAY = '2024-01-01';
const CHUNK = 20_000;

/** Writes comments of one made sentence each. @returns the ids of the documents nearest to each question, exactly */
export async function fill(
  database: Database,
  modelId: number,
  corpus: Corpus,
  count: number,
  compared: number,
  say: (line: string) => void,
): Promise<number[][]> {
  const made = new MadeSentences(corpus);
  const questions = corpus.questions.slice(0, compared);
  const nearest = questions.map(({ vector }) => new NearestSentences([vector], 10));
  const { runId, first } = await frame(database, modelId);
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    await inTransaction(database, async (connection) => {
      await connection.query(
        'create temporary table made (id bigint, text text, embedding bytea) on commit drop',
      );
      await copyRows(
        connection,
        'made (id, text, embedding)',
        rows(made, nearest, questions, first, from, to),
      );
      for (const statement of statements(modelId, runId)) await connection.query(statement);
    });
    if (to % (5 * CHUNK) === 0 || to === count) say(`${to} sentences written`);
  }
  await database.query(`update verbatim.run set analysed = $2 where id = $1`, [runId, count]);
  await database.query('vacuum analyze');
  return nearest.map((it) => it.best.map(({ documentId }) => documentId));
}

function* rows(
  made: MadeSentences,
  nearest: readonly NearestSentences[],
  questions: Corpus['questions'],
  first: number,
  from: number,
  to: number,
): Generator<[number, string, string]> {
  for (let k = from; k < to; k++) {
    const { text, vector, embedding } = made.make(k);
    const documentId = first + k;
    for (const [i, question] of questions.entries()) {
      let similarity = 0;
      for (let d = 0; d < vector.length; d++) similarity += vector[d]! * question.vector[d]!;
      nearest[i]!.offer({ documentId, ordinal: 0, similarity });
    }
    yield [documentId, text, `\\x${embedding.toString('hex')}`];
  }
}

/** A run and imports; the first free id of a document. */
async function frame(database: Database, modelId: number): Promise<{ runId: number; first: number }> {
  const { rows: found } = await database.query<{ runId: number; first: number }>(
    `with sources as (
       insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, rating_scale)
       select source, source || '.csv', 'utf-8', ',', '{}', 'done',
              '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}' from unnest($2::text[]) as source
     )
     insert into verbatim.run (trigger, model_id, status) values ('bench', $1, 'done')
     returning id as "runId", (select coalesce(max(id), 0) + 1 from verbatim.document) as first`,
    [modelId, SOURCES],
  );
  return found[0]!;
}

const statements = (modelId: number, runId: number): string[] => [
  `insert into verbatim.document (id, hash, text, characters, language) overriding system value
   select id, sha256(convert_to(text, 'UTF8')), text, char_length(text), 'en' from made`,
  `insert into verbatim.feedback
     (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating, attributes)
   select i.id, m.id, i.source, md5('bench' || m.id)::uuid, md5('bench' || m.id)::uuid, m.id,
          date '${FIRST_DAY}' + (m.id * 7919 % ${DAYS})::int + interval '9 hours', 1 + m.id % 5, '{}'
     from made m
     join verbatim.import i on i.file_name = (array['${SOURCES.join("','")}'])[1 + m.id * 31 % ${SOURCES.length}] || '.csv'`,
  `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
     confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
   select id, ${modelId}, ${runId}, 'neutral', 0.1, 0.8, 0.1, 0, 0.8, '{}', '{}', 0.01, 12, 1, false from made`,
  `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
     neutral, positive, score, toxicity, tokens, embedding)
   select id, ${modelId}, 0, 0, char_length(text), (array['negative', 'neutral', 'positive'])[1 + id % 3], 0.1, 0.8, 0.1,
          0, 0.01, 12, embedding from made`,
  `insert into verbatim.document_words (document_id, words)
   select id, verbatim.words_of((select rules from verbatim.word_rules where language = 'en'), text) from made`,
];
