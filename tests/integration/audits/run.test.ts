import { expect, test } from 'vitest';
import { acceptFinding } from '../../../src/db/audits/audit-history.ts';
import { readFindings, readLastAudit } from '../../../src/db/views/findings.ts';
import { auditHtml } from '../../../src/reporting/audit/html.ts';
import { auditReport } from '../../../src/reporting/audit/report.ts';
import { auditJson, auditJunit, auditMarkdown, auditTable } from '../../../src/reporting/audit/text.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';
import { audit } from '../../support/data/audit.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** Rows of one group of which a share is negative, as evenly as can be. */
function group(
  attributes: Record<string, string>,
  count: number,
  negative: number,
  more: Partial<ShopRow> = {},
): ShopRow[] {
  return Array.from({ length: count }, (_, i) => ({
    day: `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`,
    attributes,
    sentiment:
      Math.floor((i + 1) * negative) > Math.floor(i * negative)
        ? ('negative' as const)
        : ('positive' as const),
    ...more,
  }));
}

const model = { name: 'stub', version: '1', hash: 'f'.repeat(64) };

test('a planted gap is found, stays the same finding, is accepted for a while and resolved', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: 'north' }, 2_000, 0.2, { rating: 1 }),
    ...group({ region: 'south' }, 2_000, 0.2, { rating: 1 }),
    ...group({ region: 'west' }, 2_000, 0.6, { rating: 1 }),
  ]);
  const policy = { attributes: ['region'], checks: ['O1', 'O4'] };
  const first = await audit(database, policy);
  expect(first.verdict).toBe('fail');
  expect(first.exitCode).toBe(1);
  const west = first.record.metrics.find(
    ({ check, task, group }) => check === 'O4' && task === 'negative' && group === 'west',
  )!;
  expect(west).toMatchObject({
    status: 'fail',
    direction: 'higher',
    groupRows: 2_000,
    stratum: 'low rating',
  });
  expect(west.value).toBeCloseTo(0.4, 6);
  expect(west.evidence).toHaveLength(10);
  // Without labels or ratings the customers may differ: O1 warns and never fails.
  const shares = first.record.metrics.filter(({ check }) => check === 'O1');
  expect(new Set(shares.map(({ status }) => status))).not.toContain('fail');
  const stateOf = async () =>
    (
      await database.query(
        'select state, audits_seen as seen from verbatim.audit_finding where fingerprint = $1',
        [west.fingerprint],
      )
    ).rows[0];
  expect(await stateOf()).toEqual({ state: 'new', seen: 1 });
  // As assistants get it: the sentence with the numbers that it is made of.
  const viewed = (await readFindings(database, 50)).find(({ sentence }) => sentence === west.sentence)!;
  const { value, low, high, groupDenominator: n } = west;
  expect(viewed).toMatchObject({
    state: 'new',
    gap: { attribute: 'region', group: 'west', value, low, high, n },
  });
  expect(await readLastAudit(database)).toMatchObject({ verdict: 'fail', n: 6_000 });

  const again = await audit(database, policy);
  expect(again.auditId).toBe(first.auditId);
  expect(again.record.metrics).toEqual(first.record.metrics);
  expect(await stateOf()).toEqual({ state: 'new', seen: 1 });

  await addRows(database, modelId, group({ region: 'west' }, 400, 0.6, { rating: 1, day: '2026-02-01' }));
  const second = await audit(database, policy);
  expect(second.auditId).not.toBe(first.auditId);
  expect(await stateOf()).toEqual({ state: 'ongoing', seen: 2 });

  const alerts = (await auditReport(database, second, model)).findings;
  expect(alerts.find(({ fingerprint }) => fingerprint === west.fingerprint)!.alert).toBe(true);

  const failing = second.record.metrics.filter(({ status }) => status === 'fail');
  for (const { fingerprint } of failing) {
    await acceptFinding(database, {
      fingerprint,
      modelHash: null,
      reason: 'known',
      byWhom: 'me',
      until: new Date('2026-12-01T00:00:00Z'),
    });
  }
  const waived = await audit(database, policy, { now: new Date('2026-11-24') });
  expect(waived).toMatchObject({ verdict: 'fail', exitCode: 0 });
  expect(waived.findings.find(({ fingerprint }) => fingerprint === west.fingerprint)!.state).toBe('accepted');
  const table = auditTable(await auditReport(database, waived, model), 80);
  expect(table).toContain('accepted until 2026-12-01 for any model by me: known');
  const expired = await audit(database, policy, { now: new Date('2026-12-02') });
  expect(expired.exitCode).toBe(1);

  await addRows(database, modelId, [
    ...group({ region: 'north' }, 6_000, 0.4, { rating: 1, day: '2026-03-01' }),
    ...group({ region: 'south' }, 6_000, 0.4, { rating: 1, day: '2026-03-01' }),
    ...group({ region: 'west' }, 6_000, 0.4, { rating: 1, day: '2026-03-01' }),
  ]);
  const mended = await audit(database, policy, { window: { from: '2026-03-01', to: '2026-03-02' } });
  expect(mended.verdict).toBe('pass');
  expect(await stateOf()).toMatchObject({ state: 'resolved' });
  const { rows } = await database.query('select count(*) as n from reporting.v_audit_finding_open');
  expect(rows[0]).toEqual({ n: 0 });
});

