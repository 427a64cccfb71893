-- Feedback whose rating and text disagree. A rating is scaled to 0..1 by 5, 10 or 100, the least of them that holds
-- the highest rating of its source; low is 0.4 or less, high 0.8 or more (1-2 and 4-5 stars). A low rating disagrees
-- with a score of 0.5 or more, a high one with -0.5 or less. Shown: the sentence that disagrees most.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with scales as (
  select source, case when max(rating) <= 5 then 5 when max(rating) <= 10 then 10 else 100 end as scale
    from verbatim.feedback group by source
), disagreeing as (
  select f.*, sign(f.score) as side
    from reporting.feedback_analysis f join scales using (source)
   where f.status = 'analysed' and ($1::text is null or f.source = $1)
     and ($3::date is null or f.occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or f.occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
     and ((f.rating / scale <= 0.4 and f.score >= 0.5) or (f.rating / scale >= 0.8 and f.score <= -0.5))
)
select d.rating, d.sentiment, d.score,
       (select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset)
          from verbatim.segment s join verbatim.model m on m.id = s.model_id and m.active and m.task = 'feedback'
         where s.document_id = d.document_id
         order by s.score * d.side desc, s.ordinal limit 1) as quote,
       d.source, d.line, count(*) over () as total
  from disagreeing d
 order by abs(d.score) desc, d.feedback_id
 limit $2::integer
