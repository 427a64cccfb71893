import { inPeriod } from '../../db/rollups/count-sources.ts';
import { countOf, meanOf, share, text } from './columns.ts';
import { type NamedReport, PERIOD } from './named-report.ts';
import { shareColumns } from './sql-parts.ts';

const SELECTED = `(:source::text is null or source = :source) and ${inPeriod('occurred_at')}`;

/** Reports of the results of users' own models. */
export const OWN_MODEL_REPORTS: readonly NamedReport[] = [
  {
    name: 'labels',
    title: 'Labels',
    description: 'labels of your own models, with 95 % intervals',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 30,
    optional: true,
    columns: [text('model'), text('label'), countOf('n'), share('share', 'low', 'high')],
    sql: () => `
-- Labels of every model that gives its own, as a share of the feedback that it has analysed.
with analysed as (
  select model_name || ' ' || model_version as model, labels
    from reporting.feedback_label where value is null and ${SELECTED}
), whole as (
  select model, count(*) as of from analysed group by 1
), counted as (
  select model, label, count(*) as n from analysed cross join unnest(labels) as label group by 1, 2
)
select model, label, n, ${shareColumns('n', 'whole.of')}, count(*) over () as total
  from counted join whole using (model)
 order by model, n desc, label
 limit :limit::integer`,
  },
  {
    name: 'numbers',
    title: 'Numbers',
    description: 'numbers from your own regression models',
    parameters: ['source', ...PERIOD],
    optional: true,
    columns: [
      ...[text('model'), countOf('n'), meanOf('mean'), meanOf('low_tenth', 'lowest tenth below')],
      ...[meanOf('median'), meanOf('high_tenth', 'highest tenth above')],
    ],
    sql: () => `
-- Numbers that regression models give, one for each text.
select model_name || ' ' || model_version as model, count(*) as n, avg(value)::double precision as mean,
       percentile_cont(0.1) within group (order by value) as low_tenth,
       percentile_cont(0.5) within group (order by value) as median,
       percentile_cont(0.9) within group (order by value) as high_tenth
  from reporting.feedback_label
 where value is not null and ${SELECTED}
 group by 1
 order by 1`,
  },
  {
    name: 'entities',
    title: 'Named most often',
    description: 'people, organisations, places that your own models find',
    parameters: ['source', 'limit', ...PERIOD],
    defaultLimit: 15,
    optional: true,
    columns: [text('label'), text('entity', 'name'), countOf('n', 'feedback')],
    sql: () => `
-- People, organisations and places by the number of comments that name them.
select label, entity, count(distinct feedback_id) as n, count(*) over () as total
  from reporting.feedback_entity
 where entity <> '' and ${SELECTED}
 group by label, entity
 order by n desc, label, entity
 limit :limit::integer`,
  },
];
