import { expect, test } from 'vitest';
import { schemaHeading } from '../../../docs/check-schema.ts';
import { testDatabase } from '../../support/database.ts';
import { schemaSql } from '../../support/schema-sql.ts';

test('schema.sql is what the migrations make; renew it with: npm run schema', async () => {
  const { database } = await testDatabase();
  await expect(`${schemaHeading()}\n${await schemaSql(database)}`).toMatchFileSnapshot('../../../schema.sql');
});
