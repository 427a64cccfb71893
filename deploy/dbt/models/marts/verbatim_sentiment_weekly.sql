{{ config(pre_hook=hide_small_cells()) }}
-- A week and source with its change from the week before. Weeks without comments have no row.
with weeks as (
  select week, source, feedback, n, negative, negative_share, negative_low, negative_high,
         positive, positive_share, positive_low, positive_high, rated, mean_rating, mean_score, hidden_reason
    from {{ source('verbatim', 'sentiment_weekly') }}
)

select w.*,
       b.n as n_before,
       w.negative_share - b.negative_share as negative_change,
       {{ newcombe_low('w.negative_share', 'w.negative_low', 'b.negative_share', 'b.negative_high') }} as negative_change_low,
       {{ newcombe_high('w.negative_share', 'w.negative_high', 'b.negative_share', 'b.negative_low') }} as negative_change_high
  from weeks w
  left join weeks b on b.source = w.source and b.week = w.week - 7