test('an intersection that single attributes hide is found in a family of its own', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ language: 'fr', sex: 'f' }, 1_500, 0.24, { rating: 1 }),
    ...group({ language: 'fr', sex: 'm' }, 1_500, 0.6, { rating: 1 }),
    ...group({ language: 'en', sex: 'f' }, 1_500, 0.6, { rating: 1 }),
    ...group({ language: 'en', sex: 'm' }, 1_500, 0.24, { rating: 1 }),
  ]);
  const policy = { attributes: ['language', 'sex'], intersections: [['language', 'sex']] };
  // A column named like a field of every feedback is that field's; here all of them say "en".
  await database.query(`update verbatim.feedback set language = attributes ->> 'language'`);
  const { record } = await audit(database, policy);
  const single = record.metrics.filter(
    ({ family, check }) => family === 'observed/declared' && check === 'O4',
  );
  expect(new Set(single.map(({ status }) => status))).toEqual(new Set(['pass']));
  const crossed = record.metrics.filter(
    ({ check, metric, task }) => check === 'X1' && metric === 'share_difference' && task === 'negative',
  );
  expect(crossed.map(({ group, status }) => [group, status])).toEqual([
    ['en & f', 'fail'],
    ['en & m', 'fail'],
    ['fr & f', 'fail'],
    ['fr & m', 'fail'],
  ]);
  expect(record.metrics.find(({ check }) => check === 'X1')!.family).toBe('observed/intersections');
});

test('with strata declared, a gap that is the mix of channels is none', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: 'a', channel: 'phone' }, 3_200, 0.5),
    ...group({ region: 'a', channel: 'shop' }, 800, 0.1),
    ...group({ region: 'b', channel: 'phone' }, 800, 0.5),
    ...group({ region: 'b', channel: 'shop' }, 3_200, 0.1),
  ]);
  const plain = await audit(database, { attributes: ['region'] });
  const negative = (run: typeof plain, check: string) =>
    run.record.metrics.find((it) => it.check === check && it.task === 'negative' && it.group === 'a')!;
  expect(negative(plain, 'O1').status).toBe('warn');
  const adjusted = await audit(database, { attributes: ['region'], strata: 'channel' });
  expect(adjusted.record.metrics.some(({ check }) => check === 'O1')).toBe(false);
  expect(negative(adjusted, 'O3')).toMatchObject({ status: 'pass', test: 'Mantel-Haenszel' });
  expect(negative(adjusted, 'O3').value).toBeCloseTo(1, 2);
  // The stratum itself has no mix to hold fixed, and a policy without O3 loses nothing.
  const both = await audit(database, { attributes: ['region', 'channel'], strata: 'channel' });
  const checked = (name: string) =>
    new Set(
      both.record.metrics
        .filter((it) => it.attribute === name && /O[13]/.test(it.check))
        .map((it) => it.check),
    );
  expect([checked('region'), checked('channel')]).toEqual([new Set(['O3']), new Set(['O1'])]);
  const without = await audit(database, { attributes: ['region'], strata: 'channel', checks: ['O1'] });
  expect(negative(without, 'O1').status).toBe('warn');
});

test('a reference that is not there is told, and not taken for one that is', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: 'north' }, 400, 0.4),
    ...group({ region: 'west' }, 400, 0.4),
  ]);
  const references = { region: 'nroth', channel: 'shop' };
  const { record } = await audit(database, { attributes: ['region'], references });
  expect(new Set(record.metrics.map(({ reference }) => reference))).toEqual(new Set(['(rest)']));
  const notes = record.notes.join(' ');
  expect(notes).toContain('region: the reference nroth has fewer than 10 comments or none');
  expect(notes).toContain('channel is not audited, so its reference shop is not used');
  expect(notes).toContain('No comment failed or was truncated');
  const named = await audit(database, { attributes: ['region'], references: { region: 'north' } });
  expect(named.record.notes.join(' ')).not.toContain('reference');
  expect(new Set(named.record.metrics.map(({ reference }) => reference))).toEqual(new Set(['north']));
});

