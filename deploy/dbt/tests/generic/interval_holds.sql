{#- Rows whose share is outside its interval, or an interval outside 0 to 1; hidden numbers are null. -#}
{% test interval_holds(model, column_name, low, high) %}
select *
  from {{ model }}
 where {{ column_name }} not between {{ low }} - 1e-9 and {{ high }} + 1e-9
    or {{ low }} < -1e-9 or {{ high }} > 1 + 1e-9
    or ({{ column_name }} is null) <> ({{ low }} is null)
{% endtest %}
