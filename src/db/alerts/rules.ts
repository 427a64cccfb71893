import { ALERT_CHANNEL, type AlertChannel } from '../../domain/alerts/channel.ts';
import type { AlertRule } from '../../domain/alerts/rule.ts';
import type { Queryable } from '../client.ts';
import type { alertRule } from '../schema/alerts.ts';
import type { Row } from '../schema/verbatim.ts';

/** A rule with its last check. */
export interface StoredRule extends Row<typeof alertRule, 'lookedAt' | 'tests'> {
  readonly rule: AlertRule;
}

/** In the order of their files. */
export async function readRules(database: Queryable): Promise<StoredRule[]> {
  const { rows } = await database.query<StoredRule>(
    `select document as rule, looked_at as "lookedAt", tests from verbatim.alert_rule order by place, name`,
  );
  return rows;
}

export async function readChannels(database: Queryable): Promise<AlertChannel[]> {
  const { rows } = await database.query<{ document: unknown }>(
    'select document from verbatim.alert_channel order by name',
  );
  return rows.map(({ document }) => ALERT_CHANNEL.parse(document));
}

/**
 * Adds rules and channels, or takes the place of those of the same name. A changed rule starts anew: its next check
 * counts as its first.
 * @returns names of the rules and channels that are new or changed
 */
export async function applyRules(
  database: Queryable,
  rules: readonly AlertRule[],
  channels: readonly AlertChannel[],
): Promise<string[]> {
  const { rows: changed } = await database.query<{ name: string }>(
    `insert into verbatim.alert_rule as r (name, place, document)
     select g.document ->> 'name', coalesce((select max(place) from verbatim.alert_rule), 0) + g.place, g.document
       from unnest($1::jsonb[]) with ordinality as g (document, place)
         on conflict (name) do update set document = excluded.document, applied_at = now(), looked_at = null, tests = 0
      where r.document <> excluded.document
     returning name`,
    [rules.map((rule) => JSON.stringify(rule))],
  );
  const { rows: reached } = await database.query<{ name: string }>(
    `insert into verbatim.alert_channel as c (name, document)
     select g.document ->> 'name', g.document from unnest($1::jsonb[]) as g (document)
         on conflict (name) do update set document = excluded.document, applied_at = now()
      where c.document <> excluded.document
     returning name`,
    [channels.map((channel) => JSON.stringify(channel))],
  );
  return [...changed, ...reached].map(({ name }) => name);
}

/** Removes rules and channels. What rules found stays in the history, and counts as resolved. */
export async function removeRules(
  database: Queryable,
  names: readonly string[],
  by: string,
): Promise<number> {
  await database.query(
    `update verbatim.alert set state = 'resolved', snoozed_until = null, changed_at = now(), changed_by = $2
      where rule = any($1) and state <> 'resolved' and exists (select from verbatim.alert_rule r where r.name = rule)`,
    [names, by],
  );
  const rules = await database.query('delete from verbatim.alert_rule where name = any($1)', [names]);
  const channels = await database.query('delete from verbatim.alert_channel where name = any($1)', [names]);
  return (rules.rowCount ?? 0) + (channels.rowCount ?? 0);
}

/** Notes that a rule was checked. */
export async function noteLook(
  database: Queryable,
  name: string,
  { at, tests }: { readonly at: Date; readonly tests: number },
): Promise<void> {
  await database.query('update verbatim.alert_rule set looked_at = $2, tests = $3 where name = $1', [
    ...[name, at, tests],
  ]);
}
