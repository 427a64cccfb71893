{#-
  Ends of the 95 % interval of a difference of two shares, from their Wilson intervals (Newcombe 1998, method 10).
  Later minus earlier. The shares are of different comments.
-#}
{% macro newcombe_low(share, low, earlier, earlier_high) -%}
({{ share }} - {{ earlier }} - sqrt(({{ share }} - {{ low }}) ^ 2 + ({{ earlier_high }} - {{ earlier }}) ^ 2))
{%- endmacro %}

{% macro newcombe_high(share, high, earlier, earlier_low) -%}
({{ share }} - {{ earlier }} + sqrt(({{ high }} - {{ share }}) ^ 2 + ({{ earlier }} - {{ earlier_low }}) ^ 2))
{%- endmacro %}

{#- Hides numbers of few people in a table, whatever the login may see: a table is read by others. -#}
{% macro hide_small_cells() -%}
select set_config('verbatim.hides', 'on', true)
{%- endmacro %}
