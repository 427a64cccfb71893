CREATE OR REPLACE FUNCTION reporting.wilson_high(k bigint, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN
  least(double precision '1', (k + double precision '1.9207294103470627'
    + double precision '1.959963984540054' * sqrt(greatest(double precision '0', k::double precision * (n - k) / n + double precision '0.9603647051735313')))
  / (n + double precision '3.8414588206941254')) END;

COMMENT ON FUNCTION reporting.wilson_high(bigint, bigint) IS 'High end of the 95 % Wilson interval (Wilson 1927) of k out of n; null when n is 0.';
