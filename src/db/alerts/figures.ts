import type { AlertRule } from '../../domain/alerts/rule.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { ANY_TOPIC } from '../rollups/comment-facts.ts';
import { COMMENTS, dayCounts, ROLL_UPS, themeCounts, topicCounts } from '../rollups/count-sources.ts';
import { peopleOf } from '../rollups/people.ts';
import type { DaySpan } from '../topics/changes.ts';

/** What a rule is about, of which each day has counts. */
export interface AlertSubject {
  readonly topicId: string | null;
  readonly themeId: number | null;
  /** Null: all that the rule names. */
  readonly source: string | null;
}

interface SubjectDay extends AlertSubject {
  readonly day: string;
  readonly n: number;
}

/** A day of a source, or of all. */
interface AllDay {
  readonly source: string | null;
  readonly day: string;
  readonly analysed: number;
}

/** The last day with feedback up to `today`, UTC; null: none. A comment of the future is a mistake in its file. */
export async function lastDay(database: Queryable, today: string): Promise<string | null> {
  const [row] = await queryNamed<{ last: string | null }>(
    database,
    `select to_char(max(day), 'YYYY-MM-DD') as last from ${dayCounts(ROLL_UPS)} where dated and day <= :today::date`,
    { ...NO_PERIOD, today },
  );
  return row!.last;
}

const NO_PERIOD = { source: null, first_day: null, last_day: null };

type Choice = Pick<AlertRule, 'watch' | 'measure' | 'source' | 'by'>;

const SOURCES = '(:sources::text[] is null or source = any(:sources))';
const NAMED = `(:names::text[] is null or lower(name) = any(:names))`;

/** SQL of the counts that a rule is about, with `n` and `authors` of what counts, and the ids of topics and themes. */
function counted({ watch, measure }: Choice): { from: string; n: string; authors: string } {
  const side = (name: string) => ({ n: name, authors: `authors_${name}` });
  const subject = {
    complaints: side('negative'),
    praise: side('positive'),
    share: { n: 'feedback', authors: 'authors' },
  };
  const none = 'null::uuid as topic_id, null::bigint as theme_id';
  if (watch === 'topic') {
    const from = `(select c.*, null::bigint as theme_id from (select * from ${topicCounts(ROLL_UPS)}) c
      where exists (select from verbatim.topic t where t.id = c.topic_id and t.retired_at is null and t.kind = 'subject' and ${NAMED})
        and c.topic_id <> '${ANY_TOPIC}') c`;
    return { from, ...subject[measure as 'share'] };
  }
  if (watch === 'theme') {
    const from = `(select c.*, null::uuid as topic_id from (select * from ${themeCounts(ROLL_UPS)}) c
      where exists (select from (select coalesce(t.user_name, t.name) as name from verbatim.theme t
                                  where t.id = c.theme_id and not t.talk) t where ${NAMED})) c`;
    return { from, ...subject[measure as 'share'] };
  }
  const from = `(select c.*, ${none} from (select * from ${dayCounts(ROLL_UPS)}) c) c`;
  if (watch === 'sentiment') return { from, ...side(measure!) };
  return watch === 'toxicity'
    ? { from, n: 'toxic', authors: 'authors' }
    : { from, n: 'feedback', authors: 'authors' };
}

const valuesOf = ({ source }: Choice, days: DaySpan, of: readonly string[] | null) => ({
  ...{ source: null, first_day: days.first, last_day: days.last, sources: source },
  names: of?.map((name) => name.toLowerCase()) ?? null,
});

/** What counts for a rule, by subject and day. */
export function subjectDays(
  database: Queryable,
  rule: Choice & Pick<AlertRule, 'of'>,
  days: DaySpan,
): Promise<SubjectDay[]> {
  const { from, n } = counted(rule);
  return queryNamed<SubjectDay>(
    database,
    `select topic_id as "topicId", theme_id as "themeId", ${sourceOf(rule)} as source,
            to_char(day, 'YYYY-MM-DD') as day, sum(${n})::float8 as n
       from ${from} where ${SOURCES} group by 1, 2, 3, 4`,
    valuesOf(rule, days, rule.of),
  );
}

