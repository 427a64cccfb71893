-- What there is: volumes, time span, model.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
select count(*) as feedback,
       count(*) filter (where status = 'no_text') as without_text,
       count(distinct document_id) as documents,
       count(distinct document_id) filter (where status = 'analysed') as analysed,
       count(distinct document_id) filter (where status = 'pending') as pending,
       count(distinct document_id) filter (where status = 'set_aside') as set_aside,
       count(distinct document_id) filter (where status = 'no_answer') as no_answer,
       count(distinct document_id) filter (where windows > 1) as windowed,
       count(distinct document_id) filter (where truncated) as truncated,
       avg(rating) filter (where status = 'analysed') as mean_rating,
       count(rating) filter (where status = 'analysed') as rated,
       to_char(min(occurred_at) at time zone 'UTC', 'YYYY-MM-DD') as first_day,
       to_char(max(occurred_at) at time zone 'UTC', 'YYYY-MM-DD') as last_day,
       (select name || ' ' || version || ' (' || left(hash, 12) || ')'
          from verbatim.model where active and task = 'feedback') as model
  from reporting.feedback_analysis
 where ($1::text is null or source = $1)
   and ($2::date is null or occurred_at >= $2::date::timestamp at time zone 'UTC')
   and ($3::date is null or occurred_at < ($3::date + 1)::timestamp at time zone 'UTC')
