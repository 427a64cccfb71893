import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ALERT_STATES, listAlerts, resolveAlert, snoozeAlert } from '../../db/alerts/alerts.ts';
import { readChannels, readRules } from '../../db/alerts/rules.ts';
import { CHANNEL_KINDS } from '../../domain/alerts/channel.ts';
import { WATCHED } from '../../domain/alerts/rule.ts';
import { alertJson } from '../../reporting/alerts/webhook.ts';
import { textOf, titleOf } from '../../reporting/alerts/words.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { limitTo } from './limit.ts';
import type { RouteTypes } from './route-types.ts';

const BODY_BYTES = 16 * 1024;
const MOST = 1_000;

const count = z.int().min(0);
const note = z
  .string()
  .max(2_000)
  // Postgres cannot store NUL.
  .regex(/^[^\0]*$/, 'it holds NUL')
  .nullable()
  .default(null)
  .describe('What was done. Without it, a note that is stored stays.');
const number = z.number().nullable();
export const ALERT = z
  .object({
    ...{
      id: count,
      title: z.string(),
      text: z.string().describe('n, interval, what was expected, people, days.'),
    },
    ...{ rule: z.string(), watch: z.enum(WATCHED), measure: z.string().nullable(), direction: z.string() },
    ...{ topicId: z.string().nullable(), themeId: number, findingId: number, source: z.string().nullable() },
    name: z.string().nullable().describe('Present name of the topic or theme.'),
    ...{ firstDay: z.string(), lastDay: z.string(), n: count, of: number, nBefore: number, ofBefore: number },
    ...{ daysBefore: number, expected: number, probability: number, people: number },
    value: number.describe(
      'n / of; of volumes n / expected; of an audit its measure. With its 95 % interval.',
    ),
    ...{ low: number, high: number, sentence: z.string().nullable(), seenDay: z.string() },
    ...{ state: z.enum(ALERT_STATES), foundAt: z.iso.datetime(), snoozedUntil: z.iso.datetime().nullable() },
    ...{
      changedAt: z.iso.datetime().nullable(),
      changedBy: z.string().nullable(),
      note: z.string().nullable(),
    },
    sentTo: z.array(z.string()).describe('Channels that took the first message.'),
  })
  .describe('What a rule found.')
  .meta({ id: 'Alert' });
export const ALERT_LIST = z
  .object({
    total: count,
    edits: z.boolean().describe('Whether the key may snooze and resolve.'),
    alerts: z.array(ALERT),
  })
  .describe('Alerts, the last found first.');
export const ALERT_RULES = z
  .object({
    rules: z.array(
      z.object({
        ...{ name: z.string(), watch: z.enum(WATCHED), lookedAt: z.iso.datetime().nullable() },
        tests: count.describe('Of its last check.'),
      }),
    ),
    channels: z.array(z.object({ name: z.string(), kind: z.enum(CHANNEL_KINDS), quotes: count })),
  })
  .describe('Rules, and channels without their addresses.');
export const ALERT_CHECK = z
  .object({
    ...{ rules: count, tests: count, lastDay: z.string().nullable() },
    found: z.array(count).describe('Numbers of new alerts.'),
    again: z.array(count).describe('Of those that are told again after a snooze.'),
    ended: z.array(count).describe('Of those that ended by themselves.'),
    sent: count.describe('Messages.'),
    unsent: z
      .array(z.object({ channel: z.string(), code: z.string(), message: z.string() }))
      .describe('Channels that took none; their messages are sent by the next check.'),
  })
  .describe('What a check did.');
const SENT = z
  .object({ channel: z.string(), sent: z.literal(true) })
  .describe('The channel took the message.');
const ID = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'a number of an alert is expected')
    .transform(Number),
});

type Listed = Awaited<ReturnType<typeof listAlerts>>['alerts'][number];
const shown = (alert: Listed) => ({ title: titleOf(alert), text: textOf(alert), ...alertJson(alert) });

/** Routes of alerts: list, snooze and resolve them, check the rules, test a channel. */
export function addAlertRoutes(server: FastifyInstance, { database, alerts }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const tags = ['alerts'];
  const by = { ...{ bodyLimit: BODY_BYTES, config: { scope: 'label' } as const } };
  routes.get(
    '/alerts',
    {
      config: { scope: 'read' },
      schema: {
        ...{ tags, summary: 'Alerts', response: { 200: ALERT_LIST } },
        querystring: z.object({
          state: z
            .enum([...ALERT_STATES, 'all'])
            .optional()
            .describe('Default: open and snoozed ones.'),
          limit: limitTo(MOST, 100),
        }),
      },
    },
    async ({ query: { state, limit }, caller }) => {
      const states = state === undefined ? (['open', 'snoozed'] as const) : state === 'all' ? [] : [state];
      const found = await listAlerts(database, { states, limit });
      const edits = caller!.scopes.includes('label');
      return { total: found.total, edits, alerts: found.alerts.map(shown) };
    },
  );
  routes.get(
    '/alerts/rules',
    {
      config: { scope: 'read' },
      schema: { tags, summary: 'Rules and channels of alerts', response: { 200: ALERT_RULES } },
    },
    async () => ({
      rules: (await readRules(database)).map(({ rule: { name, watch }, lookedAt, tests }) => ({
        ...{ name, watch, lookedAt, tests },
      })),
      channels: (await readChannels(database)).map(({ name, kind, quotes }) => ({ name, kind, quotes })),
    }),
  );
  routes.post(
    '/alerts/:id/snooze',
    {
      ...by,
      schema: {
        ...{ tags, summary: 'Tell nobody again before a time; then once more, if it lasts', params: ID },
        body: z.object({ days: z.int().min(1).max(366), note }),
        response: { 200: ALERT, 404: ERROR, 409: ERROR },
      },
    },
    async ({ params, body, caller }) => {
      const until = new Date(Date.now() + body.days * 86_400_000);
      const change = { by: caller!.name, note: body.note?.trim() || null };
      return shown(await snoozeAlert(database, params.id, until, change));
    },
  );
  routes.post(
    '/alerts/:id/resolve',
    {
      ...by,
      schema: {
        ...{ tags, summary: 'Close an alert; it is not reported again while it lasts', params: ID },
        ...{ body: z.object({ note }), response: { 200: ALERT, 404: ERROR } },
      },
    },
    async ({ params, body, caller }) =>
      shown(await resolveAlert(database, params.id, { by: caller!.name, note: body.note?.trim() || null })),
  );
  if (!alerts) return;
  routes.post(
    '/alerts/check',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'Check all rules now, and send what is new' },
        response: { 200: ALERT_CHECK, 409: ERROR },
      },
    },
    () => alerts.check(),
  );
  routes.post(
    '/alerts/test',
    {
      ...{ bodyLimit: BODY_BYTES, config: { scope: 'admin' } },
      schema: {
        ...{ tags, summary: 'Send a test message to a channel' },
        body: z.object({ channel: z.string().max(200) }),
        response: { 200: SENT, 404: ERROR, 409: ERROR, 503: ERROR },
      },
    },
    async ({ body: { channel } }) => {
      await alerts.test(channel);
      return { channel, sent: true as const };
    },
  );
}
