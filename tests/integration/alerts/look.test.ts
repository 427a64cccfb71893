import { expect, test } from 'vitest';
import { listAlerts, resolveAlert, snoozeAlert } from '../../../src/db/alerts/alerts.ts';
import { applyRules } from '../../../src/db/alerts/rules.ts';
import { ALERT_CHANNEL } from '../../../src/domain/alerts/channel.ts';
import { ALERT_RULE } from '../../../src/domain/alerts/rule.ts';
import { textOf, titleOf } from '../../../src/reporting/alerts/words.ts';
import { applyAlertFile } from '../../../src/runs/alerts/apply.ts';
import { lookForAlerts } from '../../../src/runs/alerts/look.ts';
import { addAlertDays, CHECKED_AT, day, LAST_DAY, type SourceDays } from '../../support/data/alert-days.ts';
import { testDatabase } from '../../support/servers/database.ts';

const complaints = { name: 'Complaints', watch: 'topic', factor: 1.3 };
const HOOK = { name: 'hook', kind: 'webhook', address: 'http://127.0.0.1:9/' };

async function shop(
  sources: readonly SourceDays[],
  rules: readonly object[] = [complaints],
  topics: readonly { name: string; parent?: string }[] = [{ name: 'Delivery' }],
) {
  const { database } = await testDatabase();
  const { topicIds } = await addAlertDays(database, { topics, sources });
  await applyRules(
    database,
    rules.map((rule) => ALERT_RULE.parse(rule)),
    [ALERT_CHANNEL.parse(HOOK)],
  );
  const later = (days: number) => new Date(CHECKED_AT.getTime() + days * 86_400_000);
  const all = async () => (await listAlerts(database, { states: [], limit: 100 })).alerts;
  const messages = async () =>
    (
      await database.query<{ alerts: number[]; again: boolean }>(
        'select alerts::float8[] as alerts, again from verbatim.alert_message order by created_at, id',
      )
    ).rows;
  return { database, topicIds, later, all, messages };
}

/** 200 comments a day, 6 of them complaints; `raised` in the last five days. */
const steady = (raised: number, source = 'app'): SourceDays => ({
  ...{ source, analysed: () => 200 },
  complaints: (back) => (back < 5 ? raised : 6),
});

test('complaints that double are found with their figures, once', async () => {
  const { database, later, all, messages } = await shop([steady(12)]);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({
    tests: 1,
    found: [1],
    lastDay: LAST_DAY,
  });
  const [alert] = await all();
  expect(alert).toMatchObject({
    ...{ name: 'Delivery', state: 'open', direction: 'up', measure: 'complaints', source: null },
    ...{ n: 72, of: 1400, nBefore: 462, ofBefore: 15_400, daysBefore: 77, people: 72 },
    ...{ firstDay: day(6), lastDay: LAST_DAY, value: 72 / 1400 },
  });
  // 6 a day, plus half a comment a weekday (Jeffreys): 7 days of (66 + 0.5) / 11.
  expect(alert!.expected).toBeCloseTo(42.318, 3);
  // Wilson's interval of 72 of 1,400, by scipy: binomtest(72, 1400).proportion_ci(method='wilson').
  expect([alert!.low, alert!.high]).toEqual([expect.closeTo(0.04104, 4), expect.closeTo(0.06428, 4)]);
  expect(titleOf(alert!)).toBe('Complaints about “Delivery” rise');
  expect(textOf(alert!)).toBe(
    '72 of 1,400 comments on 2026-03-02 to 2026-03-08 (5.1 %, 95 % interval 4.1 to 6.4 %). 42 were expected from the 77 days before. 72 people at least wrote them.',
  );
  for (const days of [0, 1 / 24, 1]) {
    expect(await lookForAlerts(database, later(days))).toMatchObject({ found: [], again: [], ended: [] });
  }
  expect(await messages()).toEqual([{ alerts: [1], again: false }]);
});

