import { ACTIVE_MODEL, dayCounts, SELECTED } from '../../db/rollups/count-sources.ts';
import { countOf, meanOf, text } from './columns.ts';
import type { NamedReport } from './named-report.ts';

const ALL = ':source::text is null and :first_day::date is null and :last_day::date is null';
/** Failures of the active model without an analysis, of documents that comments reference. */
const failures = (condition: string): string => `(select count(*) from verbatim.failure x
           where x.model_id = ${ACTIVE_MODEL} and x.code ${condition} 'NO_ANSWER'
             and x.document_id not in (select document_id from unreferenced)
             and not exists (select from verbatim.analysis a
                              where a.document_id = x.document_id and a.model_id = x.model_id))`;

export const OVERVIEW: NamedReport = {
  name: 'overview',
  title: 'Overview',
  description: 'volumes, time span, model',
  parameters: ['source', 'first_day', 'last_day'],
  record: true,
  columns: [
    ...[countOf('feedback'), countOf('without_text', 'without text'), countOf('documents', 'distinct texts')],
    ...[countOf('analysed'), countOf('pending'), countOf('set_aside', 'set aside')],
    countOf('no_answer', 'say nothing'),
    ...[countOf('windowed', 'read in windows'), countOf('truncated', 'cut')],
    ...[meanOf('mean_rating', 'mean rating'), countOf('rated', 'of rated comments')],
    ...[text('first_day', 'first day'), text('last_day', 'last day')],
    text('model'),
  ],
  sql: (from) => `
-- Volumes, time span, model. Distinct texts of a source or period are counted one by one; of all feedback they are all
-- documents but those that no comment references any more.
with volumes as (
  select coalesce(sum(feedback), 0)::bigint as feedback, coalesce(sum(without_text), 0)::bigint as without_text,
         (sum(rating_sum) / nullif(sum(rated), 0))::double precision as mean_rating,
         coalesce(sum(rated), 0)::bigint as rated, min(day) filter (where dated) as first_day,
         max(day) filter (where dated) as last_day
    from ${dayCounts(from)}
), unreferenced as materialized (
  select distinct document_id from verbatim.document_left o
   where not exists (select from verbatim.feedback f where f.document_id = o.document_id)
     and exists (select from verbatim.document d where d.id = o.document_id)
), whole as materialized (
  select (select count(*) from verbatim.document) - (select count(*) from unreferenced) as documents,
         (select count(*) from verbatim.analysis where model_id = ${ACTIVE_MODEL})
           - (select count(*) from unreferenced join verbatim.analysis a using (document_id)
               where a.model_id = ${ACTIVE_MODEL}) as analysed,
         ${failures('<>')} as set_aside,
         ${failures('=')} as no_answer,
         long.windowed, long.truncated
    from (select count(*) filter (where windows > 1) as windowed, count(*) filter (where truncated) as truncated
            from verbatim.analysis
           where model_id = ${ACTIVE_MODEL} and (windows > 1 or truncated)
             and document_id not in (select document_id from unreferenced)) long
   where ${ALL}
), selected as materialized (
  select distinct document_id from verbatim.feedback f where document_id is not null and ${SELECTED} and not (${ALL})
), texts as (
  select documents, analysed, documents - analysed - set_aside - no_answer as pending, set_aside, no_answer, windowed,
         truncated
    from whole
   union all
  select count(*), count(a.document_id),
         count(*) filter (where a.document_id is null and x.document_id is null),
         count(x.document_id) filter (where a.document_id is null and x.code <> 'NO_ANSWER'),
         count(x.document_id) filter (where a.document_id is null and x.code = 'NO_ANSWER'),
         count(*) filter (where a.windows > 1), count(*) filter (where a.truncated)
    from selected
    left join verbatim.analysis a on a.document_id = selected.document_id and a.model_id = ${ACTIVE_MODEL}
    left join verbatim.failure x on x.document_id = selected.document_id and x.model_id = ${ACTIVE_MODEL}
  having not (${ALL})
)
select v.feedback, v.without_text, t.documents, t.analysed, t.pending, t.set_aside, t.no_answer, t.windowed, t.truncated,
       v.mean_rating, v.rated, to_char(v.first_day, 'YYYY-MM-DD') as first_day,
       to_char(v.last_day, 'YYYY-MM-DD') as last_day,
       (select name || ' ' || version || ' (' || left(hash, 12) || ')'
          from verbatim.model where active and task = 'feedback') as model
  from volumes v cross join texts t`,
};
