-- overview.sql: volumes from roll-ups; distinct texts are counted one by one, but of all feedback they are all documents
-- less those that nobody says any more.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
with volumes as (
  select coalesce(sum(feedback), 0)::bigint as feedback, coalesce(sum(without_text), 0)::bigint as without_text
    from verbatim.rollup_day
   where attribute = '' and ($1::text is null or source = $1)
     and ($2::date is null or dated and day >= $2) and ($3::date is null or dated and day <= $3)
), ratings as (
  select sum(rating * feedback) / sum(feedback)::double precision as mean_rating,
         coalesce(sum(feedback), 0)::bigint as rated
    from verbatim.rollup_rating_day
   where sentiment <> '' and ($1::text is null or source = $1)
     and ($2::date is null or dated and day >= $2) and ($3::date is null or dated and day <= $3)
), span as (
  select min(day) as first_day, max(day) as last_day from verbatim.rollup_day
   where attribute = '' and dated and ($1::text is null or source = $1)
     and ($2::date is null or day >= $2) and ($3::date is null or day <= $3)
), active as (
  select id, name || ' ' || version || ' (' || left(hash, 12) || ')' as name
    from verbatim.model where active and task = 'feedback'
), unsaid as materialized (
  select distinct document_id from verbatim.document_left o
   where not exists (select from verbatim.feedback f where f.document_id = o.document_id)
     and exists (select from verbatim.document d where d.id = o.document_id)
), whole as materialized (
  select (select count(*) from verbatim.document) - (select count(*) from unsaid) as documents,
         (select count(*) from verbatim.analysis where model_id = (select id from active))
           - (select count(*) from unsaid join verbatim.analysis a using (document_id)
               where a.model_id = (select id from active)) as analysed,
         (select count(*) from verbatim.failure x
           where x.model_id = (select id from active) and x.code <> 'NO_ANSWER' and x.document_id not in (select document_id from unsaid)
             and not exists (select from verbatim.analysis a
                              where a.document_id = x.document_id and a.model_id = x.model_id)) as set_aside,
         (select count(*) from verbatim.failure x
           where x.model_id = (select id from active) and x.code = 'NO_ANSWER'
             and x.document_id not in (select document_id from unsaid)
             and not exists (select from verbatim.analysis a
                              where a.document_id = x.document_id and a.model_id = x.model_id)) as no_answer,
         long.windowed, long.truncated
    from (select count(*) filter (where windows > 1) as windowed, count(*) filter (where truncated) as truncated
            from verbatim.analysis
           where model_id = (select id from active) and (windows > 1 or truncated)
             and document_id not in (select document_id from unsaid)) long
   where $1::text is null and $2::date is null and $3::date is null
), said as materialized (
  select distinct document_id from verbatim.feedback
   where document_id is not null and ($1::text is null or source = $1)
     and ($2::date is null or occurred_at >= ($2::timestamp at time zone 'UTC'))
     and ($3::date is null or occurred_at < (($3::date + 1)::timestamp at time zone 'UTC'))
     and ($1::text is not null or $2::date is not null or $3::date is not null)
), texts as (
  select documents, analysed, documents - analysed - set_aside - no_answer as pending, set_aside, no_answer, windowed, truncated from whole
   union all
  select count(*), count(a.document_id),
         count(*) filter (where a.document_id is null and x.document_id is null),
         count(x.document_id) filter (where a.document_id is null and x.code <> 'NO_ANSWER'),
         count(x.document_id) filter (where a.document_id is null and x.code = 'NO_ANSWER'),
         count(*) filter (where a.windows > 1), count(*) filter (where a.truncated)
    from said
    left join verbatim.analysis a on a.document_id = said.document_id and a.model_id = (select id from active)
    left join verbatim.failure x on x.document_id = said.document_id and x.model_id = (select id from active)
  having $1::text is not null or $2::date is not null or $3::date is not null
)
select v.feedback, v.without_text, t.documents, t.analysed, t.pending, t.set_aside, t.no_answer, t.windowed, t.truncated,
       r.mean_rating, r.rated, to_char(s.first_day, 'YYYY-MM-DD') as first_day, to_char(s.last_day, 'YYYY-MM-DD') as last_day,
       (select name from active) as model
  from volumes v cross join ratings r cross join span s cross join texts t
