import type { Database } from '../../src/db/client.ts';

/** How the made tables look; written into the page. */
export const SOURCES = ['app', 'shop', 'web', 'mail', 'survey'] as const;
export const THEMES = 40;
export const DAYS = 730;
export const FIRST_DAY = '2024-03-30';
export const LAST_DAY = '2026-03-29';
export const ATTRIBUTES = ['Channel', 'Product', 'Region'] as const;

/** 0..1, the same for the same number and seed. */
const u = (number: string, seed: number) =>
  `((hashint8extended(${number}, ${seed}) & 4503599627370495) / 4503599627370496.0::float8)`;
/** Score of document k, -1..1: most are clearly one or the other. */
const score = (k: string) => `(round((2 * ${u(k, 11)} - 1)::numeric, 4))::real`;
const pick = (values: readonly string[], number: string, seed: number) =>
  `(array[${values.map((it) => `'${it}'`).join(', ')}])[1 + floor(${values.length} * ${u(number, seed)})::int]`;
const EMOTIONS = [
  ...[
    'admiration',
    'amusement',
    'anger',
    'annoyance',
    'approval',
    'caring',
    'confusion',
    'curiosity',
    'desire',
  ],
  ...[
    'disappointment',
    'disapproval',
    'disgust',
    'embarrassment',
    'excitement',
    'fear',
    'gratitude',
    'grief',
  ],
  ...['joy', 'love', 'nervousness', 'optimism', 'pride', 'realization', 'relief', 'remorse', 'sadness'],
  ...['surprise', 'neutral'],
];