test('that all of a few are negative is neither a verdict nor a finding: either would tell about every member', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: 'isle' }, 100, 1),
    ...group({ region: 'north' }, 500, 0.4),
    ...group({ region: 'south' }, 500, 0.4),
  ]);
  const run = await audit(database, { attributes: ['region'], checks: ['O1'], k: 50 });
  const isle = run.record.metrics.filter(({ group }) => group === 'isle');
  expect(isle.map(({ task, hidden, status, reason }) => [task, hidden, status, reason])).toEqual([
    ['negative', 'all_same', 'insufficient', 'all_same'],
    ['positive', 'all_same', 'insufficient', 'all_same'],
    ['toxic', 'all_same', 'insufficient', 'all_same'],
  ]);
  const { metrics } = await auditReport(database, run, model);
  expect(metrics.filter(({ hidden }) => hidden !== null).every(({ direction }) => direction === null)).toBe(
    true,
  );
  // The one name cannot be told from the other: they are the same.
  expect(new Set(isle.map(({ direction }) => direction))).toEqual(new Set(['higher']));
});

test('one level, ten thousand levels, missing values, tiny groups, constant scores: nothing is made up', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const generator = generatorOf(5);
  const rows = Array.from(
    { length: 12_000 },
    (_, i): ShopRow => ({
      day: null,
      attributes: {
        one: 'only',
        many: `level ${i % 10_000}`,
        ...(i % 3 === 0 ? { some: 'given' } : {}),
        tiny: i < 4 ? 'rare' : i < 12 ? 'seldom' : i < 35 ? 'few' : i % 2 === 0 ? 'even' : 'odd',
      },
      sentiment: drawUniform(generator) < 0.3 ? 'negative' : 'positive',
      score: 0.5,
    }),
  );
  await addRows(database, modelId, rows);
  const { record, verdict, auditId } = await audit(database, { attributes: ['one', 'many', 'some', 'tiny'] });
  expect(verdict).toBe('pass');
  const of = (attribute: string) => record.metrics.filter((it) => it.attribute === attribute);
  expect(new Set(of('one').map(({ status }) => status))).toEqual(new Set(['insufficient']));
  expect(new Set(of('many').map(({ group }) => group))).toEqual(new Set(['(other)']));
  expect(new Set(of('some').map(({ group }) => group))).toEqual(new Set(['given', '(missing)']));
  expect(new Set(of('tiny').map(({ group }) => group))).toEqual(new Set(['even', 'odd', 'few', '(other)']));
  expect(
    of('tiny')
      .filter(({ group }) => group === 'few')
      .every(({ reason }) => reason === 'too_few_rows'),
  ).toBe(true);
  const scores = record.metrics.filter(
    ({ check, group }) => check === 'O2' && group !== 'few' && group !== '(other)',
  );
  expect(new Set(scores.map(({ reason }) => reason))).toEqual(new Set(['too_few_rows', 'zero_variance']));
  expect(record.notes.join('\n')).toContain('one has one group only');
  expect(record.notes.join('\n')).toContain('No comment has a label by a person');
  expect(record.groups.find(({ group }) => group === 'rare')!.hidden).toBe('small');
  const { rows: shown } = await database.query(
    'select group_key, rows, value from reporting.v_audit_gap where hidden_reason is not null and audit_id = $1',
    [auditId],
  );
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.every(({ rows, value }) => rows === null && value === null)).toBe(true);
});

test('hidden numbers are in no format of the report', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: '<b>north</b>' }, 983, 0.4),
    ...group({ region: 'south"&' }, 977, 0.4),
    ...group({ region: 'isle' }, 7, 1),
  ]);
  const run = await audit(database, { attributes: ['region'] });
  const hidden = run.record.groups.filter((it) => it.hidden !== null);
  // Seven rows alone would follow from the total: the next smallest is hidden with them.
  expect(hidden.map(({ group }) => group)).toContain('south"&');
  const report = await auditReport(database, run, model);
  const json = auditJson(report);
  expect(JSON.parse(json).groups.filter(({ hidden: it }: { hidden: string | null }) => it !== null)).toEqual(
    hidden.map(({ attribute, group, hidden: reason }) => ({
      ...{ attribute, group, rows: null, labelled: null, share: null },
      hidden: reason,
    })),
  );
  for (const text of [
    json,
    auditJunit(report),
    auditMarkdown(report),
    auditHtml(report),
    auditTable(report, 100),
  ]) {
    expect(text).not.toMatch(/\b97[07]\b/);
  }
  expect(auditHtml(report)).not.toContain('<b>north');
  expect(auditMarkdown(report)).not.toContain('<b>north');
});