test('what chance explains is not found, nor what too few people wrote', async () => {
  expect(await lookForAlerts((await shop([steady(8)])).database, CHECKED_AT)).toMatchObject({ found: [] });
  const few = { source: 'app', analysed: () => 30, complaints: (back: number) => (back < 3 ? 6 : 0) };
  // 18 people where none complained before.
  expect(await lookForAlerts((await shop([few])).database, CHECKED_AT)).toMatchObject({ found: [] });
  const more = { ...few, complaints: (back: number) => (back < 4 ? 6 : 0) };
  expect(await lookForAlerts((await shop([more])).database, CHECKED_AT)).toMatchObject({ found: [1] });
});

test('one person who writes often is one person', async () => {
  const { database } = await shop([steady(14)]);
  await database.query(
    `update verbatim.rollup_topic_day set authors_negative = repeat('0', 255)::bit(255) || b'1' where day > $1::date`,
    [day(7)],
  );
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ tests: 1, found: [] });
});

test('a number that would show few people is not told', async () => {
  // All but five of the comments are complaints.
  const rest = {
    ...{ source: 'app', analysed: () => 30 },
    complaints: (back: number) => (back < 7 ? 29 + (back > 0 && back < 3 ? 1 : 0) : 3),
  };
  const { database } = await shop([rest]);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ found: [] });
  // Two complaints before: what was expected would tell of them.
  const rare = {
    ...{ source: 'app', analysed: () => 200 },
    complaints: (back: number) => (back < 5 ? 12 : back === 40 ? 2 : 0),
  };
  const other = await shop([rare]);
  expect(await lookForAlerts(other.database, CHECKED_AT)).toMatchObject({ found: [1] });
  const [alert] = await other.all();
  expect(alert).toMatchObject({ nBefore: null, expected: null });
  expect(textOf(alert!)).toContain('Fewer than 10 people did so before.');
});

test('a resolved alert stays so while it lasts, and is found again after it has ended', async () => {
  const { database, later, all, messages } = await shop([steady(12)]);
  await lookForAlerts(database, CHECKED_AT);
  await resolveAlert(database, 1, { by: 'ada', note: 'Courier changed.' });
  expect(await lookForAlerts(database, later(1))).toMatchObject({ found: [] });
  expect(await all()).toMatchObject([{ state: 'resolved', changedBy: 'ada', note: 'Courier changed.' }]);
  // Twenty days later, the same again.
  // In two steps: no day may be there twice meanwhile.
  for (const table of ['rollup_day', 'rollup_topic_day']) {
    await database.query(`update verbatim.${table} set day = day - 9020`);
    await database.query(`update verbatim.${table} set day = day + 9000`);
  }
  const backs = Array.from({ length: 20 }, (_, back) => day(back));
  await database.query(
    `insert into verbatim.rollup_day (day, dated, source, attribute, value, model_id, feedback, analysed)
     select d, true, 'app', '', '', 1, 200, 200 from unnest($1::date[]) d`,
    [backs],
  );
  await database.query(
    `insert into verbatim.rollup_topic_day (day, dated, source, attribute, value, topic_id, model_id, feedback, negative)
     select d, true, 'app', '', '', (select id from verbatim.topic), 1, 6, 6 from unnest($1::date[]) d`,
    [backs],
  );
  await database.query(`update verbatim.alert set seen_day = seen_day - 20`);
  expect(await lookForAlerts(database, later(2))).toMatchObject({ found: [] });
  await database.query(`update verbatim.rollup_topic_day set feedback = 16, negative = 16 where day > $1`, [
    day(5),
  ]);
  expect(await lookForAlerts(database, later(3))).toMatchObject({ found: [2] });
  expect(await messages()).toHaveLength(2);
});

