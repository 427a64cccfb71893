-- Mean rating by sentiment, of the feedback that has a rating.
-- $1 text: source, or null for all
select sentiment, count(*) as n, avg(rating) as mean_rating
  from reporting.feedback_analysis
 where status = 'analysed' and rating is not null and ($1::text is null or source = $1)
 group by sentiment
 order by mean_rating, sentiment
