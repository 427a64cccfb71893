-- quotes.sql by the index of strong sentences, which is read until there are enough.
-- $1 text: source, or null for all
-- $2 integer: quotes of either side
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with active as (
  select id from verbatim.model where active and task = 'feedback'
)
select side.sentiment, once.quote, once.score, once.rating, once.source, once.line
  from (values ('negative'), ('positive')) as side (sentiment)
 cross join lateral (
  select * from (
  select distinct on (rtrim(lower(strong.quote), '.!? ')) strong.* from (
   select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as quote, s.score,
          said.rating, said.source, said.line, s.document_id
     from verbatim.segment s
    cross join lateral (
      select f.rating, f.source, f.line from verbatim.feedback f
       where f.document_id = s.document_id and ($1::text is null or f.source = $1)
         and ($3::date is null or f.occurred_at >= ($3::timestamp at time zone 'UTC'))
         and ($4::date is null or f.occurred_at < (($4::date + 1)::timestamp at time zone 'UTC'))
       order by f.id limit 1) said
     join verbatim.document d on d.id = s.document_id
    where s.model_id = (select id from active) and s.sentiment = side.sentiment and s.sentiment <> 'neutral'
      and s.end_offset - s.start_offset between 30 and 240
      and not exists (
            select from verbatim.segment o
             where o.document_id = s.document_id and o.model_id = s.model_id and o.sentiment <> 'neutral'
               and o.end_offset - o.start_offset between 30 and 240
               and (abs(o.score) > abs(s.score) or abs(o.score) = abs(s.score) and o.ordinal < s.ordinal))
    order by abs(s.score) desc, s.document_id
    limit 25 * $2::integer) strong
   order by rtrim(lower(strong.quote), '.!? '), abs(strong.score) desc, strong.document_id) o
   order by abs(o.score) desc, o.document_id limit $2::integer) once
 order by side.sentiment, abs(once.score) desc, once.document_id
