CREATE OR REPLACE FUNCTION reporting.least_n() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10::bigint;

COMMENT ON FUNCTION reporting.least_n() IS 'Cells of comments of fewer people are hidden from verbatim_reader. A person is an author, or a comment without one.';
