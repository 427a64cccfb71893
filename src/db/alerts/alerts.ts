import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Database, Queryable } from '../client.ts';
import type { alert } from '../schema/alerts.ts';
import type { Row } from '../schema/verbatim.ts';

export const ALERT_STATES = ['open', 'snoozed', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What a check found, with all that is written about it. */
export type FoundAlert = Row<
  typeof alert,
  | 'rule'
  | 'watch'
  | 'measure'
  | 'direction'
  | 'subject'
  | 'topicId'
  | 'themeId'
  | 'findingId'
  | 'source'
  | 'firstDay'
  | 'lastDay'
  | 'n'
  | 'of'
  | 'nBefore'
  | 'ofBefore'
  | 'daysBefore'
  | 'value'
  | 'low'
  | 'high'
  | 'expected'
  | 'probability'
  | 'people'
>;

/** An alert with its state, the present name of its subject, and the sentence of its audit. */
export interface StoredAlert
  extends FoundAlert,
    Row<typeof alert, 'id' | 'seenDay' | 'foundAt' | 'snoozedUntil' | 'changedAt' | 'changedBy' | 'note'> {
  readonly state: AlertState;
  readonly name: string | null;
  readonly sentence: string | null;
  /** Channels that took the first message about it. */
  readonly sentTo: readonly string[];
}

const day = (column: string) => `to_char(a.${column}, 'YYYY-MM-DD')`;
const ALERTS = `
  select a.id, a.rule, a.watch, a.measure, a.direction, a.subject, a.topic_id as "topicId", a.theme_id as "themeId",
         a.finding_id as "findingId", a.source, ${day('first_day')} as "firstDay", ${day('last_day')} as "lastDay",
         a.n, a."of", a.n_before as "nBefore", a.of_before as "ofBefore", a.days_before as "daysBefore", a.value, a.low,
         a.high, a.expected, a.probability, a.people, ${day('seen_day')} as "seenDay", a.state, a.found_at as "foundAt",
         a.snoozed_until as "snoozedUntil", a.changed_at as "changedAt", a.changed_by as "changedBy", a.note,
         coalesce(t.name, h.user_name, h.name) as name, f.sentence,
         array(select distinct m.channel from verbatim.alert_message m
                where m.alerts @> array[a.id] and m.sent_at is not null order by 1) as "sentTo"
    from verbatim.alert a
    left join verbatim.topic t on t.id = a.topic_id
    left join verbatim.theme h on h.id = a.theme_id
    left join verbatim.audit_finding f on f.id = a.finding_id`;

/** The last found first. @param states of which it is one; none: any */
export async function listAlerts(
  database: Queryable,
  { states, limit }: { readonly states: readonly AlertState[]; readonly limit: number },
): Promise<{ total: number; alerts: StoredAlert[] }> {
  const where = `where (cardinality($1::text[]) = 0 or a.state = any($1))`;
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n from verbatim.alert a ${where}`,
    [states],
  );
  const { rows: alerts } = await database.query<StoredAlert>(
    `${ALERTS} ${where} order by a.id desc limit $2`,
    [...[states, limit]],
  );
  return { total: rows[0]!.n, alerts };
}

/** In the order of their numbers; those that do not exist are left out. */
export async function alertsOf(database: Queryable, ids: readonly number[]): Promise<StoredAlert[]> {
  const { rows } = await database.query<StoredAlert>(
    `${ALERTS} where a.id = any($1::bigint[]) order by a.id`,
    [ids],
  );
  return rows;
}

/** The last alert of each subject of a rule. */
export async function lastAlerts(
  database: Queryable,
  rule: string,
): Promise<ReadonlyMap<string, Pick<StoredAlert, 'id' | 'state' | 'seenDay' | 'snoozedUntil' | 'topicId'>>> {
  const { rows } = await database.query<StoredAlert>(
    `select distinct on (a.subject) a.id, a.subject, a.state, ${day('seen_day')} as "seenDay", a.topic_id as "topicId",
            a.snoozed_until as "snoozedUntil"
       from verbatim.alert a where a.rule = $1 order by a.subject, a.id desc`,
    [rule],
  );
  return new Map(rows.map((row) => [row.subject, row]));
}

/** Adds what was found. @returns their numbers */
export async function addAlerts(database: Queryable, found: readonly FoundAlert[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.alert (rule, watch, measure, direction, subject, topic_id, theme_id, finding_id, source, first_day,
       last_day, n, "of", n_before, of_before, days_before, value, low, high, expected, probability, people, seen_day)
     select g.rule, g.watch, g.measure, g.direction, g.subject, g."topicId", g."themeId", g."findingId", g.source,
            g."firstDay", g."lastDay", g.n, g."of", g."nBefore", g."ofBefore", g."daysBefore", g.value, g.low, g.high,
            g.expected, g.probability, g.people, g."lastDay"
       from json_to_recordset($1::json) as g (rule text, watch text, measure text, direction text, subject text,
              "topicId" uuid, "themeId" bigint, "findingId" bigint, source text, "firstDay" date, "lastDay" date,
              n bigint, "of" bigint, "nBefore" bigint, "ofBefore" bigint, "daysBefore" int, value float8, low float8,
              high float8, expected float8, probability float8, people bigint)
         on conflict (rule, subject) where state <> 'resolved' do nothing
     returning id`,
    [JSON.stringify(found)],
  );
  return rows.map(({ id }) => id);
}

