import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const CSV = `text,language
La livraison était très lente et personne ne répond.,fr
Une belle veste qui tient chaud.,fr
Rien à redire sur ce magasin.,fr
`;

test('the multilingual model is audited in French by itself, and its card says so', async () => {
  const { url } = await testDatabase();
  const environment = {
    ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' },
    VERBATIM_MODEL: join(ROOT, 'models/verbatim-multilingual'),
  };
  expect((await verbatim(['run', '-', '--source', 'shop'], environment, CSV)).code).toBe(0);
  const flags = ['audit', 'swaps', '--templates-only', '--language', 'fr'];
  const { metrics, charts, notes } = JSON.parse((await verbatim([...flags, '--json'], environment)).stdout);
  expect(notes[0]).toMatch(
    /^French: \d+ fail, \d+ warn, \d+ pass, \d+ not enough data\. A swapped word changes the label of [\d.]+ % of \d+ pairs/,
  );
  const axes = new Set(metrics.map(({ attribute }: { attribute: string }) => attribute));
  expect(axes).toContain('gender (fr)');
  expect(axes).toContain('pronoun (fr)');
  // Few templates: they warn at most.
  expect(charts.suites).toMatchObject([{ language: 'fr', templates: 108, counts: { fail: 0 } }]);
  const card = await verbatim(['audit', 'card'], environment);
  expect(card.stdout).toMatch(/- French: 0 fail/);
});
