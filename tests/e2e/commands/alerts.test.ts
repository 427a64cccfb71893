import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { addAlertDays, day } from '../../support/data/alert-days.ts';
import { testDatabase } from '../../support/servers/database.ts';

test('verbatim alert: apply, check, list, snooze, resolve, history, remove', async () => {
  const { database, url: databaseUrl } = await testDatabase();
  await addAlertDays(database, {
    topics: [{ name: 'Delivery \u001b[31m<b>' }],
    sources: [
      { source: 'app', analysed: () => 200, negative: () => 60, complaints: (back) => (back < 5 ? 14 : 6) },
    ],
  });
  const run = (...args: string[]) =>
    verbatim(['alert', ...args], { DATABASE_URL: databaseUrl, REDIS_URL: '' });
  expect(await run('check')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[ALERT_RULES_NONE]'),
  });
  const file = join(mkdtempSync(join(tmpdir(), 'alerts-')), 'mine.yaml');
  writeFileSync(file, 'rules:\n  - name: Mine\n    watch: topic\n    of: Delivry\n');
  const wrong = await run('apply', file);
  expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toContain('mine.yaml, line 4, column 9: the rule "Mine": there is no topic Delivry');
  expect((await run('rules')).stdout).toContain('There is no rule.');
  expect((await run('apply')).stdout).toContain('10 rules and 0 channels read, 10 of them new or changed.');
  const check = await run('check');
  expect([check.code, check.stderr]).toEqual([0, '']);
  expect(check.stdout).toMatch(/up to 2026-03-08\.\n1 new; 0 messages sent\.\n/);
  expect(check.stdout).toContain(`82 of 1,400 comments on ${day(6)} to ${day(0)}`);
  expect(check.stdout).not.toContain('\u001b');
  for (const line of check.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect((await run('check')).stdout).toContain('Nothing new; 0 messages sent.');
  expect((await run('snooze', '1', '--days', '3', '--by', 'ada')).stdout).toContain('snoozed until');
  expect(await run('snooze', '1')).toMatchObject({ code: 2 });
  expect((await run('resolve', '1', '--note', 'New courier', '--by', 'ada')).stdout).toMatch(
    /resolved by ada[\s\S]*New courier/,
  );
  expect((await run('list')).stdout).toBe('No alert is open.\n');
  const history = await run('history', '--json');
  expect(JSON.parse(history.stdout)).toMatchObject({ total: 1, alerts: [{ id: 1, state: 'resolved' }] });
  expect(await run('resolve', '7')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[ALERT_UNKNOWN]'),
  });
  expect(await run('test', 'team')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[ALERT_CHANNEL_UNKNOWN]'),
  });
  expect(await run('remove', 'A theme grows', 'An audit fals')).toMatchObject({
    stderr: expect.stringContaining('Did you mean An audit fails?'),
  });
  expect((await run('remove', 'A theme grows')).stdout).toBe('1 rule or channel removed.\n');
}, 300_000);
