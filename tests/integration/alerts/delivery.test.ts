import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { listAlerts, resolveAlert } from '../../../src/db/alerts/alerts.ts';
import { applyRules } from '../../../src/db/alerts/rules.ts';
import type { Database } from '../../../src/db/client.ts';
import { ALERT_CHANNEL } from '../../../src/domain/alerts/channel.ts';
import { ALERT_RULE } from '../../../src/domain/alerts/rule.ts';
import { deliverAlerts, testChannel } from '../../../src/runs/alerts/deliver.ts';
import { lookForAlerts } from '../../../src/runs/alerts/look.ts';
import { addAlertDays, CHECKED_AT } from '../../support/data/alert-days.ts';
import { testDatabase } from '../../support/servers/database.ts';

const HOSTILE = '<!channel> <script>alert(1)</script> [x](javascript:alert(1)) @here \u202egnp.exe';
/** As a file refers to a variable of the environment. */
const from = (name: string) => `\${${name}}`;
const QUICK = { pauseMs: 5, timeoutMs: 500 };

/** An alert about a topic of this name in a source of this name, found and not sent yet. */
async function found(channels: readonly object[], topic = 'Delivery', source = 'app') {
  const { database } = await testDatabase();
  await addAlertDays(database, {
    topics: [{ name: topic }],
    sources: [{ source, analysed: () => 200, complaints: (back) => (back < 5 ? 14 : 6) }],
  });
  const rule = ALERT_RULE.parse({ name: 'Complaints', watch: 'topic', by: 'source' });
  await applyRules(
    database,
    [rule],
    channels.map((channel) => ALERT_CHANNEL.parse(channel)),
  );
  expect(await lookForAlerts(database, CHECKED_AT)).toMatchObject({ found: [1] });
  return database;
}

type Answer = (response: ServerResponse) => unknown;

