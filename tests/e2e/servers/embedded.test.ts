import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { stopEmbeddedServer } from '../../../src/db/server/embedded-server.ts';
import { ROOT, start, verbatim } from '../../support/cli.ts';
import { dump } from '../../support/data/dump.ts';
import { CHROMIUM, openPage, screenshot, scrollsSideways } from '../../support/servers/browser.ts';

const DEMO = join(ROOT, 'examples/womens-clothing-reviews.csv');

/** The embedded default, as a newcomer has it: no configuration at all, but a folder of the test's own. */
describe('with no configuration', () => {
  let home: string;
  let env: Record<string, string>;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'verbatim-e2e-'));
    env = { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '' };
  });
  afterAll(async () => {
    await stopEmbeddedServer(home);
    rmSync(home, { recursive: true, force: true });
  });

  test('run: import, analyse, report; again: nothing new', async () => {
    const first = await verbatim(['run', DEMO, '--json'], env);
    expect(first).toMatchObject({ code: 0 });
    const counts = JSON.parse(first.stdout);
    // What takes seconds for the first time is said, in its order, on standard error alone.
    const steps = ['First start: ', 'Database   creating it', 'Database   starting it', 'its tables'];
    const shown = [...steps, 'Import     ', 'Model      loading verbatim-multilingual', 'Analyse    '];
    const places = shown.map((step) => first.stderr.indexOf(step));
    expect(places, first.stderr).toEqual([...places].sort((a, b) => a - b));
    expect(places, first.stderr).not.toContain(-1);
    // 1,000 rows, 42 of them without text, counted with Python's csv module.
    expect(counts).toMatchObject({ read: 1000, accepted: 1000, duplicates: 0, rejected: 0, withoutText: 42 });
    expect(counts).toMatchObject({
      documents: 958,
      analysed: 958,
      failed: 0,
      model: { name: 'verbatim-multilingual' },
    });
    const again = await verbatim(['run', DEMO, '--json'], env);
    expect(again.stderr).not.toContain('First start');
    const second = JSON.parse(again.stdout);
    expect(second).toMatchObject({ read: 1000, accepted: 0, duplicates: 1000, rejected: 0 });
    expect(second).toMatchObject({ documents: 0, analysed: 0, failed: 0 });
  });

  test('the database answers SQL while nothing of Verbatim runs', async () => {
    const { code, stdout } = await verbatim(['db', 'url'], env);
    expect(code).toBe(0);
    const database = await openDatabase(stdout.trim(), { connections: 1, name: 'psql' });
    const { rows } = await database.query(
      'select sentiment, count(*) from reporting.feedback_analysis group by 1 order by 2 desc',
    );
    await database.end();
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(1000);
    expect(rows[0]).toMatchObject({ sentiment: 'positive' });
    expect(rows.map((row) => row.sentiment)).toContain(null);
  });

  test('an audit by bands of age and by department has intervals, adjusted p, statuses and findings', async () => {
    await verbatim(['attribute', 'band', 'age_band', '--from', 'Age', '--at', '18,25,35,45,55,65'], env);
    await verbatim(['attribute', 'name', 'department', '--from', 'Department Name'], env);
    const { code, stdout } = await verbatim(
      ['audit', '--by', 'age_band,department', '--format', 'json'],
      env,
    );
    const report = JSON.parse(stdout);
    expect(code).toBe(report.exitCode);
    expect(report.model).toMatchObject({ name: 'verbatim-multilingual' });
    // Counted with Python's csv module over the rows that have a text.
    const sizes = new Map(
      report.groups.map(({ group, rows }: { group: string; rows: number }) => [group, rows]),
    );
    expect(sizes.get('25 to 34')).toBe(193);
    expect(sizes.get('Dresses')).toBe(188);
    const judged = report.metrics.filter(
      ({ status, hidden }: { status: string; hidden: unknown }) => status !== 'insufficient' && !hidden,
    );
    expect(judged.length).toBeGreaterThan(20);
    for (const metric of judged) {
      expect(metric.low).toBeLessThanOrEqual(metric.value);
      expect(metric.adjustedP).toBeGreaterThanOrEqual(metric.p);
    }
    expect(Array.isArray(report.findings)).toBe(true);

    const file = join(home, 'audit.html');
    await verbatim(['audit', '--by', 'age_band,department', '--format', 'html', '--output', file], env);
    if (!CHROMIUM) return;
    for (const width of [390, 1_000]) {
      const { page, faults } = await openPage('file://', { viewport: { width, height: 900 } });
      await page.goto(pathToFileURL(file).href);
      expect(await scrollsSideways(page), `${width}`).toBe(false);
      expect(faults).toEqual([]);
      await screenshot(page, width < 500 ? 'audit-report-phone.png' : 'audit-report.png', 1_750);
    }
  });

  test('status, doctor and report speak to people and to programs', async () => {
    const status = await verbatim(['status'], env);
    expect(status.stdout).toContain('Analysed    958, missing 0, set aside 0');
    const doctor = await verbatim(['doctor'], env);
    expect(doctor).toMatchObject({ code: 0 });
    expect(doctor.stdout.split('\n').filter((line) => line.startsWith('ok'))).toHaveLength(10);
    const report = await verbatim(['report', '--format', 'json'], env);
    expect(JSON.parse(report.stdout).sections.length).toBeGreaterThan(4);
    for (const line of (await verbatim(['report'], env)).stdout.split('\n')) {
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
    expect((await verbatim(['report', 'sentiment', '--sql'], env)).stdout).toMatch(/select/i);
    expect(await verbatim(['report', 'sentimant'], env)).toMatchObject({ code: 2, stdout: '' });
  });

  test('standard input, a dry run, an import on its own, then analyze', async () => {
    const csv = 'id;comment;shop\n1;Good.;x\n2;"Awful;\nreally.";x\n3\n';
    const dry = await verbatim(['import', '-', '--source', 'pipe', '--dry-run', '--json'], env, csv);
    expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, read: 3, accepted: 2, rejected: 1 });
    const real = await verbatim(['import', '-', '--source', 'pipe', '--json'], env, csv);
    expect(real.code).toBe(3);
    expect(JSON.parse(real.stdout)).toMatchObject({ read: 3, accepted: 2, rejected: 1, newDocuments: 2 });
    const analyze = await verbatim(['analyze', '--json'], env);
    expect(JSON.parse(analyze.stdout)).toMatchObject({ documents: 2, analysed: 2 });
  });

  test('Ctrl-C at any moment: exit 130, and the next run finishes the work', async () => {
    const file = join(home, 'many.csv');
    const rows = Array.from(
      { length: 6_000 },
      (_, i) => `${i},The ${i}th parcel was late and the box was torn.`,
    );
    writeFileSync(file, `id,text\n${rows.join('\n')}\n`);
    const interrupted = start(['run', file], env);
    setTimeout(() => interrupted.child.kill('SIGINT'), 2_500);
    const ended = await interrupted.ended;
    expect(ended).toMatchObject({ code: 130 });
    expect(ended.stderr).toContain('[INTERRUPTED]');
    expect(ended.stderr).not.toContain('    at ');
    const again = JSON.parse((await verbatim(['run', file, '--json'], env)).stdout);
    expect(again.accepted + again.duplicates).toBe(6_000);
    const { stdout } = await verbatim(['db', 'url'], env);
    expect((await dump(stdout.trim())).filter((line) => line.includes('th parcel was late'))).toHaveLength(
      6_000,
    );
    expect((await verbatim(['status', '--json'], env)).stdout).toMatch(/"missing": 0/);
  });

  test('stop', async () => {
    expect(await verbatim(['db', 'stop'], env)).toMatchObject({ code: 0 });
    expect((await verbatim(['db', 'stop'], env)).stdout).toContain('not running');
    expect((await verbatim(['status'], env)).stdout).toContain('missing 0');
  });
});
