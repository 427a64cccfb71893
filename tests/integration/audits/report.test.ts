import { expect, test } from 'vitest';
import { evidenceWords } from '../../../src/db/audits/evidence-words.ts';
import { findingPairs } from '../../../src/reporting/audit/finding-pairs.ts';
import { auditHtml } from '../../../src/reporting/audit/html.ts';
import { auditReport } from '../../../src/reporting/audit/report.ts';
import { auditTable } from '../../../src/reporting/audit/text.ts';
import { audit } from '../../support/data/audit.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** So many rows of which the first are negative and the others positive. */
const rows = (n: number, negative: number, attributes: ShopRow['attributes'], more: Partial<ShopRow> = {}) =>
  Array.from({ length: n }, (_, i): ShopRow => {
    const sentiment = i < negative ? 'negative' : 'positive';
    return { day: '2026-01-05', attributes, sentiment, emotions: ['neutral'], ...more };
  });
const model = { name: 'stub', version: '1', hash: 'f'.repeat(64) };

test('a report: two groups are one entry, only what this audit found, five sentences, where the data are from', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...rows(400, 80, { region: 'east', shop: 'old' }),
    ...rows(200, 100, { region: 'west', shop: 'old' }),
    ...rows(200, 100, { region: 'west', shop: 'new' }),
  ]);
  await database.query('update verbatim.import set read = read + 25, rejected = 25');
  await audit(database, { attributes: ['shop'] });
  const run = await audit(database, { attributes: ['region'] });
  const report = await auditReport(database, run, model);

  // 20 % against 50 % negative (Newcombe: −0.3608 to −0.2356), seen from the east and from the west, and as many fewer positive.
  const pairs = findingPairs(report);
  expect(pairs.map(({ title }) => title)).toEqual(['region east against region west (400 and 400 comments)']);
  const [pair] = pairs;
  expect(pair!.findings.map(({ brief }) => brief)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^sentiment: negative 20% against 50%, 30 points lower \(−36 to −24\)$/),
      expect.stringMatching(/^sentiment: positive 80% against 50%, 30 points higher/),
    ]),
  );
  expect(pair!.mirrored.length).toBe(pair!.findings.length);
  expect(new Set(report.findings.map(({ attribute }) => attribute))).toEqual(new Set(['region']));
  expect(report.openFromEarlier).toBeGreaterThan(0);

  expect(report.summary).toEqual([
    'This audit compares how the model stub 1 judged 800 comments from shop, written from 2026-01-05 to 2026-01-05, between groups by region (2 groups).',
    expect.stringContaining('It found 1 difference between groups that chance does not explain, region east'),
    expect.stringMatching(/^Of \d+ comparisons, \d+ could be decided, so that at most 5% of the findings/),
    'No comment has a label by people and none a rating, so how often the model is right is not known.',
    // The rarer class of the first finding is one in five: 150 comments hold 30 of it.
    expect.stringContaining('label 150 comments of region east, drawn at random'),
  ]);
  // 25 of 825 rows.
  expect(auditTable(report, 200)).toContain(
    'shop: 800 comments of 2026-01-05 to 2026-01-05; 1 import, the last on',
  );
  expect(auditTable(report, 200)).toContain('825 rows read, 25 rejected (3.0%), 0 without a text.');
  expect(
    auditTable(report, 80)
      .split('\n')
      .every((line) => line.length <= 80),
  ).toBe(true);
  expect(auditHtml(report)).toContain('<th>name</th><th>role</th><th>date</th><th>signature</th>');
  expect(auditHtml(report)).not.toMatch(/(?<!emotion: |sentiment: )\bneutral\b/);
});

test('labels by people give an accuracy over all groups, and base rates beside precision', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...rows(100, 50, { region: 'east' }),
    ...rows(100, 50, { region: 'west' }),
  ]);
  // Negative is one line of ten in the east, and one of two in the west.
  await database.query(
    `insert into verbatim.label (feedback_id, task, labeller, imported_from, value)
     select id, 'sentiment', 'ann', 'labels.csv',
            case when line % case when line <= 100 then 10 else 2 end = 0 then 'negative' else 'positive' end
       from verbatim.feedback`,
  );
  const report = await auditReport(database, await audit(database, { attributes: ['region'] }), model);
  // East: 5 and 45 of each fifty are right; west: 25 and 25.
  expect(report.accuracy).toEqual({
    ...{ labelled: 200, right: 100, low: expect.closeTo(0.4314, 4), high: expect.closeTo(0.5686, 4) },
    mostFrequent: { label: 'positive', share: 0.7 },
  });
  expect(report.summary[3]).toBe(
    "By the labels of people, the model's sentiment is right on 50% of 200 labelled texts (43% to 57%); always saying “positive” would be right on 70%.",
  );
  // Of fifty that the model calls negative, 5 are in the east and 25 in the west: what chance gives.
  expect(auditHtml(report)).toContain(
    '<td>sentiment: negative · region east</td><td class="num">10%</td><td class="num">50%</td><td class="num">10%</td><td class="num">50%</td>',
  );
  const precision = report.metrics.find(
    (it) => it.metric === 'precision_difference' && it.task === 'negative' && it.group === 'east',
  )!;
  expect(precision).toMatchObject({ status: 'fail', method: { baseRates: { group: 0.1, reference: 0.5 } } });
  expect(precision.sentence).toContain(', where people call 10% so, against 50%.');
});

