import { expect, test, vi } from 'vitest';
import { storeMissingWords } from '../../../src/db/search/document-words.ts';
import { verbatim } from '../../support/cli.ts';
import { reviewShop } from '../../support/data/review.ts';
import { testDatabase } from '../../support/servers/database.ts';

vi.setConfig({ testTimeout: 300_000 });

test('comments are handled by number and by the id of their file; ids that do not exist are named', async () => {
  const { url, database } = await testDatabase();
  const { ids } = await reviewShop(database);
  await database.query(`update verbatim.feedback set external_id = 'A-' || id`);
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  const run = async (args: string[], input?: string) => {
    const { code, stdout, stderr } = await verbatim(['handled', ...args], environment, input);
    return { code, stdout, stderr };
  };
  const [first, second, third] = ids as [number, number, number];
  expect((await run(['list'])).stdout).toBe('No comment is handled.\n');
  const added = await run(['add', `${first}`, `${second}`, '--by', 'ann', '--note', 'Refunded.\nCalled.']);
  expect(added).toEqual({ code: 0, stderr: '', stdout: '2 comments marked as handled by ann.\n' });
  // From standard input, by the ids of the file.
  const more = await run(
    ['add', '-', '--source', 'shop', '--by', 'bob', '--json'],
    `A-${second}\n\nA-${third}\n`,
  );
  expect(JSON.parse(more.stdout)).toEqual({ by: 'bob', comments: 2, changed: 1, unchanged: 1 });
  const list = await run(['list', '--limit', '2']);
  expect(list.stdout.split('\n')).toEqual([
    '3 handled comments, the last 2',
    '',
    expect.stringMatching(
      new RegExp(`^20\\d\\d-.* UTC · bob · comment ${third} · source shop · id A-${third}$`),
    ),
    expect.stringMatching(new RegExp(`· ann · comment ${second} ·`)),
    '  Refunded.',
    '  Called.',
    '',
  ]);
  expect(JSON.parse((await run(['list', '--by', 'ann', '--json'])).stdout)).toMatchObject({
    total: 2,
    comments: [{ feedbackId: second, note: 'Refunded.\nCalled.', handledBy: 'ann' }, { feedbackId: first }],
  });
  const unknown = await run(['add', `A-${first}`, 'A-none', 'B-none', '--source', 'shop']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('A-none, B-none')]);
  for (const [args, said] of [
    [['add', 'x1', `${first}`], 'x1'],
    [['remove', '999999', `${first}`], '999999'],
    [['add', `${first}`, '--by', ' '], '--by NAME'],
    [['add', `${first}`, '--note', 'x'.repeat(2_001)], '2,000 characters'],
    [['add', '-'], 'no value'],
    [['add'], 'either ids or --search'],
    [['add', `${first}`, '--search', 'word'], 'either ids or --search'],
  ] as const) {
    const refused = await run([...args], '');
    expect([args, refused.code, refused.stderr]).toEqual([args, 2, expect.stringContaining(said)]);
  }
  expect((await run(['remove', `${first}`, `${third}`])).stdout).toBe('2 comments open again.\n');
  expect((await run(['remove', `${first}`, `${second}`])).stdout).toBe(
    '1 comment open again. One was open before.\n',
  );

  // What a search finds. The model of these comments has no folder, so words are searched.
  await database.query(
    `delete from verbatim.segment;
     insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
       positive, score, tokens)
     select d.id, a.model_id, 0, 0, d.characters, 'neutral', 0.2, 0.6, 0.2, 0, 5
       from verbatim.document d join verbatim.analysis a on a.document_id = d.id`,
  );
  await storeMissingWords(database, new AbortController().signal);
  const found = await run(['add', '--search', '"comment 7"', '--handled', 'no', '--by', 'cleo', '--json']);
  const { sentences } = JSON.parse(found.stdout).found;
  expect(sentences.map(({ sentence }: { sentence: string }) => sentence)).toEqual(['a comment 7']);
  const { comments } = JSON.parse((await run(['list', '--by', 'cleo', '--json'])).stdout);
  expect(comments).toMatchObject([{ feedbackId: sentences[0].feedbackId }]);
  const again = await run(['add', '--search', '"comment 7"', '--handled', 'no', '--by', 'cleo']);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('0 comments marked')]);
});
