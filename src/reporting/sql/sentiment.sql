-- How customers feel: feedback by sentiment, with 95 % Wilson intervals.
-- $1 text: source, or null for all
select sentiment, n, n::double precision / total as share,
       reporting.wilson_low(n, total) as low, reporting.wilson_high(n, total) as high
  from (select label.sentiment, count(f.feedback_id) as n, sum(count(f.feedback_id)) over ()::bigint as total, label.place
          from unnest(array['negative', 'mixed', 'neutral', 'positive']) with ordinality as label (sentiment, place)
          left join reporting.feedback_analysis f
            on f.sentiment = label.sentiment and ($1::text is null or f.source = $1)
         group by label.sentiment, label.place) as counted
 where total > 0
 order by place
