import { expect, test } from 'vitest';
import type { z } from 'zod';
import { applyRules } from '../../../src/db/alerts/rules.ts';
import { ALERT_CHANNEL } from '../../../src/domain/alerts/channel.ts';
import { ALERT_RULE } from '../../../src/domain/alerts/rule.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { lookForAlerts } from '../../../src/runs/alerts/look.ts';
import { ALERT, ALERT_CHECK, ALERT_LIST, ALERT_RULES } from '../../../src/server/routes/alert-routes.ts';
import { buildServer } from '../../../src/server/server.ts';
import { addAlertDays, CHECKED_AT } from '../../support/data/alert-days.ts';
import { askOf, keysOf } from '../../support/servers/asked-server.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { testUploads } from '../../support/servers/upload-server.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

async function shop() {
  const { database } = await testDatabase();
  await addAlertDays(database, {
    topics: [{ name: HOSTILE }],
    sources: [{ source: 'app', analysed: () => 200, complaints: (back) => (back < 5 ? 14 : 6) }],
  });
  await applyRules(
    database,
    [ALERT_RULE.parse({ name: 'Complaints', watch: 'topic' })],
    [ALERT_CHANNEL.parse({ name: 'hook', kind: 'webhook', address: 'http://user@10.0.0.1/' })],
  );
  const tested: string[] = [];
  const server = buildServer({
    ...{ database, uploads: await testUploads(database), apiKey: null },
    queueCounts: async () => ({ waiting: 0, active: 0, failed: 0 }),
    alerts: {
      check: async () => ({ ...(await lookForAlerts(database, CHECKED_AT)), sent: 0, unsent: [] }),
      async test(channel) {
        tested.push(channel);
        if (channel !== 'hook') throw new VerbatimError('ALERT_CHANNEL_UNKNOWN', { name: channel, hint: '' });
      },
    },
  });
  const ask = askOf(server);
  const fits = async (schema: z.ZodType, answer: ReturnType<typeof ask>) => {
    const { status, body } = await answer;
    expect([status, schema.safeParse(body).error]).toEqual([200, undefined]);
    return body;
  };
  const keyOf = keysOf(database);
  return { database, ask, fits, keyOf, tested };
}

test('alerts are checked, listed, snoozed and resolved over HTTP, by scope', async () => {
  const { ask, fits, keyOf, tested } = await shop();
  const [reader, labeller, admin] = [
    await keyOf('reader', ['read']),
    await keyOf('ada', ['read', 'label']),
    await keyOf('boss', ['admin']),
  ];
  expect(await fits(ALERT_CHECK, ask('POST', '/alerts/check', undefined, admin))).toMatchObject({
    found: [1],
  });
  const list = await fits(ALERT_LIST, ask('GET', '/alerts', undefined, reader));
  expect(list).toMatchObject({
    total: 1,
    edits: false,
    alerts: [{ id: 1, name: HOSTILE, state: 'open', n: 82 }],
  });
  expect(list.alerts[0].title).toBe(`Complaints about “${HOSTILE}” rise`);
  const rules = await fits(ALERT_RULES, ask('GET', '/alerts/rules', undefined, reader));
  expect(rules).toMatchObject({
    rules: [{ name: 'Complaints', tests: 1 }],
    channels: [{ name: 'hook', kind: 'webhook' }],
  });
  expect(JSON.stringify(rules)).not.toContain('10.0.0.1');
  for (const [path, body, headers] of [
    ['/alerts/1/snooze', { days: 7 }, reader],
    ['/alerts/1/resolve', {}, reader],
    ['/alerts/check', undefined, labeller],
    ['/alerts/test', { channel: 'hook' }, labeller],
  ] as const) {
    expect((await ask('POST', path, body, headers)).body.error.code).toBe('SCOPE_MISSING');
  }
  const snoozed = await fits(ALERT, ask('POST', '/alerts/1/snooze', { days: 7, note: ' told ' }, labeller));
  expect(snoozed).toMatchObject({ state: 'snoozed', changedBy: 'ada', note: 'told' });
  expect(await fits(ALERT, ask('POST', '/alerts/1/resolve', {}, labeller))).toMatchObject({
    ...{ state: 'resolved', snoozedUntil: null, note: 'told' },
  });
  expect(await fits(ALERT_LIST, ask('GET', '/alerts', undefined, reader))).toMatchObject({ total: 0 });
  expect(await fits(ALERT_LIST, ask('GET', '/alerts?state=all', undefined, reader))).toMatchObject({
    total: 1,
  });
  const refused = [
    await ask('POST', '/alerts/1/snooze', { days: 7 }, labeller),
    await ask('POST', '/alerts/99/resolve', {}, labeller),
    await ask('POST', '/alerts/test', { channel: 'nobody' }, admin),
    await ask('POST', '/alerts/1/snooze', { days: 0 }, labeller),
    await ask('POST', '/alerts/x/resolve', {}, labeller),
  ];
  expect(refused.map(({ status, body }) => [status, body.error.code])).toEqual([
    [409, 'ALERT_CLOSED'],
    [404, 'ALERT_UNKNOWN'],
    [404, 'ALERT_CHANNEL_UNKNOWN'],
    [400, 'USAGE'],
    [400, 'USAGE'],
  ]);
  expect((await ask('POST', '/alerts/test', { channel: 'hook' }, admin)).status).toBe(200);
  expect(tested).toEqual(['nobody', 'hook']);
});

test('the history is in SQL, for readers too', async () => {
  const { database } = await shop();
  await lookForAlerts(database, CHECKED_AT);
  const { rows } = await database.query(
    `select alert_id, subject, n, "of", writers, state, sent_to from reporting.alert`,
  );
  expect(rows).toEqual([
    { alert_id: 1, subject: HOSTILE, n: 82, of: 1400, writers: 82, state: 'open', sent_to: null },
  ]);
});
