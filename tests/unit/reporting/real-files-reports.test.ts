import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { safeCell } from '../../../src/reporting/formats/render.ts';

test('53: no cell starts a formula, numbers stay numbers', () => {
  const file = join(import.meta.dirname, '../../fixtures/real-files/53-reports-as-csv/attributes.csv');
  const shown = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
  for (const { value } of shown) {
    const written = value!.replace(/^'(?=[=+\-@\t])/, '');
    expect(safeCell(written)).toBe(value);
  }
  expect(shown.map(({ value }) => value)).toContain('-5');
});