/** All comments of the sources of a rule, by day. */
export function allDays(database: Queryable, rule: Choice, days: DaySpan): Promise<AllDay[]> {
  return queryNamed<AllDay>(
    database,
    `select ${sourceOf(rule)} as source, to_char(day, 'YYYY-MM-DD') as day, sum(analysed)::float8 as analysed
       from ${dayCounts(ROLL_UPS)} where ${SOURCES} group by 1, 2`,
    valuesOf(rule, days, null),
  );
}

const sourceOf = ({ by }: Choice): string => (by === 'source' ? 'source' : 'null::text');

/** People who wrote what counts for a subject in these days, at least. */
export async function subjectPeople(
  database: Queryable,
  rule: Choice,
  { topicId, themeId, source }: AlertSubject,
  days: DaySpan,
): Promise<number> {
  const values = { ...valuesOf(rule, days, null), own: source, topic: topicId, theme: themeId };
  const own = '(:own::text is null or source = :own)';
  if (rule.watch === 'toxicity') {
    // Roll-ups do not say who wrote toxic comments.
    const [row] = await queryNamed<{ people: number }>(
      database,
      `select (count(*) filter (where author is null) + count(distinct author))::float8 as people
         from ${dayCounts(COMMENTS)} where toxic = 1 and ${SOURCES} and ${own}`,
      values,
    );
    return row!.people;
  }
  const { from, n, authors } = counted(rule);
  const [row] = await queryNamed<{ people: number }>(
    database,
    `select (${peopleOf(n, authors)})::float8 as people from ${from}
      where ${SOURCES} and ${own} and (:topic::uuid is null or topic_id = :topic::uuid)
        and (:theme::bigint is null or theme_id = :theme)`,
    { ...values, names: null },
  );
  return row!.people;
}

/** The day, UTC, of the last import of each source. */
export async function lastImports(database: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ source: string; day: string }>(
    `select source, to_char(max(coalesce(finished_at, started_at)) at time zone 'UTC', 'YYYY-MM-DD') as day
       from verbatim.import where status = 'done' group by source`,
  );
  return new Map(rows.map(({ source, day }) => [source, day]));
}

/** A finding of an audit that is not resolved, as the latest audit of its kind measured it. */
export interface AuditFigures {
  readonly findingId: number;
  readonly fingerprint: string;
  readonly source: string | null;
  readonly day: string;
  readonly rows: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly higher: boolean;
}

/** Findings of the active model that nobody accepted and that two audits at least have seen. */
export async function auditFindings(
  database: Queryable,
  { watch, severity }: Pick<AlertRule, 'watch' | 'severity'>,
): Promise<AuditFigures[]> {
  const { rows } = await database.query<AuditFigures>(
    `select f.id as "findingId", f.fingerprint, nullif(f.source, '') as source,
            to_char(a.finished_at at time zone 'UTC', 'YYYY-MM-DD') as day, m.group_rows as rows, m.value, m.low, m.high,
            m.direction = 'higher' as higher
       from verbatim.audit_finding f
       join verbatim.model o on o.id = f.model_id and o.active
       join verbatim.audit a on a.id = f.last_audit_id
       join verbatim.audit_metric m on m.audit_id = f.last_audit_id and m.ordinal = f.metric_ordinal
      where f.state in ('new', 'ongoing') and f.audits_seen >= 2 and ($1 = 'warn' or f.severity = 'fail')
        and m.hidden_reason is null and (m.check_id ~ '^D') = ($2 = 'drift')
      order by f.severity, f.id`,
    [severity, watch],
  );
  return rows;
}

/** Ids of topics above each of these topics. */
export async function topicsAbove(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await database.query<{ id: string; above: string[] }>(
    `select topic_id as id, array_agg(above_id::text) as above from verbatim.topic_line
      where topic_id = any($1::uuid[]) and distance > 0 group by 1`,
    [ids],
  );
  return new Map(rows.map(({ id, above }) => [id, above]));
}
