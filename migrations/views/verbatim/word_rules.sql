-- Only those that the server has: Estonian came with Postgres 18.
CREATE OR REPLACE VIEW verbatim.word_rules AS
SELECT known.language, c.oid::regconfig AS rules
  FROM (VALUES ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'), ('el', 'greek'), ('en', 'english'),
               ('es', 'spanish'), ('et', 'estonian'), ('eu', 'basque'), ('fi', 'finnish'), ('fr', 'french'), ('ga', 'irish'),
               ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'), ('it', 'italian'),
               ('lt', 'lithuanian'), ('ne', 'nepali'), ('nl', 'dutch'), ('no', 'norwegian'), ('pt', 'portuguese'),
               ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('sv', 'swedish'), ('ta', 'tamil'),
               ('tr', 'turkish'), ('yi', 'yiddish')) known (language, name)
  JOIN pg_catalog.pg_ts_config c ON c.cfgname = known.name AND c.cfgnamespace = 'pg_catalog'::regnamespace;

COMMENT ON VIEW verbatim.word_rules IS 'Rules of Postgres for the words of a language; of other languages words are taken as they are (simple).';
COMMENT ON COLUMN verbatim.word_rules.language IS 'ISO 639-1.';
COMMENT ON COLUMN verbatim.word_rules.rules IS 'Text search configuration.';
