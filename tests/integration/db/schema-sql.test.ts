import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { schemaHeading } from '../../../docs/check-schema.ts';
import { ROOT } from '../../support/cli.ts';
import { schemaSql } from '../../support/data/schema-sql.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { copyOfProgram } from '../../support/servers/program.ts';

test('schema.sql is what the migrations make; renew it with: npm run schema', async () => {
  const { database } = await testDatabase();
  await expect(`${schemaHeading()}\n${await schemaSql(database)}`).toMatchFileSnapshot('../../../schema.sql');
});

test('npm run check refuses a schema.sql that is older than a view', async () => {
  const program = copyOfProgram();
  const check = () =>
    new Promise((resolve) => {
      const script = join(program.folder, 'docs/check-schema.ts');
      execFile(process.execPath, [script], (error, _, stderr) => resolve([error?.code ?? 0, stderr]));
    });
  expect(await check()).toEqual([0, '']);
  program.edit('migrations/views/reporting/theme.sql', (text) => `${text}-- Changed.\n`);
  expect(await check()).toEqual([1, expect.stringContaining('npm run schema')]);
});

test('src/db/schema has the tables of the migrations, with their columns, keys, checks and indexes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-drizzle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = ['--dialect', 'postgresql', '--schema', 'src/db/schema', '--out', folder];
  execFileSync('npx', ['drizzle-kit', 'generate', ...options], { cwd: ROOT, stdio: 'ignore' });
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const { database } = await testDatabase();
  // Order of columns and comments are the migrations' own.
  const tables = async () =>
    (await schemaSql(database))
      .split('\n')
      .filter((line) => /^(CREATE (TABLE|.*INDEX)|ALTER TABLE| {2})/.test(line))
      .map((line) => line.replace(/,$/, ''))
      .sort();
  const migrated = await tables();
  await database.query('drop schema verbatim, reporting cascade');
  await database.query(readFileSync(join(folder, file!), 'utf8'));
  expect(await tables()).toEqual(migrated);
});
