CREATE OR REPLACE FUNCTION reporting.least_n() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 10::bigint;

COMMENT ON FUNCTION reporting.least_n() IS 'Cells of fewer comments are hidden from verbatim_reader.';
