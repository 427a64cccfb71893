import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { withDatabase } from './services.ts';

/**
 * A migrated database of the caller's own, dropped when the test (or the `beforeAll` owner) is done.
 * Call `drop` from `afterAll` when made outside of a test.
 */
export async function makeDatabase(): Promise<{ url: string; database: Database; drop(): Promise<void> }> {
  const name = `verbatim_test_${randomBytes(6).toString('hex')}`;
  const admin = await openDatabase(inject('postgres'), { connections: 1, name: 'tests' });
  await admin.query(`create database ${name} template ${inject('template')}`);
  const url = withDatabase(inject('postgres'), name);
  const database = await openDatabase(url, { connections: 4, name: 'tests' });
  return {
    url,
    database,
    async drop() {
      await database.end();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** {@link makeDatabase} for the test that runs now. */
export async function testDatabase(): Promise<{ url: string; database: Database }> {
  const made = await makeDatabase();
  onTestFinished(() => made.drop());
  return made;
}
