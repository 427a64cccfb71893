import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPooledEngine } from '../../../src/inference/engines/pooled-engine.ts';
import { readModelFolder } from '../../../src/inference/model/pooled-folder.ts';
import { poisonModel } from '../../support/models/model-folder.ts';
import { comments } from '../../support/servers/app.ts';

function poisonedModel(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'model');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  return poisonModel(folder);
}

test('a text that fails the session is found by halving and set aside; its neighbours get their scores', async () => {
  const model = await readModelFolder(poisonedModel());
  const engine = await openPooledEngine(model, { device: 'cpu', sessions: 2, tokenBudget: 512 });
  const documents = comments(60).map((text, i) => ({
    id: i + 1,
    text: i === 17 || i === 41 ? 'POISON' : text,
  }));
  const { scores, failures } = await engine.analyse(documents);
  expect(failures.map(({ documentId, code }) => [documentId, code])).toEqual([
    [18, 'SESSION_FAILED'],
    [42, 'SESSION_FAILED'],
  ]);
  expect(JSON.stringify(failures)).not.toContain('POISON');
  expect(scores).toHaveLength(58);
  const [alone] = (await engine.analyse([documents[16]!])).scores;
  const together = scores.find(({ documentId }) => documentId === 17)!;
  for (const k of [0, 1, 2]) expect(together.sentiment[k]!).toBeCloseTo(alone!.sentiment[k]!, 5);
  await engine.close();
});
