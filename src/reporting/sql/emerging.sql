-- Themes that were said more often in the last seven days than their own past lets expect, the most surprising first,
-- as the last night saw them. The days end with the last day of any feedback. Share: of the comments of these days.
-- $1 integer: rows
select theme, case when emerging then 'yes' else 'no' end as emerging, said, expected,
       share, share_low as low, share_high as high, probability, last_day::text, count(*) over () as total
  from reporting.emerging_theme
 where said > 0
 order by emerging desc, probability, said desc, theme
 limit $1::integer