test('a snooze ends with one more message, and what is over ends by itself', async () => {
  const { database, later, all, messages } = await shop([steady(12)]);
  await lookForAlerts(database, CHECKED_AT);
  await snoozeAlert(database, 1, later(2), { by: 'ada', note: null });
  expect(await lookForAlerts(database, later(1))).toMatchObject({ again: [] });
  expect(await all()).toMatchObject([{ state: 'snoozed' }]);
  expect(await lookForAlerts(database, later(2.5))).toMatchObject({ again: [1] });
  expect(await lookForAlerts(database, later(3))).toMatchObject({ again: [] });
  expect(await all()).toMatchObject([{ state: 'open', snoozedUntil: null }]);
  expect(await messages()).toEqual([
    { alerts: [1], again: false },
    { alerts: [1], again: true },
  ]);
  // As many days without it as the rule tests.
  await database.query(`update verbatim.rollup_topic_day set feedback = 6, negative = 6;
    update verbatim.alert set seen_day = seen_day - 8`);
  expect(await lookForAlerts(database, later(4))).toMatchObject({ ended: [1], found: [] });
  expect(await all()).toMatchObject([{ state: 'resolved', changedBy: null }]);
});

test('two processes that check at once find it once', async () => {
  const { database, messages } = await shop([steady(12)]);
  const looks = await Promise.all([1, 2, 3].map(() => lookForAlerts(database, CHECKED_AT)));
  expect(looks.flatMap(({ found }) => found)).toEqual([1]);
  expect(await messages()).toHaveLength(1);
});

test('hourly checks share the chance of a nightly one', async () => {
  // p is just below what a whole day allows.
  const { database, later } = await shop([steady(11)]);
  await lookForAlerts(database, CHECKED_AT);
  await database.query(`delete from verbatim.alert_message; delete from verbatim.alert`);
  const first = await lookForAlerts(database, later(1 / 1440));
  await database.query(`delete from verbatim.alert_message; delete from verbatim.alert`);
  const whole = await lookForAlerts(database, later(2));
  expect([first.found.length, whole.found.length]).toEqual([0, 1]);
});

test('a topic gives way to one below it, and a source to all of them', async () => {
  const rules = [complaints, { ...complaints, name: 'By source', by: 'source' }];
  const topics = [{ name: 'Delivery' }, { name: 'Late', parent: 'Delivery' }];
  const { database, all, later } = await shop([steady(14), steady(14, 'web')], rules, topics);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ tests: 6, found: [1] });
  expect(await all()).toMatchObject([{ name: 'Late', source: null, rule: 'Complaints' }]);
  expect(await lookForAlerts(database, later(1))).toMatchObject({ found: [] });
  // In one source alone it is told of that one.
  const one = await shop(
    [steady(6), { ...steady(6, 'web'), analysed: () => 2_000, complaints: () => 60 }, steady(14, 'shop')],
    rules,
  );
  await lookForAlerts(one.database, CHECKED_AT);
  expect(await one.all()).toMatchObject([{ name: 'Delivery', source: 'shop' }]);
});

test('volumes: a source that doubles, one that falls silent, one whose file is still to come', async () => {
  const rules = [
    { name: 'Far more', watch: 'volume', by: 'source', factor: 1.8 },
    { name: 'Silent', watch: 'volume', by: 'source', direction: 'down', days: 3, factor: 4 },
  ];
  const volume = (source: string, analysed: (back: number) => number): SourceDays => ({ source, analysed });
  const weekly = (back: number) => 90 + 10 * (back % 7);
  const { database, all } = await shop(
    [
      volume('app', weekly),
      volume('web', (back) => weekly(back) * (back < 7 ? 2 : 1)),
      volume('shop', (back) => (back < 3 ? 0 : weekly(back))),
      volume('mail', (back) => (back < 5 ? 0 : weekly(back))),
    ],
    rules,
  );
  await database.query(`update verbatim.import set finished_at = $1::date where source = 'mail'`, [day(4)]);
  await lookForAlerts(database, CHECKED_AT);
  const alerts = await all();
  expect(alerts.map(({ rule, source, n }) => [rule, source, n]).sort()).toEqual([
    ['Far more', 'web', 1680],
    ['Silent', 'shop', 0],
  ]);
  expect(alerts.map(titleOf).sort()).toEqual([
    'Fewer comments than usual in shop',
    'More comments than usual in web',
  ]);
  expect(alerts.find(({ source }) => source === 'web')).toMatchObject({
    of: null,
    value: expect.closeTo(2, 1),
  });
});

