import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { copyOfProgram } from '../../support/servers/program.ts';

/** Columns of the most-read tables: file of src/db/schema, and name. */
const RENAMED = [
  ...[['imports', 'importId'] as const, ['imports', 'rawText'] as const, ['imports', 'characters'] as const],
  ...[['imports', 'detail'] as const, ['imports', 'attempts'] as const, ['models', 'checkedAt'] as const],
  ...[['models', 'tokenBudget'] as const, ['runs', 'noAnswer'] as const, ['runs', 'waitsFor'] as const],
  ...[['server', 'lastUsedAt'] as const, ['themes', 'userName'] as const, ['audits', 'fingerprint'] as const],
];

test('a column that is renamed in src/db/schema does not compile wherever it is read', async () => {
  const program = copyOfProgram();
  for (const [file, column] of RENAMED) {
    program.edit(`src/db/schema/${file}.ts`, (text) => {
      const renamed = text.replaceAll(
        new RegExp(`\\b${column}\\b(?=:)|(?<=\\b[a-zA-Z]+\\.)${column}\\b`, 'g'),
        `${column}Now`,
      );
      expect(renamed, column).not.toBe(text);
      return renamed;
    });
  }
  program.edit('tsconfig.json', (text) => text.replace(/"include": .*/, '"include": ["src/db"]'));
  const output = await new Promise<string>((resolve) => {
    execFile('npx', ['tsc', '--noEmit'], { cwd: program.folder }, (_, stdout) => resolve(stdout));
  });
  for (const [, column] of RENAMED) expect(output).toMatch(new RegExp(`['"]${column}['"]`));
  expect(output).not.toContain('src/db/schema/');
});