/** A webhook that answers as told, one answer a request, then 200. */
async function catcher(answers: Answer[] = []) {
  const requests: { body: string; headers: IncomingHttpHeaders; url: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ body, headers: request.headers, url: request.url! });
    (answers.shift() ?? ((last) => void last.writeHead(200).end('ok')))(response);
  });
  const address = await listening(server);
  return { address: `http://${address}/hook/secret`, host: address, requests };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A mail server with the messages that it took. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: { from: string; to: string[]; data: string }[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
    onData(stream, session, done) {
      let data = '';
      stream.on('data', (chunk) => (data += chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          data,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const host = await listening(server.server as Server);
  return { host, mails };
}

const environment = (values: Record<string, string> = {}) => ({
  ...{ ...QUICK, origin: 'https://feedback.example' },
  environment: values,
});
const state = async (database: Database) =>
  (
    await database.query(
      `select channel, attempts, error_code as code, sent_at is not null as sent, dropped_at is not null as dropped
         from verbatim.alert_message order by channel`,
    )
  ).rows;

test('a webhook gets signed JSON, with the same key each time', async () => {
  const hook = await catcher([(it) => void it.writeHead(500).end()]);
  const channel = { name: 'hook', kind: 'webhook', address: from('HOOK'), secret: from('SECRET') };
  const database = await found([channel]);
  const settings = environment({ HOOK: hook.address, SECRET: 'of the test' });
  expect(await deliverAlerts(database, settings)).toEqual({ sent: 1, unsent: [] });
  expect(await deliverAlerts(database, settings)).toEqual({ sent: 0, unsent: [] });
  expect(hook.requests).toHaveLength(2);
  const [first, second] = hook.requests as [(typeof hook.requests)[0], (typeof hook.requests)[0]];
  expect(second).toMatchObject({ body: first.body, url: '/hook/secret' });
  expect(second.headers['idempotency-key']).toBe(first.headers['idempotency-key']);
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(second.headers['verbatim-signature']))!;
  expect(createHmac('sha256', 'of the test').update(`${seconds}.${second.body}`).digest('hex')).toBe(mac);
  const body = JSON.parse(second.body);
  expect(body).toMatchObject({
    version: 1,
    kind: 'alerts',
    again: false,
    id: second.headers['idempotency-key'],
  });
  expect(body.alerts).toMatchObject([
    {
      ...{
        id: 1,
        title: 'Complaints about “Delivery” rise in app',
        rule: 'Complaints',
        n: 82,
        of: 1400,
        quotes: [],
      },
      link: expect.stringMatching(
        /^https:\/\/feedback\.example\/dashboard\?period=2026-03-02\.\.2026-03-08&source=app&topic=[0-9a-f-]{36}&sentiment=negative$/,
      ),
    },
  ]);
  const { alerts } = await listAlerts(database, { states: [], limit: 9 });
  expect(alerts[0]!.sentTo).toEqual(['hook']);
});

test('names of topics and sources mention nobody in Slack and are no markup anywhere', async () => {
  const [slack, teams, hook] = [await catcher(), await catcher(), await catcher()];
  const mail = await mailServer();
  const database = await found(
    [
      { name: 'slack', kind: 'slack', address: from('SLACK') },
      { name: 'teams', kind: 'teams', address: from('TEAMS') },
      { name: 'hook', kind: 'webhook', address: hook.address },
      {
        name: 'mail',
        kind: 'email',
        address: `smtp://${mail.host}`,
        from: 'Verbatim <v@a.example>',
        to: 'b@c.example',
      },
    ],
    HOSTILE,
    `${HOSTILE}\r\nBcc: x@y.example`,
  );
  const settings = environment({ SLACK: slack.address, TEAMS: teams.address });
  expect(await deliverAlerts(database, settings)).toEqual({ sent: 4, unsent: [] });
  const sent = slack.requests[0]!.body;
  const { text, blocks } = JSON.parse(sent);
  expect(text).toContain('&lt;!channel&gt; &lt;script&gt;');
  expect(text).not.toMatch(/[<>\u202e\n\r]/);
  // Only our own link is one.
  const written = blocks
    .filter(({ type }: { type: string }) => type === 'section')
    .map(({ text: { text } }: { text: { text: string } }) => text);
  expect(written.join('\n').match(/<[^>]*>/g)).toEqual([
    expect.stringMatching(/^<https:\/\/feedback\.example\/dashboard\?[^<>|]*\|Look at the comments>$/),
  ]);
  const card = JSON.parse(teams.requests[0]!.body).attachments[0].content;
  expect(JSON.stringify(card)).not.toMatch(/"TextBlock"|\\u202e|\u202e/);
  expect(card.body[0]).toMatchObject({ type: 'RichTextBlock', inlines: [{ type: 'TextRun' }] });
  const [{ data, to }] = mail.mails as [(typeof mail.mails)[0]];
  expect(to).toEqual(['b@c.example']);
  const [head, body] = [data.slice(0, data.indexOf('\r\n\r\n')), data.slice(data.indexOf('\r\n\r\n'))];
  expect(head).not.toMatch(/^bcc:/im);
  expect(head).toMatch(/^Auto-Submitted: auto-generated$/im);
  const decoded = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  expect(decoded).toContain('&lt;script>alert(1)');
  expect(decoded.slice(decoded.indexOf('<!doctype'))).not.toMatch(/<script/i);
});

test('a redirect is not followed, wherever it leads', async () => {
  const target = await catcher();
  const hook = await catcher([(it) => void it.writeHead(307, { location: target.address }).end()]);
  const database = await found([{ name: 'hook', kind: 'webhook', address: hook.address }]);
  const { sent, unsent } = await deliverAlerts(database, environment());
  expect(sent).toBe(0);
  expect(unsent).toEqual([
    {
      ...{ channel: 'hook', code: 'ALERT_UNDELIVERED' },
      message: `The channel hook did not take the message at ${hook.host}: it answered 307, and redirects are not followed.`,
    },
  ]);
  expect([hook.requests.length, target.requests.length]).toEqual([1, 0]);
});

test('a webhook that hangs and a mail server that refuses keep theirs; the others get it', async () => {
  const silent = createTcpServer((socket) => void socket.on('error', () => {}).resume());
  const hanging = await listening(silent);
  const refusing = await mailServer({
    onRcptTo: (_, __, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
  });
  const dumb = createTcpServer((socket) => void socket.on('error', () => {}).resume());
  const mute = await listening(dumb);
  const closed = createTcpServer();
  const nobody = await listening(closed);
  closed.close();
  const hook = await catcher();
  const mail = { kind: 'email', from: 'v@a.example', to: ['b@c.example'] };
  const database = await found([
    { name: 'a hanging', kind: 'webhook', address: `http://${hanging}/` },
    { ...mail, name: 'b refusing', address: `smtp://${refusing.host}` },
    { ...mail, name: 'c mute', address: `smtp://${mute}` },
    { name: 'd nobody', kind: 'webhook', address: `http://${nobody}/` },
    { name: 'e missing', kind: 'slack', address: from('NOT_SET') },
    { name: 'f good', kind: 'webhook', address: hook.address },
  ]);
  const settings = { ...environment(), timeoutMs: 200 };
  const { sent, unsent } = await deliverAlerts(database, settings);
  expect(sent).toBe(1);
  expect(unsent.map(({ channel, code }) => [channel, code])).toEqual([
    ['a hanging', 'ALERT_UNDELIVERED'],
    ['b refusing', 'ALERT_UNDELIVERED'],
    ['c mute', 'ALERT_UNDELIVERED'],
    ['d nobody', 'ALERT_UNDELIVERED'],
    ['e missing', 'SECRET_MISSING'],
  ]);
  expect(unsent[1]!.message).toMatch(/at 127\.0\.0\.1: .*550/);
  expect(unsent[3]!.message).toMatch(/ECONNREFUSED/);
  expect(await state(database)).toMatchObject([
    ...Array.from({ length: 5 }, () => ({ attempts: 1, sent: false })),
    { channel: 'f good', attempts: 0, sent: true },
  ]);
  // They come back: what waited is sent, and nothing twice.
  await applyRules(
    database,
    [],
    [ALERT_CHANNEL.parse({ name: 'a hanging', kind: 'webhook', address: hook.address })],
  );
  expect((await deliverAlerts(database, settings)).sent).toBe(1);
  expect(hook.requests).toHaveLength(2);
  // Once the alert is resolved, nobody has to be told.
  await resolveAlert(database, 1, { by: 'ada', note: null });
  expect(await deliverAlerts(database, settings)).toEqual({ sent: 0, unsent: [] });
  expect((await state(database)).map(({ dropped }) => dropped)).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('a message whose delivery could not be noted is sent again, with the same key', async () => {
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`;
  let database: Database | undefined;
  const hook = await catcher([
    async (response) => {
      await database!.query(cut);
      response.writeHead(200).end('ok');
    },
  ]);
  database = await found([{ name: 'hook', kind: 'webhook', address: hook.address }]);
  await deliverAlerts(database, environment()).catch(() => {});
  expect(await deliverAlerts(database, environment())).toMatchObject({ sent: 1 });
  expect(hook.requests).toHaveLength(2);
  const keys = hook.requests.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toBe(keys[1]);
});

test('two processes send a message once', async () => {
  const hook = await catcher();
  const database = await found([{ name: 'hook', kind: 'webhook', address: hook.address }]);
  const all = await Promise.all([1, 2, 3].map(() => deliverAlerts(database, environment())));
  expect(all.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
  expect(hook.requests).toHaveLength(1);
});

test('e-mail: user and password from the environment, a password with any character', async () => {
  const seen: unknown[] = [];
  const mail = await mailServer({
    authMethods: ['PLAIN', 'LOGIN'],
    ...{ authOptional: false, allowInsecureAuth: true },
    onAuth({ username, password }, _, done) {
      seen.push([username, password]);
      done(null, { user: 'ok' });
    },
  });
  const channel = { name: 'mail', kind: 'email', from: 'v@a.example', to: ['b@c.example', 'd@e.example'] };
  const database = await found([
    { ...channel, address: `smtp://${from('USER')}:${from('PASSWORD')}@${mail.host}` },
  ]);
  const secrets = { USER: 'ann@c.example', PASSWORD: 'p:a/s@s #w?d' };
  expect(await testChannel(database, 'mail', environment(secrets))).toMatchObject({ kind: 'email' });
  expect(await deliverAlerts(database, environment(secrets))).toMatchObject({ sent: 1 });
  expect(seen).toEqual([
    ['ann@c.example', 'p:a/s@s #w?d'],
    ['ann@c.example', 'p:a/s@s #w?d'],
  ]);
  expect(mail.mails.map(({ to }) => to)).toEqual([channel.to, channel.to]);
  const stored = await database.query('select document::text as text from verbatim.alert_channel');
  expect(stored.rows[0].text).not.toContain('p:a');
  await expect(testChannel(database, 'mial', environment())).rejects.toMatchObject({
    code: 'ALERT_CHANNEL_UNKNOWN',
    message: 'There is no channel mial. Did you mean mail?',
  });
});
