-- The sentence that stands best for each theme, of the themes most spoken of.
-- $1 text: source, or null for all
-- $2 integer: themes
-- $3 date: first day, UTC, or null
-- $4 date: last day, or null
with best as (
  select *, row_number() over (partition by theme_id order by rank) as place
    from reporting.theme_quote where ($1::text is null or source = $1)
     and ($3::date is null or occurred_at >= $3::date::timestamp at time zone 'UTC')
     and ($4::date is null or occurred_at < ($4::date + 1)::timestamp at time zone 'UTC')
)
select b.theme, b.quote, b.sentiment, b.rating, b.source, b.line, count(*) over () as total
  from best b join reporting.theme t using (theme_id)
 where b.place = 1
 order by t.feedback desc, b.theme_id
 limit $2
