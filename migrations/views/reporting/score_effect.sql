-- Differences of shares: Newcombe (1998), method 10; of means: Welch (1947) with the normal quantile, hence 30 values on
-- both sides. The contribution is a covariance, whose variance is by the delta method (van der Vaart 1998, chapter 3).
CREATE OR REPLACE FUNCTION reporting.score_effect(measure text, n bigint, total numeric, squares numeric, all_n bigint, all_total numeric, all_squares numeric)
RETURNS TABLE (with_topic double precision, without_topic double precision, difference double precision, difference_low double precision, difference_high double precision, contribution double precision, contribution_low double precision, contribution_high double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH given AS (
    SELECT n::double precision AS n1, (all_n - n)::double precision AS n0, all_n::double precision AS na,
           total::double precision AS s1, (all_total - total)::double precision AS s0, squares::double precision AS q1,
           (all_squares - squares)::double precision AS q0, all_total::double precision / all_n AS mean
     WHERE n >= 30 AND all_n - n >= 30
  ), means AS (
    SELECT *, s1 / n1 AS m1, s0 / n0 AS m0, n1 / na AS p,
           greatest(0, q1 - s1 * s1 / n1) / (n1 - 1) / n1 + greatest(0, q0 - s0 * s0 / n0) / (n0 - 1) / n0 AS variance,
           (q1 - 2 * mean * s1 + n1 * mean * mean) / na AS around1, (q0 - 2 * mean * s0 + n0 * mean * mean) / na AS around0
      FROM given
  ), effects AS (
    SELECT *, m1 - m0 AS d, p * (m1 - mean) AS c FROM means
  ), ends AS (
    SELECT *, 1.959963984540054 * sqrt(greatest(0, (1 - p) ^ 2 * around1 + p ^ 2 * around0 - c ^ 2) / na) AS half,
           reporting.wilson_low((s1 / 100)::bigint, n1::bigint) AS low1, reporting.wilson_high((s1 / 100)::bigint, n1::bigint) AS high1,
           reporting.wilson_low((s0 / 100)::bigint, n0::bigint) AS low0, reporting.wilson_high((s0 / 100)::bigint, n0::bigint) AS high0
      FROM effects WHERE measure = 'csat'
     UNION ALL
    SELECT *, 1.959963984540054 * sqrt(greatest(0, (1 - p) ^ 2 * around1 + p ^ 2 * around0 - c ^ 2) / na), NULL, NULL, NULL, NULL
      FROM effects WHERE measure <> 'csat'
  )
  SELECT m1, m0, d,
         CASE WHEN measure = 'csat' THEN d - sqrt((m1 - 100 * low1) ^ 2 + (100 * high0 - m0) ^ 2) ELSE d - 1.959963984540054 * sqrt(variance) END,
         CASE WHEN measure = 'csat' THEN d + sqrt((100 * high1 - m1) ^ 2 + (m0 - 100 * low0) ^ 2) ELSE d + 1.959963984540054 * sqrt(variance) END,
         c, c - half, c + half
    FROM ends
$$;

COMMENT ON FUNCTION reporting.score_effect(text, bigint, numeric, numeric, bigint, numeric, numeric) IS 'The mean of values with a topic and without it, their difference, and the contribution of the topic to the mean of all: share of values x (mean with it less mean of all); each with its 95 % interval. From counts, sums and sums of squares, of the values with the topic and of all; no row with fewer than 30 on either side. csat: values are 0 and 100.';