test('a day that is not over, and a comment of the future, change no volume', async () => {
  const rules = [{ name: 'Silent', watch: 'volume', direction: 'down', days: 1, factor: 2 }];
  const { database } = await shop([{ source: 'app', analysed: (back) => (back === 0 ? 20 : 200) }], rules);
  expect(await lookForAlerts(database, new Date(`${LAST_DAY}T09:00:00Z`))).toMatchObject({ found: [] });
  await database.query(`insert into verbatim.rollup_day (day, dated, source, attribute, value, model_id, feedback, analysed)
    values ('2062-01-01', true, 'app', '', '', 1, 1, 1)`);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ lastDay: LAST_DAY, found: [1] });
});

test('sentiment and toxicity', async () => {
  const rules = [
    { name: 'Negative', watch: 'sentiment' },
    { name: 'Positive', watch: 'sentiment', measure: 'positive' },
    { name: 'Toxic', watch: 'toxicity' },
  ];
  const raised = (usual: number) => (back: number) => (back < 7 ? 2 * usual : usual);
  const source = { source: 'app', analysed: () => 200, negative: raised(40), toxic: raised(5) };
  const { database, all } = await shop([source], rules);
  // Roll-ups do not say who wrote toxic comments: without comments there are no people.
  await lookForAlerts(database, CHECKED_AT);
  expect(await all()).toMatchObject([{ rule: 'Negative', n: 560, of: 1400 }]);
});

test('a finding of two audits is told once, and ends when it is accepted', async () => {
  const { database, later, all } = await shop([steady(6)], [{ name: 'Drift', watch: 'drift' }]);
  await database.query(`
    insert into verbatim.audit_policy (sha256, document) values ('p', '{}');
    insert into verbatim.audit (kinds, trigger, policy_id, model_id, input_sha256, seed, code_version, verdict, exit_code, started_at)
      values ('{observed}', 'nightly', 1, 1, 'i', 1, '1', 'fail', 1, now());
    insert into verbatim.audit_metric (audit_id, ordinal, check_id, metric, task, attribute, group_key, reference, scale, value,
        low, high, group_rows, family, family_size, warn_limit, fail_limit, status, reason, direction, fingerprint, sentence)
      values (1, 1, 'D1', 'psi', 'rating', '', '', '', 'distance', 0.31, 0.27, 0.36, 900, 'f', 1, 0.1, 0.25, 'fail', '', 'higher', 'fp', 's');
    insert into verbatim.audit_finding (model_id, fingerprint, first_audit_id, last_audit_id, audits_seen, state, severity, metric_ordinal, sentence)
      values (1, 'fp', 1, 1, 1, 'new', 'fail', 1, 'Ratings moved by 0.31.')`);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ found: [] });
  await database.query(`update verbatim.audit_finding set audits_seen = 2, state = 'ongoing'`);
  expect(await lookForAlerts(database, later(1))).toMatchObject({ found: [1] });
  expect(await lookForAlerts(database, later(2))).toMatchObject({ found: [], ended: [] });
  const [alert] = await all();
  expect([titleOf(alert!), textOf(alert!)]).toEqual(['The data drift', 'Ratings moved by 0.31.']);
  expect(alert).toMatchObject({ n: 900, value: 0.31, low: 0.27, high: 0.36 });
  await database.query(`update verbatim.audit_finding set state = 'accepted'`);
  expect(await lookForAlerts(database, later(3))).toMatchObject({ ended: [1] });
});

test('the shipped rules run on an empty database, and no rule at all is said', async () => {
  const { database } = await testDatabase();
  await expect(lookForAlerts(database, CHECKED_AT)).rejects.toMatchObject({ code: 'ALERT_RULES_NONE' });
  expect(await applyAlertFile(database)).toMatchObject({ channels: 0 });
  expect((await applyAlertFile(database)).changed).toEqual([]);
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ tests: 0, lastDay: null, found: [] });
});
