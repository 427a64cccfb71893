CREATE OR REPLACE FUNCTION reporting.version() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;

COMMENT ON FUNCTION reporting.version() IS 'Version of the contract: columns are added; a change that breaks queries comes as schema reporting_v2 beside this one.';
