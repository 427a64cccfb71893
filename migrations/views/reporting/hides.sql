CREATE OR REPLACE FUNCTION reporting.hides(n bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN n > 0 AND n < reporting.least_n() AND CASE
  WHEN current_setting('verbatim.hides', true) = 'on' THEN true
  WHEN to_regrole('verbatim_reader') IS NULL OR to_regrole('verbatim_analyst') IS NULL THEN false
  ELSE pg_has_role(current_user, 'verbatim_reader', 'USAGE') AND NOT pg_has_role(current_user, 'verbatim_analyst', 'USAGE')
END;

COMMENT ON FUNCTION reporting.hides(bigint) IS 'True when the user who asks may not see the numbers of a cell of so many people: by role, or because the setting verbatim.hides is on.';
