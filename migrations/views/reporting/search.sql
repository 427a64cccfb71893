-- As the owner, so that it reads no table that its caller would have to read, and uses the index of words.
CREATE OR REPLACE FUNCTION reporting.search(question text, most integer DEFAULT 20)
RETURNS TABLE (rank integer, feedback_id bigint, document_id bigint, ordinal integer, start_offset integer, end_offset integer,
               sentence text, sentiment text, score double precision, source text, occurred_at timestamptz,
               rating double precision, language text, comments bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
BEGIN ATOMIC
  WITH asked AS MATERIALIZED (
    SELECT r.rules, websearch_to_tsquery(r.rules, search.question) AS all_words,
           replace(plainto_tsquery(r.rules, search.question)::text, ' & ', ' | ')::tsquery AS any_word
      FROM (SELECT DISTINCT w.rules FROM verbatim.word_rules w UNION SELECT 'pg_catalog.simple'::regconfig) r
  ), best AS MATERIALIZED (
    SELECT w.document_id, a.rules, a.all_words, a.any_word, d.text, d.language, ts_rank_cd(w.words, a.all_words, 1) AS weight
      FROM asked a
      JOIN verbatim.document_words w ON w.words @@ a.all_words
      JOIN verbatim.document d ON d.id = w.document_id
      LEFT JOIN verbatim.word_rules r ON r.language = d.language
     WHERE querytree(a.all_words) NOT IN ('', 'T') AND coalesce(r.rules, 'pg_catalog.simple'::regconfig) = a.rules
       AND EXISTS (SELECT FROM verbatim.feedback f WHERE f.document_id = w.document_id)
     ORDER BY ts_rank_cd(w.words, a.all_words, 1) DESC, w.document_id LIMIT least(greatest(search.most, 1), 1000)
  ), said AS (
    SELECT b.document_id, b.language, b.weight, s.ordinal, s.start_offset, s.end_offset, s.sentiment, s.score, t.sentence,
           w.words @@ b.all_words AS whole, ts_rank(w.words, b.any_word, 1) AS own
      FROM best b
      JOIN verbatim.segment s ON s.document_id = b.document_id
       AND s.model_id = coalesce((SELECT c.model_id FROM verbatim.rollup_state c WHERE c.cube = 'day'),
                                 (SELECT m.id FROM verbatim.model m WHERE m.active AND m.task = 'feedback'))
     CROSS JOIN LATERAL (SELECT substring(b.text FROM s.start_offset + 1 FOR s.end_offset - s.start_offset) AS sentence) t
     CROSS JOIN LATERAL (SELECT verbatim.words_of(b.rules, t.sentence) AS words) w
     WHERE w.words @@ b.any_word
  )
  SELECT row_number() OVER (ORDER BY s.whole DESC, s.own DESC, s.weight DESC, s.document_id, s.ordinal)::integer, c.id, s.document_id,
         s.ordinal, s.start_offset, s.end_offset, s.sentence, s.sentiment, s.score::double precision, c.source, c.occurred_at,
         c.rating, coalesce(s.language, c.language), c.comments
    FROM said s
   CROSS JOIN LATERAL (SELECT f.id, f.source, f.occurred_at, f.rating, f.language, count(*) OVER () AS comments
                         FROM verbatim.feedback f WHERE f.document_id = s.document_id
                        ORDER BY coalesce(f.occurred_at, f.created_at) DESC, f.id DESC LIMIT 1) c
   ORDER BY 1 LIMIT least(greatest(search.most, 1), 1000);
END;

COMMENT ON FUNCTION reporting.search(text, integer) IS 'Sentences that hold the words of a question, best first: all of them in one comment, "in quotes" next to each other, none that has a minus. By words only; verbatim search also finds by meaning.';

REVOKE ALL ON FUNCTION reporting.search(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting.search(text, integer) TO verbatim_analyst;
