-- 50,000 characters give less than the 1 MB that a tsvector may have, whatever they are: URLs and words with hyphens are
-- stored several times, at most five bytes for each of the text. Masks are no words.
CREATE OR REPLACE FUNCTION verbatim.words_of(rules regconfig, text text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(coalesce(rules, 'pg_catalog.simple'::regconfig),
  CASE WHEN strpos(text, '[') = 0 THEN left(text, 50000)
       ELSE regexp_replace(left(text, 50000), '\[[a-z][a-z_]{0,23}( \d{1,9})?\]', ' ', 'g') END);

COMMENT ON FUNCTION verbatim.words_of(regconfig, text) IS 'Words of the first 50,000 characters of a text, without masks; rules null: words as they are.';
