import { expect, test } from 'vitest';
import { names } from '../../../src/cli/options/values.ts';
import { rollupAttributes } from '../../../src/db/rollups/rollups.ts';
import { verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const QUESTION = 'What did you like, and why?';
const SHOP = 'shop "West", old';

test.each([
  ['a, b ,,c', ['a', 'b', 'c']],
  [`"${QUESTION}",shop`, [QUESTION, 'shop']],
  ['"shop ""West"", old"', [SHOP]],
  ['5" pipe,"half', ['5" pipe', '"half']],
  ['', []],
])('--by %s', (text, expected) => {
  expect(names(text)).toEqual(expected);
});

test('attributes whose names hold commas and question marks; an unknown one changes nothing', async () => {
  const { url, database } = await testDatabase();
  const environment = {
    DATABASE_URL: url,
    REDIS_URL: '',
    VERBATIM_SESSIONS: '1',
    VERBATIM_LOG_LEVEL: 'error',
  };
  const rows = Array.from({ length: 24 }, (_, i) => `${i},Order ${i} came late.,${i % 2 ? 'yes' : 'no'},w`);
  const csv = `id,text,"${QUESTION}","${SHOP.replaceAll('"', '""')}"\n${rows.join('\n')}\n`;
  const imported = await verbatim(['import', '-', '--source', 's', '--map', 'text=text'], environment, csv);
  expect(imported.code, imported.stderr).toBe(0);

  // As the shell gives it where nobody thinks of the comma, and quoted as in --map.
  const night = await verbatim(
    ['nightly', '--by', `${QUESTION},"${SHOP.replaceAll('"', '""')}"`, '--period', 'all'],
    environment,
  );
  expect(night.code, night.stderr).toBe(0);
  expect(await rollupAttributes(database)).toEqual([QUESTION, SHOP]);

  for (const line of [
    ['nightly', '--period', 'all', '--no-policy'],
    ['nightly', '--schedule', '0 3 * * *'],
    ['digest', '--period', 'all'],
    ['audit'],
    ['report', 'attributes'],
  ]) {
    const refused = await verbatim([...line, '--by', 'shoop'], environment);
    expect(refused.stderr, line[0]).toContain('ATTRIBUTE_UNKNOWN');
    expect(refused.stderr, line[0]).toContain(QUESTION);
  }
  expect(await rollupAttributes(database)).toEqual([QUESTION, SHOP]);
  const { rows: schedules } = await database.query('select 1 from verbatim.night_schedule');
  expect(schedules).toEqual([]);

  for (const line of [
    ['report', 'attributes', '--format', 'csv'],
    ['digest', '--period', 'all'],
  ]) {
    const shown = await verbatim([...line, '--by', QUESTION], environment);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toContain('yes');
  }
  const audited = await verbatim(['audit', '--by', `"${QUESTION}"`, '--format', 'json'], environment);
  expect(audited.stderr).not.toContain('ATTRIBUTE_UNKNOWN');
});
