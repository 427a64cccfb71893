{{ config(pre_hook=hide_small_cells()) }}
-- A topic in a week and source with the change of its share from the week before.
with weeks as (
  select week, source, topic_id, topic, path, feedback, "of", share, share_low, share_high,
         negative, negative_share, negative_low, negative_high, hidden_reason
    from {{ source('verbatim', 'topic_weekly') }}
)

select w.*,
       b."of" as of_before,
       w.share - b.share as share_change,
       {{ newcombe_low('w.share', 'w.share_low', 'b.share', 'b.share_high') }} as share_change_low,
       {{ newcombe_high('w.share', 'w.share_high', 'b.share', 'b.share_low') }} as share_change_high
  from weeks w
  left join weeks b on b.source = w.source and b.topic_id = w.topic_id and b.week = w.week - 7
