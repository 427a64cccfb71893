{{
  config(
    enabled=var('verbatim_comments') | as_bool,
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='feedback_id',
    on_schema_change='sync_all_columns',
    post_hook="delete from {{ this }} c where not exists (
                 select from {{ source('verbatim', 'feedback_analysis') }} f where f.feedback_id = c.feedback_id)"
  )
}}
-- A comment with what the active model says of it. The hook deletes comments that were erased or undone, so an erasure
-- is complete after the next `dbt build`. An hour is read twice: a row can be stored later than it says.
select feedback_id, source, external_id, occurred_at, (occurred_at at time zone 'UTC')::date as day, rating, language,
       attributes, status, sentiment, score, confidence, emotions, toxicity, model_version, import_id, line,
       handled_at, changed_at
       {%- if var('verbatim_text') %}, text{% endif %}
  from {{ source('verbatim', 'feedback_analysis') }}
{%- if is_incremental() %}
 where changed_at >= (select coalesce(max(changed_at), '-infinity') from {{ this }}) - interval '1 hour'
{%- endif %}
