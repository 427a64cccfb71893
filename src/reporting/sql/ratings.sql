-- Mean rating by sentiment, of the feedback that has a rating.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select sentiment, count(*) as n, avg(rating) as mean_rating
  from reporting.feedback_analysis
 where status = 'analysed' and rating is not null and ($1::text is null or source = $1)
   and ($2::date is null or occurred_at >= $2::date::timestamp at time zone 'UTC')
   and ($3::date is null or occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
 group by sentiment
 order by mean_rating, sentiment