/** Notes that alerts are still so on a day. */
export async function noteSeen(database: Queryable, ids: readonly number[], lastDay: string): Promise<void> {
  await database.query(
    'update verbatim.alert set seen_day = $2 where id = any($1::bigint[]) and seen_day < $2::date',
    [ids, lastDay],
  );
}

/** Opens alerts again whose snooze has ended. */
export async function wakeAlerts(database: Queryable, ids: readonly number[]): Promise<void> {
  await database.query(
    `update verbatim.alert set state = 'open', snoozed_until = null where id = any($1::bigint[]) and state = 'snoozed'`,
    [ids],
  );
}

/** Resolves alerts that ended by themselves. */
export async function endAlerts(database: Queryable, ids: readonly number[]): Promise<void> {
  await database.query(
    `update verbatim.alert set state = 'resolved', snoozed_until = null, changed_at = now(), changed_by = null
      where id = any($1::bigint[]) and state <> 'resolved'`,
    [ids],
  );
}

/** What a person does with an alert. */
export interface AlertChange {
  readonly by: string;
  /** Without it, a note that is stored stays. */
  readonly note: string | null;
}

/**
 * Nobody is told again before `until`.
 * @throws VerbatimError ALERT_UNKNOWN, ALERT_CLOSED
 */
export async function snoozeAlert(
  database: Database,
  id: number,
  until: Date,
  { by, note }: AlertChange,
): Promise<StoredAlert> {
  const { rowCount } = await database.query(
    `update verbatim.alert set state = 'snoozed', snoozed_until = $2, changed_at = now(), changed_by = $3,
            note = coalesce($4, note)
      where id = $1 and state <> 'resolved'`,
    [id, until, by, note],
  );
  const found = await one(database, id);
  if (rowCount === 0) throw new VerbatimError('ALERT_CLOSED', { id });
  return found;
}

/** It is not reported again as long as it lasts. @throws VerbatimError ALERT_UNKNOWN */
export async function resolveAlert(
  database: Database,
  id: number,
  { by, note }: AlertChange,
): Promise<StoredAlert> {
  await database.query(
    `update verbatim.alert set state = 'resolved', snoozed_until = null, note = coalesce($3, note),
            changed_at = case when state = 'resolved' then changed_at else now() end,
            changed_by = case when state = 'resolved' then changed_by else $2 end
      where id = $1`,
    [id, by, note],
  );
  return one(database, id);
}

async function one(database: Queryable, id: number): Promise<StoredAlert> {
  const [found] = await alertsOf(database, [id]);
  if (!found) throw new VerbatimError('ALERT_UNKNOWN', { id });
  return found;
}
