import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES } from '../../../docs/build.ts';
import { EMBEDDED_MODEL } from '../../../src/app/config.ts';
import { LEAST_AGREEMENT, leastAgreement, recordedChecks } from '../../../src/app/model-gate.ts';
import { unknownSettings } from '../../../src/app/settings.ts';
import { hashFolder } from '../../../src/inference/model/hash.ts';
import { readServedModel } from '../../../src/inference/model/served-model.ts';
import { verbatim } from '../../support/cli.ts';

test('a setting that does not exist is named with the likely one', async () => {
  const environment = {
    ...{ VERBATIM_SESIONS: '2', VERBATIM_WEATHER: 'x', VERBATIM_SESSIONS: '1', OTHER: '1' },
    // What Kubernetes sets beside a service of this name.
    ...{ VERBATIM_SERVICE_HOST: '10.0.0.1', VERBATIM_PORT_8080_TCP: 'tcp://10.0.0.1:8080' },
  };
  expect(unknownSettings(environment)).toEqual([
    { name: 'VERBATIM_SESIONS', likely: 'VERBATIM_SESSIONS' },
    { name: 'VERBATIM_WEATHER', likely: null },
  ]);
  const { stderr } = await verbatim(['db', 'url'], { VERBATIM_SESIONS: '2' });
  expect(stderr).toContain('VERBATIM_SESIONS does not exist. Did you mean VERBATIM_SESSIONS?');
});

test('each setting has a default, and config.md shows it', () => {
  const made = PAGES['config.md']!();
  const lines = made.split('\n').filter((line) => line.startsWith('| `'));
  for (const line of lines) expect(line).toMatch(/^\| `[A-Z_]+` \| \S.* \| \S.* \|$/);
  expect(lines).toContainEqual(expect.stringMatching(/`VERBATIM_PORT` \| `8080` \|/));
  expect(lines).toContainEqual(
    expect.stringMatching(
      /`VERBATIM_HOME` \| \.verbatim in the folder of a clone; of an installed package .* \|/,
    ),
  );
  const page = readFileSync(join(import.meta.dirname, '../../../docs/config.md'), 'utf8');
  expect(page).toBe(made);
});

test('both graphs of the shipped model were checked as they are, and pass: node models/check.ts', async () => {
  const fast = await readServedModel(EMBEDDED_MODEL, { fast: true });
  expect(fast.graph).toMatch(/model_int8_rows\.onnx$/);
  const checks = recordedChecks(fast, 'cpu')!;
  expect(checks.smoke.aloneAgainstBatch).toBe(0);
  const heads = checks.agreement!.map(({ head }) => head).toSorted();
  expect(heads).toEqual(['embedding', 'emotions', 'sentiment', 'toxicity']);
  expect(leastAgreement(checks.agreement!)).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
  const model = await readServedModel(EMBEDDED_MODEL);
  expect(recordedChecks(model, 'cpu')).toMatchObject({ smoke: { aloneAgainstBatch: 0 }, agreement: null });
  expect(recordedChecks(model, 'cuda')).toBeNull();
  expect(recordedChecks({ hash: await hashFolder(EMBEDDED_MODEL) }, 'cpu')).toBeNull();
});
