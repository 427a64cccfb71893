import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { textColumns } from '../../../src/db/privacy/text-columns.ts';
import { setRollupAttributes, updateRollup } from '../../../src/db/rollups/rollups.ts';
import { placeOf } from '../../../src/privacy/text-places.ts';
import { type EraseOptions, erase } from '../../../src/runs/privacy/erase.ts';
import type { ErasureRequest } from '../../../src/runs/privacy/erasure-request.ts';
import {
  canaries,
  databaseText,
  dumpText,
  PERSON,
  plantCanary,
  testKeyring,
} from '../../support/data/canary.ts';
import { testDatabase } from '../../support/servers/database.ts';

async function shop() {
  const { url } = await testDatabase();
  const database = await openDatabase(url, { connections: 10, name: 'tests' });
  onTestFinished(() => database.end());
  const keyring = testKeyring();
  const canary = await plantCanary(database, keyring);
  await setRollupAttributes(database, ['shop', 'wish']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, canary.modelId);
  return { url, database, keyring, ...canary };
}

const NOTHING = { source: null, authors: [], ids: [], texts: [] };
const person: ErasureRequest = { ...NOTHING, by: 'author', authors: [PERSON] };
const run = (database: Database, request: ErasureRequest, options: Partial<EraseOptions>) =>
  erase(database, request, {
    ...{ keyring: null, tombstones: true, vacuum: 'plain', signal: new AbortController().signal, ...options },
  });

test('every column that can hold words has a place', async () => {
  const { database } = await testDatabase();
  const columns = await textColumns(database);
  const unknown = columns
    .filter(({ schema, table, column }) => schema === 'verbatim' && placeOf(table, column) === null)
    .map(({ table, column }) => `${table}.${column}`);
  expect(unknown).toEqual([]);
});

test('a person is gone from every table and from a dump; others stay', async () => {
  const { url, database, keyring } = await shop();
  expect(canaries(await databaseText(database)).length).toBeGreaterThan(30);
  const [erased] = await run(database, person, { keyring });
  expect(canaries(await databaseText(database))).toEqual([]);
  expect(canaries(dumpText(url) ?? '')).toEqual([]);
  expect(erased!.proof.columns.filter(({ found }) => found > 0)).toEqual([]);
  expect(erased).toMatchObject({ feedback: 5, documents: 5, proof: { found: 0, vacuum: 'plain' } });
});
