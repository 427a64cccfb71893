-- As the owner: the role that may call it sees neither the table nor the log.
CREATE OR REPLACE FUNCTION reporting.read_original(feedback_ids bigint[])
RETURNS TABLE (feedback_id bigint, identity uuid, key_ordinal integer, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kept bigint[];
BEGIN
  SELECT array_agg(o.feedback_id ORDER BY o.feedback_id) INTO kept
    FROM verbatim.original o WHERE o.feedback_id = ANY (read_original.feedback_ids);
  IF kept IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO verbatim.access_log (who, what, feedback_ids, place)
  VALUES (session_user, 'original', kept, 'reporting.read_original');
  RETURN QUERY SELECT o.feedback_id, f.identity, o.key_ordinal, o.sealed
    FROM verbatim.original o JOIN verbatim.feedback f ON f.id = o.feedback_id
   WHERE o.feedback_id = ANY (kept) ORDER BY o.feedback_id;
END $$;

COMMENT ON FUNCTION reporting.read_original(bigint[]) IS 'Encrypted originals of comments, for verbatim privacy original; each call is noted in access_log.';

REVOKE ALL ON FUNCTION reporting.read_original(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting.read_original(bigint[]) TO verbatim_originals;
