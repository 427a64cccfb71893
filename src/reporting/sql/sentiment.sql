-- How customers feel: feedback by sentiment, with 95 % Wilson intervals.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select sentiment, n, n::double precision / total as share,
       reporting.wilson_low(n, total) as low, reporting.wilson_high(n, total) as high
  from (select label.sentiment, count(f.feedback_id) as n, sum(count(f.feedback_id)) over ()::bigint as total, label.place
          from unnest(array['negative', 'mixed', 'neutral', 'positive']) with ordinality as label (sentiment, place)
          left join reporting.feedback_analysis f
            on f.sentiment = label.sentiment and ($1::text is null or f.source = $1)
           and ($2::date is null or f.occurred_at >= $2::date::timestamp at time zone 'UTC')
           and ($3::date is null or f.occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
         group by label.sentiment, label.place) as counted
 where total > 0
 order by place
