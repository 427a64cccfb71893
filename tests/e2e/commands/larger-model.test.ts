import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const FIXTURE = join(ROOT, 'tests/fixtures/parity/cls-xlm-roberta');

test('the steps of docs/models.md use an exported XLM-R with one flag', async () => {
  const page = readFileSync(join(ROOT, 'docs/models.md'), 'utf8');
  const section = /^## A larger model$([\s\S]*?)^## /m.exec(page)![1]!;
  const commands = [...section.matchAll(/^(?:npx|optimum-cli) .*$/gm)].map(([line]) => line);
  expect(commands.filter((line) => line.startsWith('optimum-cli export onnx'))).toHaveLength(1);

  // A tiny XLM-R, in the files and places of optimum-cli: all in one folder.
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-larger-'));
  const model = join(folder, 'xlm-r');
  cpSync(FIXTURE, model, { recursive: true, filter: (path) => !/expected\.json$|onnx/.test(path) });
  cpSync(join(FIXTURE, 'onnx/model.onnx'), join(model, 'model.onnx'));
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
  try {
    const steps = commands.filter((line) => line.startsWith('npx verbatim'));
    expect(steps.filter((line) => line.includes('--model models/xlm-r'))).toHaveLength(1);
    for (const step of steps) {
      const args = step.replaceAll('models/xlm-r', model).split(' ').slice(2);
      const ended = await verbatim(args, environment);
      expect([step, ended.code, ended.stderr]).toEqual([step, 0, expect.any(String)]);
      expect(ended.stdout, step).toMatch(/negative/);
    }
    const { rows } = await database.query(
      `select m.name, m.active, count(a.sentiment)::int as labelled, count(a.embedding)::int as embedded
         from verbatim.model m join verbatim.analysis a on a.model_id = m.id group by 1, 2`,
    );
    expect(rows).toEqual([{ name: 'xlm-r', active: true, labelled: 400, embedded: 0 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
