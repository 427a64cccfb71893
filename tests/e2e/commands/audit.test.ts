import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-audit-'));
let made: Awaited<ReturnType<typeof makeDatabase>>;
const run = (...args: string[]) => verbatim(args, { DATABASE_URL: made.url, REDIS_URL: '' });
const path = (name: string, text?: string): string => {
  const file = join(folder, name);
  if (text !== undefined) writeFileSync(file, text);
  return file;
};

beforeAll(async () => {
  made = await makeDatabase();
  const modelId = await addModel(made.database);
  const rows = Array.from({ length: 3_000 }, (_, i): ShopRow => {
    const west = i % 3 === 0;
    return {
      day: '2026-01-05',
      attributes: { Region: west ? 'west' : i % 3 === 1 ? 'north' : 'south', Age: String(15 + (i % 60)) },
      rating: 1,
      sentiment: Math.floor(i / 3) % 10 < (west ? 5 : 9) ? 'negative' : 'neutral',
    };
  });
  await addRows(made.database, modelId, rows);
});
afterAll(async () => {
  await made.drop();
  rmSync(folder, { recursive: true });
});

test('exit codes and formats of an audit, and a finding that is accepted', async () => {
  const attribute = await run('attribute', 'band', 'age_band', '--from', 'Age', '--at', '18,25,45');
  expect(attribute).toMatchObject({
    code: 0,
    stdout: 'age_band is Age in bands: under 18, 18 to 24, 25 to 44, 45 and over.\n',
  });
  expect(await run('attribute', 'name', 'region', '--from', 'Region')).toMatchObject({ code: 0 });

  const first = await run('audit', '--by', 'age_band,region', '--format', 'json');
  expect(first.code).toBe(1);
  const report = JSON.parse(first.stdout);
  expect(report).toMatchObject({ schema: 'verbatim-audit/1', verdict: 'fail', exitCode: 1 });
  expect(report.model.hash).toMatch(/^[0-9a-f]{64}$/);
  for (const metric of report.metrics) {
    expect(Object.keys(metric)).toEqual(
      expect.arrayContaining(['low', 'high', 'adjustedP', 'status', 'reason', 'sentence']),
    );
  }
  expect(
    report.spreads.find(({ attribute, task }: { attribute: string; task: string }) => {
      return attribute === 'region' && task === 'negative';
    }),
  ).toMatchObject({ smallest: 0.5, largest: 0.9, p: expect.closeTo(0, 9) });
  expect(report.groups.map(({ group }: { group: string }) => group)).toContain('25 to 44');
  expect((await run('audit', '--by', 'age_band,region', '--format', 'json')).stdout).toBe(first.stdout);

  const html = path('audit.html');
  expect((await run('audit', '--by', 'region', '--format', 'html', '--output', html)).code).toBe(1);
  const page = readFileSync(html, 'utf8');
  expect(page).toContain('<svg');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/(src|href)=|url\((?!#)|<script|https?:/);
  expect((await run('audit', '--by', 'region', '--format', 'junit')).stdout).toContain(
    '<failure type="fail"',
  );
  expect((await run('audit', '--by', 'region', '--format', 'md')).stdout).toContain('| fail |');
  const table = await run('audit', '--by', 'region');
  expect(table.stdout).toContain('✗ Fail');
  expect(table.stdout).toMatch(/^ {6}\d+: text /m);
  const passedOn = await run('audit', '--by', 'region', '--no-quotes');
  expect(passedOn.stdout).not.toMatch(/^ {6}\d+: text /m);
  expect(passedOn.stdout).toContain('    feedback ');

  const german = JSON.parse((await run('audit', '--by', 'region', '--sentences', 'de', '--json')).stdout);
  const sentences = german.findings.map(({ sentence }: { sentence: string }) => sentence).join('\n');
  expect(sentences).toMatch(/Kommentare von region west mit schlechter Bewertung werden .*DURCHGEFALLEN\./);
  expect((await run('audit', '--by', 'region', '--sentences', 'xx')).code).toBe(2);
  expect((await run('audit', '--by', 'age_band,region')).code).toBe(1);

  const failing = report.findings.filter(({ severity }: { severity: string }) => severity === 'fail');
  expect(failing.length).toBeGreaterThan(0);
  for (const { id } of failing) {
    expect(
      await run('audit', 'accept', String(id), '--until', '2999-12-31', '--reason', 'known'),
    ).toMatchObject({ code: 0 });
  }
  const waived = await run('audit', '--by', 'age_band,region', '--format', 'json');
  expect(waived.code).toBe(0);
  expect(JSON.parse(waived.stdout).findings[0]).toMatchObject({
    state: 'accepted',
    waiver: { reason: 'known' },
  });
  expect((await run('audit', '--by', 'age_band,region', '--fail-on', 'warn')).code).toBe(1);
  const required = path(
    'require.json',
    '{"attributes": ["region"], "require": ["L1"], "checks": ["O5", "L1"]}',
  );
  expect((await run('audit', '--policy', required)).code).toBe(3);
}, 400_000);

test('wrong use is 2, and an audit that cannot run is 4', async () => {
  const policy = path('policy.json', '{"checks": ["O9"]}');
  expect(await run('audit', '--by', 'Region', '--policy', policy)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('AUDIT_POLICY_INVALID'),
  });
  expect(await run('audit')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('AUDIT_ATTRIBUTES_MISSING'),
  });
  expect(await run('audit', '--by', `x' or 1=1; --`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ATTRIBUTE_UNKNOWN'),
  });
  expect((await run('audit', '--by', 'Region', '--window', 'yesterday')).code).toBe(2);
  expect((await run('audit', '--by', 'Region', '--format', 'pdf')).code).toBe(2);
  const nobody = await run('audit', 'accept', '4711', '--until', '2999-01-01', '--reason', 'x', '--json');
  expect([nobody.code, JSON.parse(nobody.stdout).error.code]).toEqual([2, 'AUDIT_FINDING_UNKNOWN']);
  expect((await run('audit', 'accept', '1', '--until', '2001-01-01', '--reason', 'x')).code).toBe(2);
  expect((await run('attribute', 'band', 'a', '--from', 'Age', '--at', '25,18')).code).toBe(2);
  const lost = await verbatim(['audit', '--by', 'Region'], {
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    REDIS_URL: '',
  });
  expect(lost.code).toBe(4);
}, 400_000);

test('labels and a baseline by command', async () => {
  const { rows } = await made.database.query(
    `select external_id as id from verbatim.feedback order by id limit 3`,
  );
  const labels = path(
    'labels.csv',
    `id,label\n${rows.map(({ id }) => `${id},negative`).join('\n')}\nnobody,negative\n`,
  );
  const imported = await run('label', 'import', labels, '--labeller', 'ann', '--json');
  expect(imported.code).toBe(3);
  expect(JSON.parse(imported.stdout)).toMatchObject({
    added: 3,
    rejects: [{ line: 5, reason: 'unknown_feedback' }],
  });
  expect(await run('audit', 'baseline', 'set', '--by', 'Region')).toMatchObject({ code: 0 });
  expect(await run('audit', 'baseline', 'set', '--by', 'Region')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('BASELINE_EXISTS'),
  });
  expect((await run('audit', 'baseline', 'set', '--by', 'Region', '--replace')).code).toBe(0);
  expect((await run('audit', 'baseline', 'list')).stdout).toContain('attribute Region');
}, 400_000);
