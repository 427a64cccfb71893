import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

// A row with line breaks is cut at its end, so a few are rejected.
const FEW = readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv'), 'utf8')
  .split('\n')
  .slice(0, 91)
  .join('\n');

test('an analyst searches from the command line', async () => {
  const { url, database } = await testDatabase();
  const run = (...args: string[]) =>
    verbatim(['search', ...args], { DATABASE_URL: url, REDIS_URL: '', COLUMNS: '80' }, '');
  const code = async (...args: string[]) => /\[([A-Z_]+)\]\s*$/.exec((await run(...args)).stderr)?.[1];
  expect(await code('itchy tags')).toBe('SEARCH_NO_DATA');
  const hostile =
    '\n900,9,33,,"<b>Itchy</b> tags \u001b[31mall over, says [person 3].",1,0,0,General,Tops,Knits\n';
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  const whole = await verbatim(
    ['run', '-', '--source', 'shop', '--allow-rejects'],
    environment,
    FEW + hostile,
  );
  expect([0, 3], whole.stderr).toContain(whole.code);

  const found = await run('itchy tags', '--limit', '4');
  expect([found.code, found.stderr]).toEqual([0, '']);
  expect(found.stdout).toContain('“how can you make an intimates item with such itchy tags?”');
  expect(found.stdout).toMatch(/^4 sentences of \d+ compared by meaning$/m);
  for (const line of found.stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
  expect(found.stdout).not.toContain('\u001b');
  const json = JSON.parse((await run('itchy tags', '--rating', '1..2', '--by', 'words', '--json')).stdout);
  expect(json.sentences.length).toBeGreaterThan(0);
  for (const { rating } of json.sentences) expect(rating).toBeLessThanOrEqual(2);
  const like = JSON.parse((await run('--like', String(json.sentences[0].feedbackId), '--json')).stdout);
  expect(like.sentences).toHaveLength(10);
  expect((await run('the battery drains overnight')).stdout).toMatch(
    /Note: No sentence is near to the question/,
  );
  expect((await run('dress', '--period', '2031')).stdout).toBe('Nothing was found.\n');

  expect(await code('')).toBe('QUESTION_EMPTY');
  expect(await code()).toBe('USAGE');
  expect(await code('dress', '--like', '3')).toBe('USAGE');
  expect(await code('dress', '--source', 'shp')).toBe('FILTER_VALUE_UNKNOWN');
  expect(await code('dress', '--attribute', 'Tops')).toBe('FILTER_INVALID');
  expect(await code('dress', '--rating', 'good')).toBe('FILTER_INVALID');
  expect(await code('dress', '--limit', '101')).toBe('USAGE');
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n from verbatim.access_log where place = 'verbatim search' and what = 'quote'`,
  );
  // Only searches that showed something.
  expect(rows).toEqual([{ n: 4 }]);
});
