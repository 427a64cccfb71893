import { inPeriod } from '../../db/rollups/count-sources.ts';
import { countOf, detail, meanOf, text } from './columns.ts';
import type { NamedReport } from './named-report.ts';

/** Reports about imports, runs and models, for operators. */
export const OPERATION_REPORTS: readonly NamedReport[] = [
  {
    ...{ name: 'imports', title: 'Imports', alone: true, anyState: true },
    description: 'imported files with their counts, newest first',
    parameters: ['source', 'first_day', 'last_day', 'limit'],
    defaultLimit: 20,
    columns: [
      ...[text('id'), text('source'), detail(text('file')), text('status'), countOf('read')],
      ...[
        countOf('accepted', 'new'),
        countOf('duplicates', 'known'),
        countOf('changed'),
        countOf('rejected'),
      ],
      ...[detail(countOf('open')), text('started')],
    ],
    sql: () => `
-- Imported files with their counts, newest first. Open: rejected rows that are not mended.
select i.import_id::text as id, i.source, i.file_name as file, i.status, i.read, i.accepted, i.duplicates, i.changed,
       i.rejected, coalesce((select sum(r.open) from reporting.reject_reason r where r.import_id = i.import_id), 0)::bigint
         as open,
       to_char(i.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as started, count(*) over () as total
  from reporting.import i
 where (:source::text is null or i.source = :source)
   and ${inPeriod('i.started_at')}
 order by i.import_id desc
 limit :limit::integer`,
  },
  {
    ...{ name: 'rejects', title: 'Rejects', alone: true, anyState: true },
    description: 'rejected rows by source and reason',
    parameters: ['source', 'first_day', 'last_day', 'limit'],
    defaultLimit: 30,
    columns: [
      text('source'),
      text('reason'),
      countOf('n', 'rows'),
      countOf('open'),
      countOf('files'),
      text('last'),
    ],
    sql: () => `
-- Rejected rows by source and reason. Open: not mended yet.
select i.source, r.reason, sum(r.n)::bigint as n, sum(r.open)::bigint as open, count(distinct i.file_name) as files,
       to_char(max(i.started_at) at time zone 'UTC', 'YYYY-MM-DD') as last, count(*) over () as total
  from reporting.reject_reason r join reporting.import i using (import_id)
 where (:source::text is null or i.source = :source)
   and ${inPeriod('i.started_at')}
 group by i.source, r.reason
 order by n desc, i.source, r.reason
 limit :limit::integer`,
  },
  {
    ...{ name: 'runs', title: 'Runs', alone: true, anyState: true },
    description: 'runs and nightly runs, newest first',
    parameters: ['first_day', 'last_day', 'limit'],
    defaultLimit: 20,
    columns: [
      ...[
        text('id'),
        text('trigger'),
        text('status'),
        text('error'),
        detail(text('model')),
        countOf('documents'),
      ],
      ...[
        countOf('analysed'),
        countOf('failed'),
        countOf('no_answer', 'say nothing'),
        detail(countOf('mended')),
        meanOf('seconds'),
        text('started'),
      ],
    ],
    sql: () => `
-- Runs of the analysis and nightly runs, newest first.
select run_id::text as id, trigger, status, error_code as error, model_name || ' ' || model_version as model,
       documents, analysed, failed - no_answer as failed, no_answer, mended, seconds,
       to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as started, count(*) over () as total
  from reporting.run_history
 where ${inPeriod('started_at')}
 order by run_id desc
 limit :limit::integer`,
  },
  {
    ...{ name: 'freshness', title: 'Freshness', alone: true, anyState: true, record: true },
    description: 'age of the counts of nightly runs, and feedback stored since',
    parameters: [],
    columns: [
      ...[text('as_of', 'as of'), meanOf('age_hours', 'age in hours'), countOf('newer', 'feedback since')],
      ...[text('last_night', 'last nightly run'), text('last_import', 'last import'), text('model')],
    ],
    sql: () => `
-- Age of the last nightly run's counts, and the feedback stored since.
select to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as as_of, f.age_seconds / 3600 as age_hours, f.newer,
       (select status || coalesce(' (' || error_code || ')', '') from reporting.night order by run_id desc limit 1)
         as last_night,
       (select to_char(max(finished_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from reporting.import) as last_import,
       (select name || ' ' || version from reporting.model where active and task = 'feedback') as model
  from reporting.freshness f`,
  },
  {
    ...{ name: 'models', title: 'Models', alone: true, anyState: true },
    description: 'models, and the times in which each was active',
    parameters: [],
    columns: [
      ...[
        text('task'),
        text('model'),
        text('version'),
        detail(text('precision')),
        text('hash'),
        text('active'),
      ],
      ...[text('since'), text('until')],
    ],
    sql: () => `
-- Models, and the times in which each was active. A model that was never active has no times.
with changes as (
  select model_id, activated_at, lead(activated_at) over (partition by task order by activated_at) as next
    from reporting.model_change
)
select m.task, m.name as model, m.version, m.precision, left(m.hash, 12) as hash,
       case when m.active and c.next is null then 'yes' else 'no' end as active,
       to_char(c.activated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as since,
       to_char(c.next at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as until
  from reporting.model m left join changes c using (model_id)
 order by m.task, c.activated_at desc nulls last, m.model_id desc`,
  },
];
