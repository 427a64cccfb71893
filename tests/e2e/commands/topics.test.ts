import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-topics-'));
afterAll(() => rmSync(folder, { recursive: true }));
// A row with line breaks is cut at its end, so a few are rejected.
const FEW = readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv'), 'utf8')
  .split('\n')
  .slice(0, 121)
  .join('\n');
const BOOK = `topics:
  - name: Fabric
    id: fabric
    description: "What it is made of and how the material feels: soft, itchy, thin, thick, see through."
    examples: {en: [The fabric is soft and thick., Itchy wool.]}
  - name: <script>alert(1)</script>
    description: "Whether it fits: true to size, runs small or large, tight or loose."
`;

test('an analyst defines topics, sees them in reports, and changes them, all from the command line', async () => {
  const { url } = await testDatabase();
  const run = async (args: readonly string[], input?: string) => {
    const ended = await verbatim(
      args,
      { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' },
      input,
    );
    return { ...ended, json: args.includes('--json') ? JSON.parse(ended.stdout) : null };
  };
  const book = join(folder, 'topics.yaml');
  writeFileSync(book, BOOK);

  // Before there is anything to judge.
  expect((await run(['topic', 'check', '--json'])).json.error.code).toBe('TOPICS_NONE');
  const early = await run(['topic', 'import', book, '--json']);
  expect([early.code, early.json.added.length, early.json.run.model]).toEqual([0, 2, null]);
  expect((await run(['topic', 'check', '--json'])).json.error.code).toBe('TOPICS_UNREADABLE');
  const dry = await run(['topic', 'import', book, '--dry-run', '--json']);
  expect(dry.json).toMatchObject({ added: [], changed: [], unchanged: 2, dryRun: true });

  // `run` judges topics and reports them.
  const whole = await run(['run', '-', '--source', 'shop', '--allow-rejects'], FEW);
  expect([whole.code, whole.stdout], whole.stderr).toEqual([3, expect.stringContaining('Topics ─')]);
  const report = await run(['report', 'topics', '--json']);
  const fabric = report.json.sections[0].rows.find(({ topic }: { topic: string }) => topic === 'Fabric');
  expect(fabric.n).toBeGreaterThan(5);
  const split = await run(['report', 'topics', '--by', 'Department Name', '--format', 'csv']);
  expect(split.stdout).toContain('Fabric,Department Name,Tops');

  const shown = await run(['topic', 'show', 'fabric', '--json']);
  expect(shown.json).toMatchObject({ name: 'Fabric', feedback: fabric.n, method: 'description' });
  expect(shown.json.sentences.length).toBe(5);
  const added = await run([
    'topic',
    'add',
    'Price',
    '--description',
    'What it costs: cheap, dear, on sale.',
    '--example',
    'Not worth the money.',
    '--not',
    'Nice dress.',
    '--json',
  ]);
  expect(added.json).toMatchObject({ added: [{ name: 'Price' }], run: { rejudged: 1 } });
  expect((await run(['topic', 'add', 'price', '--description', 'Again.'])).stderr).toContain(
    '[TOPIC_NAME_TAKEN]',
  );
  expect(
    (await run(['topic', 'edit', 'Price', '--name', 'Cost', '--threshold', '0.4', '--json'])).json.run
      .rejudged,
  ).toBe(1);
  expect((await run(['topic', 'move', 'Cost', '--to', 'fabric'])).code).toBe(0);
  expect((await run(['topic', 'move', 'fabric', '--to', 'Cost'])).stderr).toContain('[TOPIC_CIRCLE]');
  expect((await run(['topic', 'list'])).stdout).toMatch(/^Fabric .*\n {2}Cost /m);
  const checked = await run(['topic', 'check', 'Fabric', '--json']);
  expect(checked.json).toMatchObject({ method: 'description', examples: 2, recall: { n: 2 } });
  expect((await run(['topic', 'show', 'Fabrik'])).stderr).toContain('Did you mean Fabric?');

  const exported = join(folder, 'out.csv');
  expect((await run(['topic', 'export', '--output', exported])).code).toBe(0); // With the nine kinds of statement.
  expect((await run(['topic', 'import', exported, '--json'])).json).toMatchObject({
    added: [],
    changed: [],
    unchanged: 12,
  });
  const piped = await run(['topic', 'export']);
  expect((await run(['topic', 'import', '-', '--json'], piped.stdout)).json.unchanged).toBe(12);

  expect((await run(['topic', 'merge', 'Cost', 'fabric', '--json'])).json.run.rejudged).toBe(1);
  expect((await run(['topic', 'retire', 'fabric'])).stdout).toContain('Its results stay.');
  expect((await run(['report', 'topics'])).stdout).not.toContain('Fabric');
  expect((await run(['topic', 'retire', 'fabric', '--undo', '--json'])).json.run.rejudged).toBe(1);
  expect((await run(['topic', 'update', '--json'])).json).toMatchObject({ rejudged: 0, documents: 0 });
  const suggested = await run(['topic', 'suggest', book, '--json']);
  expect(suggested.json.topics.find(({ name }: { name: string }) => name === 'Fabric')).toMatchObject({
    defined: true,
  });
  expect(suggested.json.uncovered.quotes.length).toBeGreaterThan(0);
}, 300_000);