/** A model that is active without any files, a run of it, an import for each source, the themes. Returns its id. */
export async function makeFrame(database: Database): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
     values ('made', '1', md5('made'), 'feedback', 'fp32', 256, '{}', true) returning id`,
  );
  const modelId = rows[0]!.id;
  await database.query(`insert into verbatim.run (trigger, model_id, status) values ('bench', $1, 'done')`, [
    modelId,
  ]);
  await database.query(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, rating_scale)
     select source, source || '.csv', 'utf-8', ',', '{}', 'done',
            '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}' from unnest($1::text[]) as source`,
    [SOURCES],
  );
  await database.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, segments, current, shown_as, first_seen, last_seen)
     select i, $1, 'theme ' || i, array['word ' || i], '', 1, true, i, now(), now() from generate_series(1, ${THEMES}) i`,
    [modelId],
  );
  return modelId;
}

/**
 * Documents `from` to `to` with results as the model would give them: 1 % in a language that is not served, one or two
 * sentences each, nine of ten in a theme; a theme's weight falls with its number.
 */
export async function addDocuments(
  database: Database,
  modelId: number,
  from: number,
  to: number,
): Promise<void> {
  const range = [from, to];
  await database.query(
    `insert into verbatim.document (id, hash, text, characters) overriding system value
     select k, sha256(int8send(k)), text, char_length(text)
       from (select k, 'The parcel of order ' || k || ' came late. Nobody answered my message about it.' as text
               from generate_series($1::bigint, $2::bigint) k) made`,
    range,
  );
  await database.query(
    `insert into verbatim.failure (document_id, model_id, run_id, code, message)
     select k, ${modelId}, 1, 'LANGUAGE_UNSUPPORTED', 'made' from generate_series($1::bigint, $2::bigint) k
      where k % 100 = 7`,
    range,
  );
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select k, ${modelId}, 1, case when score < -0.25 then 'negative' when score > 0.25 then 'positive'
                        when ${u('k', 12)} < 0.3 then 'mixed' else 'neutral' end,
            greatest(0, -score), 1 - abs(score), greatest(0, score), score, 0.8,
            case when ${u('k', 13)} < 0.3 then array[${pick(EMOTIONS, 'k', 14)}]
                 else (array[${EMOTIONS.map((it) => `'${it}'`).join(', ')}])[1 + k % 27:2 + k % 27] end,
            '{0.7,0.6}', case when score < 0 then ${u('k', 15)} * 0.6 else 0.01 end, 20, 1, false
       from (select k, ${score('k')} as score from generate_series($1::bigint, $2::bigint) k) made
      where k % 100 <> 7`,
    range,
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
       neutral, positive, score, tokens)
     select k, ${modelId}, n, case n when 0 then 0 else d.characters - 36 end,
            case n when 0 then d.characters - 37 else d.characters end,
            case when score < -0.25 then 'negative' when score > 0.25 then 'positive' else 'neutral' end,
            greatest(0, -score), 1 - abs(score), greatest(0, score), score, 10
       from (select k, n, (${score('(k * 2 + n)')} + ${score('k')}) / 2 as score
               from generate_series($1::bigint, $2::bigint) k, generate_series(0, 1) n
              where k % 100 <> 7 and (n = 0 or k % 2 = 0)) made
       join verbatim.document d on d.id = k`,
    range,
  );
  await database.query(
    `insert into verbatim.theme_segment (document_id, model_id, ordinal, theme_id, similarity)
     select document_id, model_id, ordinal, theme_id, case when theme_id is not null then ${u('document_id', 17)} end
       from (select document_id, model_id, ordinal,
                    case when ${u('(document_id * 2 + ordinal)', 18)} < 0.9
                         then 1 + floor(${THEMES} * power(${u('(document_id * 2 + ordinal)', 16)}, 1.5))::int end as theme_id
               from verbatim.segment where document_id between $1 and $2) made`,
    range,
  );
}

/**
 * Feedback `from` to `to` of `all`, in order of time over the two years; with `day`, all on that day. Two years of a
 * shop: a few texts are said by many, most by few; 1 % without a text, 1 % without a time, six of ten rated, from 1 to
 * 5 and in the survey from 0 to 10; 3 % rate against what they say. Each is stored six hours after it was said.
 */
export async function addFeedback(
  database: Database,
  rows: { from: number; to: number; all: number; documents: number; day?: string },
): Promise<void> {
  const { from, to, all, documents, day } = rows;
  const time = day
    ? `timestamptz '${day} 00:00Z' + ${u('i', 1)} * interval '1 day'`
    : `timestamptz '${FIRST_DAY} 00:00Z' + (i::float8 / ${all}) * interval '${DAYS} days'`;
  await database.query(
    `insert into verbatim.feedback
       (import_id, line, source, identity, fingerprint, document_id, occurred_at, created_at, rating, attributes)
     select place, i, (array[${SOURCES.map((it) => `'${it}'`).join(', ')}])[place], identity, identity,
            case when ${u('i', 2)} >= 0.01 then k end, case when ${u('i', 3)} >= 0.01 then ${time} end, ${time} + interval '6 hours',
            case when ${u('i', 4)} < 0.6 then
              case when place = 5 then floor(10.999 * liking) else 1 + floor(4.999 * liking) end end,
            jsonb_build_object('Channel', ${pick(['phone', 'chat', 'post', 'desk'], 'i', 5)},
              'Product', ${pick(['bed', 'chair', 'desk', 'lamp', 'shelf', 'sofa'], 'i', 6)},
              'Region', ${pick(['East', 'Middle', 'North', 'South', 'West'], 'i', 7)})
       from (select *, case when ${u('i', 8)} < 0.03 then 1 - feeling else feeling end as liking
               from (select *, (1 + ${score('k')}) / 2 as feeling
                       from (select i, 1 + floor(5 * ${u('i', 9)})::int as place, md5('made ' || i)::uuid as identity,
                                    1 + floor(${documents} * power(${u('i', 10)}, 2))::bigint as k
                               from generate_series($1::bigint, $2::bigint) i) numbered) felt) made`,
    [from, to],
  );
}

/** Five quotes for each theme, and rejected rows: one for each thousand of feedback. */
export async function addQuotesAndRejects(database: Database, feedback: number): Promise<void> {
  await database.query(
    `insert into verbatim.theme_quote (theme_id, rank, feedback_id, document_id, ordinal, start_offset, end_offset, quote)
     select t.id, row_number() over (partition by t.id order by near.similarity desc, near.document_id), f.id,
            near.document_id, near.ordinal, s.start_offset, s.end_offset,
            substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset)
       from verbatim.theme t cross join lateral (
              select document_id, ordinal, similarity from verbatim.theme_segment where theme_id = t.id
               order by similarity desc, document_id, ordinal limit 5) near
       join verbatim.segment s on (s.document_id, s.model_id, s.ordinal) = (near.document_id, t.model_id, near.ordinal)
       join verbatim.document d on d.id = near.document_id
      cross join lateral (select min(id) as id from verbatim.feedback where document_id = d.id) f
      where f.id is not null`,
  );
  await database.query(
    `insert into verbatim.reject (import_id, line, reason, detail, raw_row)
     select 1 + i % 5, i, (array['RATING_UNREADABLE', 'TIME_UNREADABLE'])[1 + i % 2], 'made', 'a,b,' || i
       from generate_series(1, $1::int) i`,
    [Math.ceil(feedback / 1000)],
  );
}
