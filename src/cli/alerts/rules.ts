import type { App } from '../../app/open.ts';
import { alertsOf } from '../../db/alerts/alerts.ts';
import { readChannels, readRules } from '../../db/alerts/rules.ts';
import type { AlertChannel } from '../../domain/alerts/channel.ts';
import type { AlertRule } from '../../domain/alerts/rule.ts';
import { EXIT } from '../../errors/entry.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { applyAlertFile, removeAlertRules } from '../../runs/alerts/apply.ts';
import { checkAlerts } from '../../runs/alerts/check.ts';
import { alertSettings, testChannel } from '../../runs/alerts/deliver.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { alertLines, type ChangeFlags, changeOf } from './alerts.ts';

/** `verbatim alert apply`. @throws VerbatimError as `applyAlertFile` */
export async function alertApply({ database }: App, file: string | undefined): Promise<Outcome> {
  const applied = await applyAlertFile(database, file);
  const { rules, channels, changed } = applied;
  const what = `${count(rules, 'rule')} and ${count(channels, 'channel')} read`;
  const news =
    changed.length === 0 ? 'none of them new or changed' : `${whole(changed.length)} of them new or changed`;
  const next = channels === 0 && (await readChannels(database)).length === 0;
  const hint = next
    ? '\nThere is no channel: alerts show in verbatim alert list and in reporting.alert.'
    : '';
  return done(applied, `${what}, ${news}.${hint}`);
}

/** `verbatim alert rules`. */
export async function alertRules({ database }: App): Promise<Outcome> {
  const [rules, channels] = [await readRules(database), await readChannels(database)];
  if (rules.length + channels.length === 0) {
    return done({ rules, channels }, 'There is no rule. Those that are shipped: verbatim alert apply');
  }
  const width = terminalWidth();
  const lines = (title: string, facts: string) => [
    ...wrap(printable(title), width),
    ...wrap(printable(facts), width - 2).map((line) => `  ${line}`),
  ];
  const written = [
    ...rules.flatMap(({ rule, lookedAt, tests }) => {
      const checked =
        lookedAt === null ? 'not checked yet' : `checked ${minute(lookedAt)}, ${count(tests, 'test')}`;
      return lines(rule.name, `${ruleText(rule)} · ${checked}`);
    }),
    ...(channels.length > 0
      ? ['', 'Channels', ...channels.flatMap((it) => lines(it.name, channelText(it)))]
      : []),
  ];
  return done({ rules, channels }, written.join('\n'));
}

function ruleText(rule: AlertRule): string {
  const { watch, measure, of, source, by, direction, days, factor, people, severity, to } = rule;
  const sent = to === null ? [] : [to.length === 0 ? 'sent nowhere' : `to ${to.join(', ')}`];
  if (watch === 'drift' || watch === 'audit') {
    return [`${watch}, ${severity === 'fail' ? 'failures' : 'warnings and failures'}`, ...sent].join(' · ');
  }
  return [
    `${watch}${measure === null ? '' : ` (${measure})`}${of === null ? '' : ` of ${of.join(', ')}`}`,
    ...(source === null ? [] : [`source ${source.join(', ')}`]),
    ...(by === null ? [] : ['each source']),
    `${direction} by ${factor} or more in ${count(days, 'day')}`,
    `${whole(people)} people`,
    ...sent,
  ].join(' · ');
}

const channelText = (channel: AlertChannel): string =>
  [
    ...[channel.kind, channel.address],
    ...(channel.kind === 'email' ? [`to ${channel.to.join(', ')}`] : []),
    channel.quotes === 0 ? 'no quotes' : count(channel.quotes, 'quote'),
  ].join(' · ');

/** `verbatim alert remove NAME…`. @throws VerbatimError ALERT_RULE_UNKNOWN */
export async function alertRemove(
  { database }: App,
  names: readonly string[],
  flags: ChangeFlags,
): Promise<Outcome> {
  const removed = await removeAlertRules(database, names, changeOf(flags).by);
  return done({ removed }, `${count(removed, 'rule or channel', 'rules or channels')} removed.`);
}

/** `verbatim alert check`. @throws VerbatimError ALERT_RULES_NONE */
export async function alertCheck(app: App): Promise<Outcome> {
  const check = await checkAlerts(app, new Date());
  const { rules, tests, found, again, ended, sent, unsent, lastDay } = check;
  const alerts = await alertsOf(app.database, [...found, ...again]);
  const about =
    tests === 0
      ? 'Nothing could be tested: that needs 14 days of counts before the tested ones, made by verbatim nightly.'
      : `${count(tests, 'test')} of ${count(rules, 'rule')}, up to ${lastDay}.`;
  const what = [
    ...(found.length > 0 ? [`${whole(found.length)} new`] : []),
    ...(again.length > 0 ? [`${whole(again.length)} still open after a snooze`] : []),
    ...(ended.length > 0 ? [`${whole(ended.length)} ended`] : []),
  ];
  const lines = [
    about,
    `${what.length === 0 ? 'Nothing new' : what.join(', ')}; ${count(sent, 'message')} sent.`,
    ...alerts.flatMap((alert) => ['', ...alertLines(alert)]),
  ].flatMap((line) => wrap(line, terminalWidth()));
  return done(check, lines.join('\n'), unsent.length > 0 ? EXIT.partial : EXIT.ok);
}

/** `verbatim alert test CHANNEL`. @throws VerbatimError as `testChannel` */
export async function alertTest({ database, config }: App, name: string): Promise<Outcome> {
  const { kind } = await testChannel(database, name, alertSettings(config));
  return done(
    { channel: name, kind, sent: true },
    `The channel ${printable(name)} (${kind}) took a test message.`,
  );
}
