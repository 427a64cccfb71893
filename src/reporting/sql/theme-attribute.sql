-- What the values of an attribute speak of, as the last night counted it, with 95 % Wilson intervals: the largest
-- themes by the largest values, of the whole months that the period touches. Of: analysed comments with the value.
-- Negative: of those who speak of it, with a negative sentence about it.
-- $1 text: source, or null for all
-- $2 date: first day, UTC, or null
-- $3 date: last day, or null
-- $4 text: attribute, or null for the first that nights count by
-- $5 text: name or number of a theme, or null
-- $6 integer: themes, and values
with named as (
  select coalesce($4::text, (select min(attribute) from reporting.attribute_monthly)) as attribute
), whole as (
  select value, sum(n)::bigint as of, row_number() over (order by sum(n) desc nulls last, value) as rank
    from reporting.attribute_monthly
   where attribute = (select attribute from named) and ($1::text is null or source = $1)
     and ($2::date is null or month >= date_trunc('month', $2::date::timestamp)::date)
     and ($3::date is null or month <= $3::date)
   group by value
), largest as materialized (
  select value, whole.of, rank from whole where rank <= $6::integer
), chosen as (
  select theme_id, theme, value, sum(said)::bigint as said, sum(negative)::bigint as negative
    from reporting.theme_attribute_monthly
   where attribute = (select attribute from named) and ($1::text is null or source = $1)
     and ($5::text is null or theme = $5 or theme_id::text = $5)
     and ($2::date is null or month >= date_trunc('month', $2::date::timestamp)::date)
     and ($3::date is null or month <= $3::date)
   group by 1, 2, 3
), ranked as (
  select theme_id, row_number() over (order by sum(said) desc nulls last, theme_id) as rank
    from chosen group by theme_id
)
select theme, value, said, largest.of, said::double precision / nullif(largest.of, 0) as share,
       reporting.wilson_low(said, largest.of) as low, reporting.wilson_high(said, largest.of) as high,
       negative::double precision / nullif(said, 0) as negative,
       reporting.wilson_low(negative, said) as negative_low, reporting.wilson_high(negative, said) as negative_high
  from chosen join ranked using (theme_id) join largest using (value)
 where ranked.rank <= $6::integer
 order by ranked.rank, largest.rank
