-- Feedback whose rating and text disagree, by the scale of its source: a rating in the lower third (of an NPS 0 to 6)
-- with a score of 0.5 or more, one in the upper third (9 or 10) with -0.5 or less; turned around where 1 is best.
-- What a question asks for is no disagreement: faults beside a high rating, praise beside a low one.
-- Shown: the sentence that disagrees most; what many wrote once, of 25 times as many as are shown.
-- $1 text: source, or null for all
-- $2 integer: rows
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with disagreeing as (
  select f.*, sign(f.score) as side
    from reporting.feedback_analysis f join verbatim.rating_scale z using (source)
   where f.status = 'analysed' and ($1::text is null or f.source = $1)
     and ($3::date is null or f.occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or f.occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
     and (f.rating between z.poor_from and z.poor_to and f.score >= 0.5
            and f.attributes ->> 'asks' is distinct from 'praise'
          or f.rating between z.good_from and z.good_to and f.score <= -0.5
            and f.attributes ->> 'asks' is distinct from 'faults')
), clearest as (
  select d.*, count(*) over () as total from disagreeing d
   order by abs(d.score) desc, d.feedback_id limit 25 * $2::integer
), quoted as (
  select c.*,
         (select substring(c.text from s.start_offset + 1 for s.end_offset - s.start_offset)
            from verbatim.segment s join verbatim.model m on m.id = s.model_id and m.active and m.task = 'feedback'
           where s.document_id = c.document_id
           order by s.score * c.side desc, s.ordinal limit 1) as quote
    from clearest c
)
select o.rating, o.sentiment, o.score, o.quote, o.source, o.line, o.total
  from (select distinct on (q.side, coalesce(rtrim(lower(q.quote), '.!? '), q.document_id::text)) q.* from quoted q
         order by q.side, coalesce(rtrim(lower(q.quote), '.!? '), q.document_id::text), abs(q.score) desc, q.feedback_id) o
 order by abs(o.score) desc, o.feedback_id
 limit $2::integer
