import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { App } from '../../../src/app/open.ts';
import { sourceSet, sourceShow } from '../../../src/cli/sources/rules.ts';
import { readRules } from '../../../src/db/privacy/rules.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { DEFAULT_RULES } from '../../../src/privacy/rules.ts';
import { NEVER } from '../../../src/privacy/source-rules.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function app(keyring: App['keyring'] = KEYRING) {
  const { database } = await testDatabase();
  return { database, keyring } as App;
}

test('a source has its own rules, else those of every source, else the defaults', async () => {
  const it = await app();
  const { database } = it;
  expect(await readRules(database, 'shop')).toEqual(DEFAULT_RULES);
  await sourceSet(it, '*', { names: 'flag', retain: 400, pattern: { order: 'ORD-\\d+' }, keepName: ['Ana'] });
  await sourceSet(it, 'shop', {
    names: 'off',
    retain: NEVER,
    pattern: { ticket: 'T\\d+' },
    keepName: ['Tom'],
  });
  expect(await readRules(database, 'other')).toMatchObject({
    names: 'flag',
    retainDays: 400,
    keptNames: ['Ana'],
  });
  expect(await readRules(database, 'shop')).toEqual({
    ...DEFAULT_RULES,
    ...{
      names: 'off',
      retainDays: null,
      patterns: { order: 'ORD-\\d+', ticket: 'T\\d+' },
      keptNames: ['Ana', 'Tom'],
    },
  });
  await sourceSet(it, 'shop', { pattern: { ticket: null }, identifiers: 'off' });
  expect(await readRules(database, 'shop')).toMatchObject({
    identifiers: false,
    patterns: { order: 'ORD-\\d+' },
  });
  const { json, text } = await sourceShow(it, 'shop');
  expect(json).toMatchObject({ source: 'shop', identifiers: false, names: 'off', retainDays: null });
  expect(text).toContain('Identifiers  not masked\nNames        off');
  expect((await sourceShow(it, '*')).text).toContain('Kept for     400 days');
});

test('what cannot be is refused, and nothing is stored of it', async () => {
  const it = await app(null);
  const { database } = it;
  const content = Readable.from(['comment,phone\nOK,1\n']);
  await importFile(database, { file: 'f.csv', source: 'shop', input: content });
  await expect(sourceSet(it, 'shop', {})).rejects.toThrow('Nothing is to be changed');
  await expect(sourceSet(it, 'shop', { pattern: { order: '[a' } })).rejects.toMatchObject({
    code: 'MASK_PATTERN_INVALID',
  });
  await expect(sourceSet(it, 'shop', { column: { phoned: 'drop' } })).rejects.toThrow('did you mean phone?');
  await expect(sourceSet(it, 'shop', { keepOriginal: true })).rejects.toMatchObject({ code: 'KEY_MISSING' });
  await sourceSet(it, 'shop', { pattern: { order: 'O\\d' } });
  await expect(sourceSet(it, 'shop', { pattern: { ordr: null } })).rejects.toThrow('Did you mean order?');
  expect(await readRules(database, 'shop')).toEqual({ ...DEFAULT_RULES, patterns: { order: 'O\\d' } });
});
