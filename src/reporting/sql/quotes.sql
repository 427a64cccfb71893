-- The strongest negative and positive sentences of 30 to 240 characters, as the customers wrote them. A document
-- gives one sentence, its strongest. What many wrote stands once: 25 times as many as are shown are looked at.
-- $1 text: source, or null for all
-- $2 integer: quotes of either side
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with candidates as (
  select s.sentiment, s.score, f.source, f.line, f.rating, s.document_id,
         substring(f.text from s.start_offset + 1 for s.end_offset - s.start_offset) as quote,
         row_number() over (partition by s.document_id order by abs(s.score) desc, s.ordinal, f.feedback_id)
           as place
    from reporting.feedback_analysis f
    join verbatim.model m on m.active and m.task = 'feedback'
    join verbatim.segment s on s.document_id = f.document_id and s.model_id = m.id
   where s.sentiment <> 'neutral' and s.end_offset - s.start_offset between 30 and 240
     and ($1::text is null or f.source = $1)
     and ($3::date is null or f.occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or f.occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
), ranked as (
  select *, row_number() over (partition by sentiment order by abs(score) desc, document_id) as rank
    from candidates where place = 1
), once as (
  select *, row_number() over (partition by sentiment order by rank) as shown
    from (select distinct on (sentiment, rtrim(lower(quote), '.!? ')) *
            from ranked where rank <= 25 * $2::integer order by sentiment, rtrim(lower(quote), '.!? '), rank) o
)
select sentiment, quote, score, rating, source, line
  from once
 where shown <= $2::integer
 order by sentiment, rank