test('levels that look like names of our own, or like one another when crossed, are kept apart', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const crossed = [
    ['a & b', 'c'],
    ['a', 'b & c'],
    ['(other)', '(other)'],
    ['(missing)', `'; drop schema verbatim cascade; --`],
    ['__proto__', '{{constructor}}'],
  ] as const;
  await addRows(database, modelId, [
    ...crossed.flatMap(([x, y]) => group({ x, y }, 60, 0.4)),
    ...group({ x: 'rare', y: 'seldom' }, 4, 0.5),
  ]);
  const { record } = await audit(database, { attributes: ['x', 'y'], intersections: [['x', 'y']] });
  const groups = record.groups.filter(({ attribute }) => attribute === 'x & y');
  expect(groups.map((it) => [it.group, it.rows]).sort()).toEqual([
    ['"a & b" & c', 60],
    ["(missing) & '; drop schema verbatim cascade; --", 60],
    ['(other)', 64],
    ['__proto__ & {{constructor}}', 60],
    ['a & "b & c"', 60],
    ['rare & seldom', 4],
  ]);
});

test('two models: only results of the one that is audited count', async () => {
  const { database } = await testDatabase();
  const active = await addModel(database);
  const other = await addModel(database, false);
  await addRows(database, active, [...group({ region: 'a' }, 300, 0.4), ...group({ region: 'b' }, 300, 0.4)]);
  await addRows(database, other, [...group({ region: 'a' }, 200, 0.7), ...group({ region: 'b' }, 200, 0.3)]);
  const ofActive = await audit(database, { attributes: ['region'] });
  expect(ofActive.record).toMatchObject({ rows: 1_000, pending: 400, modelId: active });
  expect(ofActive.record.notes.join('\n')).toContain('400 of them were judged by another model');
  expect(ofActive.verdict).not.toBe('warn');
  const ofOther = await audit(database, { attributes: ['region'] }, { modelId: other });
  expect(ofOther.record).toMatchObject({ pending: 600, modelId: other });
  expect(ofOther.verdict).toBe('warn');
  const { rows } = await database.query(
    'select count(distinct model_hash) as n from reporting.v_audit_latest',
  );
  expect(rows[0]).toEqual({ n: 2 });
});

test('an audit that dies while it is stored leaves nothing; run again, it is the same', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, [
    ...group({ region: 'a' }, 900, 0.2),
    ...group({ region: 'b' }, 900, 0.5),
  ]);
  await database.query(
    `create function verbatim.stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
     create trigger stop after insert on verbatim.audit_evidence execute function verbatim.stop()`,
  );
  await expect(audit(database, { attributes: ['region'] })).rejects.toThrow('killed');
  const { rows } = await database.query(
    'select (select count(*) from verbatim.audit) + (select count(*) from verbatim.audit_metric) + (select count(*) from verbatim.audit_finding) as n',
  );
  expect(rows[0]).toEqual({ n: 0 });
  await database.query('drop trigger stop on verbatim.audit_evidence');
  const first = await audit(database, { attributes: ['region'] });
  const text = async (run: typeof first) => auditJson(await auditReport(database, run, model));
  const before = await text(first);
  // As if the process had died after the audit was stored and before anybody saw it.
  await database.query('delete from verbatim.audit_cube_set; delete from verbatim.audit_cube_seen');
  expect(await text(await audit(database, { attributes: ['region'] }))).toBe(before);
});

test('no rows, no attributes and unknown ones are refused', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  await addRows(database, modelId, group({ region: 'a' }, 40, 0.2));
  const code = (policy: object, window?: { from: string; to: string }) =>
    audit(database, policy, window ? { window } : {}).catch((error: { code: string }) => error.code);
  expect(await code({})).toBe('AUDIT_ATTRIBUTES_MISSING');
  expect(await code({ attributes: ['nowhere'] })).toBe('ATTRIBUTE_UNKNOWN');
  expect(await code({ attributes: ['region', 'region'] })).toBe('AUDIT_POLICY_INVALID');
  expect(await code({ attributes: ['region'], intersections: [['region', 'region']] })).toBe(
    'AUDIT_POLICY_INVALID',
  );
  expect(await code({ attributes: ['region'] }, { from: '2020-01-01', to: '2020-01-02' })).toBe(
    'AUDIT_NOTHING',
  );
});