test('copies of one text that pile up in a group are no finding, and it is said', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...rows(200, 80, { region: 'east' }),
    ...rows(200, 80, { region: 'west' }),
    ...rows(1, 1, { region: 'west' }),
  ]);
  const plain = await audit(database, { attributes: ['region'], checks: ['O1'] });
  expect(plain.findings).toEqual([]);
  expect(plain.record.notes.join()).not.toContain('Equal texts');
  // One negative text of the west a hundred times more: 181 of 301 against 80 of 200, were they independent.
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, attributes)
     select import_id, line + i, source, md5('copy' || i)::uuid, md5('print' || i)::uuid, document_id, occurred_at, attributes
       from (select * from verbatim.feedback order by line desc limit 1) last, generate_series(1, 100) as i`,
  );
  await database.query('update verbatim.import set read = read + 100, accepted = accepted + 100');
  const copied = await audit(database, { attributes: ['region'], checks: ['O1'] });
  expect(copied.findings).toEqual([]);
  const west = copied.record.metrics.find((it) => it.task === 'negative' && it.group === 'west')!;
  expect(west.groupValue).toBeCloseTo(181 / 301, 10);
  // Σ (n/301 − (m−n)/200)²: 200 and 101² over 301², 200 over 200²; over 1/301 + 1/200.
  const effect = ((200 + 101 ** 2) / 301 ** 2 + 1 / 200) / (1 / 301 + 1 / 200);
  expect(west.method.designEffect).toBeCloseTo(effect, 10);
  expect(copied.record.notes.join()).toContain(
    `101 comments have a text that another one has too. Equal texts are one observation of the model: where they pile up in a group, its intervals and tests count up to ${effect.toFixed(1)} times fewer comments`,
  );
});

test('an attribute that says the outcome is named, and its gaps are no findings', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const rated = (list: readonly ShopRow[]) =>
    list.map((row) => ({ ...row, rating: row.sentiment === 'negative' ? 1 : 5 }));
  await addRows(
    database,
    modelId,
    rated([...rows(200, 190, { complaint: 'yes' }), ...rows(200, 10, { complaint: 'no' })]),
  );
  const run = await audit(database, { attributes: ['complaint'] });
  expect(run.findings).toEqual([]);
  // phi of a table of 190, 10, 10, 190 is 0.9.
  expect(run.record.notes[0]).toMatch(
    /^complaint almost determines the customers' rating \(Cramér's V 0\.90 of 1\)/,
  );
  const gap = run.record.metrics.find(({ task, group }) => task === 'negative' && group === 'yes')!;
  expect(gap).toMatchObject({ status: 'insufficient', reason: 'near_outcome', groupValue: 0.95, p: null });
});

test('comments behind a finding have words for a role that may read them, ids for any other', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...rows(200, 40, { region: 'east' }),
    ...rows(200, 120, { region: 'west' }),
    ...rows(200, 40, { region: 'north' }),
  ]);
  await database.query(`update verbatim.document set text = text || repeat(' and   so on', 40) || ' END'`);
  const report = await auditReport(database, await audit(database, { attributes: ['region'] }), model);
  const ids = report.findings.flatMap(({ evidence }) => evidence);
  const words = await evidenceWords(database, ids);
  expect([...words.keys()].sort()).toEqual([...new Set(ids)].sort());
  const [first] = words.values();
  expect(first).toMatch(/^text \d+-\d+ and so on and so .* …$/);
  expect(first!.length).toBeLessThanOrEqual(202);
  expect(auditHtml(report, words)).toContain('<blockquote>text ');
  expect(auditHtml(report)).not.toContain('<blockquote>');
  expect(auditTable(report, 80)).toContain('    feedback ');

  const connection = await database.connect();
  try {
    await connection.query('begin');
    await connection.query('create role audit_passer_by nologin');
    await connection.query('grant usage on schema verbatim to audit_passer_by');
    await connection.query('set local role audit_passer_by');
    expect(await evidenceWords(connection, ids)).toEqual(new Map());
  } finally {
    await connection.query('rollback');
    connection.release();
  }
});
