import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { nextItems } from '../../../src/db/review/items.ts';
import { ROOT, verbatim } from '../../support/cli.ts';
import { addDraw, reviewShop } from '../../support/data/review.ts';
import { testDatabase } from '../../support/servers/database.ts';

vi.setConfig({ testTimeout: 300_000 });
const environmentOf = (url: string) => ({ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' });

async function shop() {
  const { url, database } = await testDatabase();
  const { ids } = await reviewShop(database);
  await addDraw(database, ids.slice(0, 3));
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await verbatim(args, environmentOf(url));
    return { code, stderr, stdout, json: args.includes('--json') ? JSON.parse(stdout) : null };
  };
  const stored = async () =>
    (
      await database.query(
        'select feedback_id as id, task, value, labeller, reason, model_id as model from verbatim.label order by id',
      )
    ).rows;
  return { url, database, ids, run, stored };
}

test('next, set and undo without a terminal, with JSON and exit codes', async () => {
  const { ids, run, stored } = await shop();
  const who = ['--labeller', 'ann', '--json'];
  const next = await run('label', 'next', ...who);
  expect([next.code, next.stderr]).toEqual([0, '']);
  expect(next.json).toMatchObject({
    labeller: 'ann',
    today: 0,
    draws: [
      { kind: 'sample', open: 3 },
      { kind: 'queue', open: 0 },
    ],
    comment: { feedbackId: ids[0], hidden: true, answer: null },
  });
  const set = await run('label', 'set', String(ids[0]), 'negative', '--reason', 'late', ...who);
  expect(set.json).toMatchObject({
    change: { value: 'negative', former: null, changed: true },
    comment: { hidden: false, answer: { sentiment: expect.any(String) } },
  });
  const sentence = await run(
    'label',
    'set',
    String(ids[0]),
    'positive',
    '--sentence',
    '1-2',
    '--labeller',
    'ann',
  );
  expect(sentence.stdout).toBe(`Sentence 1-2 of comment ${ids[0]} is positive.\n`);
  expect(await stored()).toEqual([
    { id: ids[0], task: 'sentiment', value: 'negative', labeller: 'ann', reason: 'late', model: 1 },
    { id: ids[0], task: 'sentiment', value: 'positive', labeller: 'ann', reason: null, model: 1 },
  ]);
  const text = await run('label', 'next', '--labeller', 'ann');
  expect(text.stdout).toContain('A random comment, to measure how often the model is right');
  expect(text.stdout).toContain(`label set ${ids[1]} negative`);
  expect(Math.max(...text.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);

  expect((await run('label', 'undo', ...who)).json.change).toMatchObject({ former: 'positive', value: null });
  const none = await run('label', 'set', String(ids[0]), 'none', '--labeller', 'ann');
  expect(none.stdout).toBe(
    `Comment ${ids[0]} has no label of yours any more, it was negative. The answer of the model is shown after your label.\n`,
  );
  expect((await run('label', 'undo', '--labeller', 'ann')).stdout).toMatch(
    /^Comment \d+ is negative\. The model: [a-z]+, 50 % sure\.\n$/,
  );
  for (const [args, code] of [
    [['set', '999999', 'negative'], 'LABEL_COMMENT_UNKNOWN'],
    [['set', String(ids[1]), 'angry'], 'LABEL_VALUE_UNKNOWN'],
    [['set', String(ids[1]), 'yes', '--task', 'mood'], 'LABEL_TASK_UNKNOWN'],
    [['set', String(ids[1]), 'negative', '--sentence', '5-50'], 'LABEL_SENTENCE_UNKNOWN'],
    [['set', String(ids[1]), 'negative', '--sentence', 'first'], 'USAGE'],
    [['undo', '--labeller', 'bob'], 'LABEL_UNDO_NONE'],
    [['next', '--labeller', 'rule slang'], 'LABELLER_INVALID'],
  ] as const) {
    const refused = await run('label', ...args, '--json');
    expect([code, refused.code, refused.json.error.code]).toEqual([code, 2, code]);
  }
});

test.skipIf(spawnSync('script', ['--version']).status !== 0)(
  'on a terminal: one key a label, undo, sentences; a comment that is erased meanwhile, and the end',
  async () => {
    const { url, database, ids, stored } = await shop();
    await database.query(
      `update verbatim.document set text = E'\\u001b[31mred' || text, characters = characters + 8`,
    );
    const command = `${process.execPath} ${join(ROOT, 'bin/verbatim.mjs')} label next --labeller ann`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, ...environmentOf(url), NO_COLOR: '1', TERM: 'xterm' },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    /** Presses a key; what the terminal then shows, from there on. */
    const press = async (key: string, shows: string | RegExp) => {
      const from = output.length;
      child.stdin.write(key);
      await expect.poll(() => output.slice(from), { timeout: 120_000 }).toMatch(shows);
    };
    const shows = (id: number | undefined) => `comment ${id}\r`;
    await expect.poll(() => output, { timeout: 120_000 }).toContain(shows(ids[0]));
    expect(output).toContain('1 negative  2 neutral  3 positive  4 mixed');
    await press('s', 'Sentence 1 of 3: ');
    await press('3', 'is positive.');
    await press('x', /toxicity: yes/);
    await press('u', /Undone\. .*toxicity: has no label/s);
    await press('1', shows(ids[1]));
    expect(output).toContain(`Comment ${ids[0]} is negative. The model: `);
    await press('u', shows(ids[0]));
    await press('4', shows(ids[1]));
    // The escape sequence of the text does nothing.
    expect(output).not.toContain('\u001b[31m');
    await database.query('delete from verbatim.feedback where id = $1', [ids[1]]);
    await press('2', shows(ids[2]));
    expect(output).toContain(`There is no comment ${ids[1]} with a text.`);
    await press('n', shows(ids[2]));
    await press('2', 'Nothing waits for your review');
    expect(await ended).toBe(0);
    expect(output).toContain('2 comments by ann today.');
    expect((await stored()).map(({ id, value }) => [id, value])).toEqual([
      [ids[0], 'positive'],
      [ids[0], 'mixed'],
      [ids[2], 'neutral'],
    ]);
    // Nothing is held any more.
    expect(await nextItems(database, 'bob', { limit: 5 })).toEqual([]);
    expect(
      (await database.query('select from verbatim.review_item where held_by is not null')).rowCount,
    ).toBe(0);
  },
);
