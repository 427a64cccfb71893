import { expect, test } from 'vitest';
import { binaryTasks, majorityLabel } from '../../../src/audit/labelled/rows.ts';
import { type LevelSums, mergedLevels, OTHER, pooledLevels } from '../../../src/audit/observed/level-sums.ts';
import { orderedJson, parsePolicy, policyHash, policyOf } from '../../../src/audit/policy.ts';
import { parseWindow } from '../../../src/audit/window.ts';
import { bandNames } from '../../../src/domain/attribute-definition.ts';
import { decodeVectors, encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { LabelReader } from '../../../src/ingest/labels/label-rows.ts';

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was refused');
};

test.each([
  ['{"checks": ["O1", "O9"]}', 'checks.1'],
  ['{"limits": {"O4": {"warn": 0.2, "fail": 0.1}}}', 'limits.O4: warn must not be beyond fail'],
  [
    '{"limits": {"O1": {"warn": 0.7, "fail": 0.8}}}',
    'limits.O1: a ratio of warn must not be below that of fail',
  ],
  ['{"limits": {"O1": {"warn": 1.2, "fail": 0.8}}}', 'limits.O1.warn'],
  ['{"rating": {"low": 4, "high": 2}}', 'rating: low must be below high'],
  ['{"k": 3}', 'k: '],
  ['{"thresholds": {}}', 'thresholds'],
  ['{"require": ["fairness"]}', 'require.0'],
  ['{"checks": ["O1"], "require": ["L1"]}', 'L1 is required, and not among the checks'],
  ['{"seed": 1.5}', 'seed'],
  ['[]', 'expected object'],
  ['{"k": 10', 'it is not JSON'],
])('the policy %s is refused', (text, detail) => {
  const message = refusal(() => parsePolicy(text, 'policy.json'));
  expect(message).toContain('policy.json');
  expect(message).toContain(detail);
});

test('a policy has defaults, and a hash that the order of its keys does not change', () => {
  const policy = parsePolicy('{"attributes": ["a"], "limits": {"O4": {"fail": 0.2}}}', 'p');
  expect(policy.limits.O4).toEqual({ warn: 0.05, fail: 0.2 });
  expect(policy.limits.O1).toEqual({ warn: 0.9, fail: 0.8, leastDifference: 0.03 });
  expect(policyHash(policyOf({ k: 10, seed: 5 }))).toBe(policyHash(policyOf({ seed: 5, k: 10 })));
  expect(policyHash(policyOf({ seed: 6 }))).not.toBe(policyHash(policyOf({ seed: 5 })));
  expect(orderedJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

test('windows are whole days, and wrong ones are refused', () => {
  const now = new Date('2026-11-23T15:00:00Z');
  expect(parseWindow('30d', now)).toEqual({ from: '2026-10-24', to: '2026-11-23' });
  expect(parseWindow('2026-01-01..2026-01-31', now)).toEqual({ from: '2026-01-01', to: '2026-02-01' });
  expect(parseWindow('2026-01-01..', now)).toEqual({ from: '2026-01-01', to: null });
  expect(parseWindow('all', now)).toEqual({ from: null, to: null });
  for (const wrong of ['0d', '30', '..', '2026-02-30..', '2026-02-02..2026-01-01', "1'; drop"]) {
    expect(refusal(() => parseWindow(wrong, now))).toContain('is not valid');
  }
});

test('bands are named by what they hold', () => {
  expect(bandNames([18, 25, 65])).toEqual(['under 18', '18 to 24', '25 to 64', '65 and over']);
  expect(bandNames([1, 2])).toEqual(['under 1', '1', '2 and over']);
  expect(bandNames([0.5, 1])).toEqual(['under 0.5', '0.5 to under 1', '1 and over']);
});

const level = (name: string, rows: number): LevelSums => ({
  ...mergedLevels([name], []),
  rows,
  analysed: rows,
});

test('small levels and those beyond the largest 200 are one, and no row is lost', () => {
  const levels = [
    level('big', 500),
    level('(missing)', 40),
    ...Array.from({ length: 300 }, (_, i) => level(`l${i}`, 20)),
    level('x', 3),
  ];
  const { kept, pooled } = pooledLevels(levels, 10);
  expect(kept).toHaveLength(201);
  expect(kept.at(-1)!.levels).toEqual([OTHER]);
  expect(pooled).toHaveLength(103);
  expect(kept.reduce((total, { rows }) => total + rows, 0)).toBe(500 + 40 + 300 * 20 + 3);
});

test('people who are divided give no label, and every answer counts once', () => {
  const row = (labels: [string, string][]) => ({
    feedbackId: 1,
    documentId: 1,
    levels: [],
    labels: labels.map(([labeller, value]) => ({ task: 'sentiment', labeller, value })),
    sentiment: 'negative',
    negative: 0.7,
    positive: 0.1,
    toxicity: null,
    emotions: [],
  });
  expect(
    majorityLabel(
      row([
        ['a', 'negative'],
        ['b', 'positive'],
      ]),
      'sentiment',
    ),
  ).toBeNull();
  expect(
    majorityLabel(
      row([
        ['a', 'negative'],
        ['b', 'positive'],
        ['c', 'negative'],
      ]),
      'sentiment',
    ),
  ).toBe('negative');
  const tasks = binaryTasks(
    [
      row([['a', 'positive']]),
      row([
        ['a', 'negative'],
        ['b', 'positive'],
      ]),
    ],
    0.5,
  );
  expect(tasks.map(({ name, rows }) => [name, rows.map(({ label, decision }) => [label, decision])])).toEqual(
    [
      ['negative', [[0, 1]]],
      ['positive', [[1, 0]]],
    ],
  );
});

test('a row of labels is read, or says why not', () => {
  const defaults = { source: 'shop', labeller: null, task: null, topics: [] };
  const reader = new LabelReader(['Review ID', 'Sentiment', 'Annotator', 'Task'], defaults, 'labels.csv');
  expect(reader.read(['7', ' Negative ', 'ann', ''], 2)).toMatchObject({
    ...{ source: 'shop', externalId: '7', task: 'sentiment', value: 'negative', labeller: 'ann' },
  });
  expect(reader.read(['7', 'TRUE', '', 'toxic'], 2)).toMatchObject({
    task: 'toxicity',
    value: 'yes',
    labeller: 'unnamed',
  });
  const reason = (...cells: string[]) => (reader.read(cells, 3) as { reason: string }).reason;
  expect(reason('', 'negative', '', '')).toBe('no_id');
  expect(reason('7', '', '', '')).toBe('no_label');
  expect(reason('7', 'angry', '', '')).toBe('label_unknown');
  expect(reason('7', 'negative', '', 'gender')).toBe('task_unknown');
  expect(reason('7', 'negative')).toBe('columns');
  expect(refusal(() => new LabelReader(['text', 'label'], defaults, 'x.csv'))).toContain('hold the id');
});

test('half floats come back as they were stored', () => {
  const vectors = [Float32Array.of(0, 1, -0.5, 6.103515625e-5), Float32Array.of(65504, 2 ** -24, -2, 0.25)];
  expect(decodeVectors(encodeHalfFloats(vectors, 4), 4)).toEqual(vectors);
});
