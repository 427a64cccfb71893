import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

const PARTS = [
  'deck',
  'board',
  'ramp',
  'grip tape',
  'kickflip',
  'park',
  'truck',
  'wheel set',
  'hoodie',
  'line',
];
/** What skaters say in praise, and what everybody says. */
const PRAISE = ['sick', 'insane', 'gnarly', 'nasty'];
const BLAME = ['broken', 'too expensive', 'late', 'a disappointment'];
const comments = [
  ...PARTS.flatMap((part) => PRAISE.map((word) => ({ text: `The ${part} is ${word}.`, label: 'positive' }))),
  ...PARTS.flatMap((part) => BLAME.map((word) => ({ text: `The ${part} is ${word}.`, label: 'negative' }))),
  ...PARTS.map((part) => ({ text: `I bought the ${part} on Monday.`, label: 'neutral' })),
].map((it, i) => ({ ...it, id: `c${i}` }));

const csv = (header: string, lines: readonly string[]) => `${header}\n${lines.join('\n')}\n`;

interface Tuning {
  base: { hash: string };
  labels: Record<string, number>;
  check: { n: number; before: { value: number }; after: { value: number } };
  strength: object | null;
  model: { id: number; name: string; hash: string; folder: string } | null;
}

describe('tuning', () => {
  let folder: string;
  let env: Record<string, string>;
  let made: Awaited<ReturnType<typeof makeDatabase>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-tune-'));
    made = await makeDatabase();
    env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_HOME: join(folder, 'home') };
    const file = join(folder, 'skates.csv');
    writeFileSync(
      file,
      csv(
        'id,text',
        comments.map(({ id, text }) => `${id},${text}`),
      ),
    );
    expect((await verbatim(['run', file], env)).code).toBe(0);
  });
  afterAll(async () => {
    await made.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const label = async (rows: readonly { id: string; label: string; by?: string; task?: string }[]) => {
    const file = join(folder, 'labels.csv');
    const lines = rows.map(
      ({ id, label: value, by = 'ann', task = 'sentiment' }) => `${id},${value},${by},${task}`,
    );
    writeFileSync(file, csv('id,label,labeller,task', lines));
    expect((await verbatim(['label', 'import', file, '--source', 'skates'], env)).code).toBe(0);
  };
  const withdrawAll = () => made.database.query('delete from verbatim.label');
  const tuned = async (...flags: string[]) => {
    const { code, stdout, stderr } = await verbatim(['tune', 'sentiment', '--json', ...flags], env);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return JSON.parse(stdout) as Tuning;
  };
  const refused = async (args: readonly string[]) => {
    const { code, stdout } = await verbatim([...args, '--json'], env);
    expect(code).toBe(2);
    return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  };

  test('refuses few labels, and says which do not count', async () => {
    await label(comments.slice(0, 10));
    expect(await refused(['tune', 'sentiment'])).toMatchObject({
      code: 'TUNING_TOO_FEW_LABELS',
      message: 'Tuning needs labels by people on 20 texts; there are 10.',
    });
    await label(comments.slice(0, 2).map(({ id }) => ({ id, label: 'negative', by: 'ben' })));
    const { message } = await refused(['tune', 'sentiment']);
    expect(message).toBe('Tuning needs labels by people on 20 texts; there are 8 (on 2 people are divided).');
  });

  test('refuses labels of one kind', async () => {
    await withdrawAll();
    await label(comments.slice(0, 30));
    expect(await refused(['tune', 'sentiment'])).toMatchObject({
      code: 'TUNING_ONE_LABEL',
      message: 'All 30 labelled texts are positive: nothing tells them from others.',
    });
  });

  test('refuses a name that is no name of a folder', async () => {
    expect((await refused(['tune', 'sentiment', '--name', '../x'])).code).toBe('TUNING_NAME_INVALID');
  });

  let first: Tuning;
  test('learns what words mean in this shop, as a model of its own that is not active', async () => {
    await withdrawAll();
    await label(comments);
    const trial = await tuned('--dry-run');
    expect(trial.model).toBeNull();
    expect(trial.labels).toMatchObject({ texts: 90, comments: 90, sentences: 0, unjudged: 0 });
    expect(trial.check.after.value).toBeGreaterThan(trial.check.before.value + 0.1);
    const { rows: before } = await made.database.query('select id from verbatim.model');
    expect(before).toHaveLength(1);

    first = await tuned('--name', 'skates');
    expect(first.check).toEqual(trial.check);
    const { rows } = await made.database.query(
      'select name, base_id, active, tuning from verbatim.model order by id',
    );
    expect(rows).toMatchObject([
      { name: 'verbatim-multilingual', base_id: null, active: true },
      { name: 'skates', base_id: before[0]!.id, active: false, tuning: { task: 'sentiment' } },
    ]);
    expect(rows[1]!.tuning.heldOut).toHaveLength(90);
    // The same labels make the same model.
    expect((await tuned('--name', 'skates')).model).toEqual(first.model);
  });

  test('counts labels of sentences and of rules, and labels of texts that are not judged', async () => {
    const file = join(folder, 'later.csv');
    writeFileSync(file, 'id,text\nl1,The shop is far away.\n');
    expect((await verbatim(['import', file, '--source', 'skates'], env)).code).toBe(0);
    await made.database.query(
      `insert into verbatim.label
         (feedback_id, task, value, labeller, imported_from, document_id, start_offset, end_offset)
       select f.id, 'sentiment', 'positive', w.who, w.way, s.document_id, s.start_offset, s.end_offset
         from (values ('c0', 'ann', 'page'), ('c0', 'rule slang', 'rule slang'), ('c1', 'ann', 'page'),
                      ('c2', 'rule slang', 'rule slang')) as w (id, who, way)
         join verbatim.feedback f on f.external_id = w.id
         join verbatim.segment s on s.document_id = f.document_id and s.ordinal = 0`,
    );
    await label([{ id: 'l1', label: 'negative' }]);
    const { labels } = await tuned('--dry-run');
    expect(labels).toEqual({ texts: 90, comments: 90, sentences: 2, byRule: 1, divided: 0, unjudged: 1 });
    await made.database.query(
      `delete from verbatim.label l using verbatim.feedback f
        where f.id = l.feedback_id and (l.start_offset is not null or f.external_id = 'l1')`,
    );
  });

  test('a tuned model judges as its head does, and is tuned anew from its base', async () => {
    const { id, folder: made1, hash } = first.model!;
    // The gate of precisions takes a minute, and has tests of its own.
    await made.database.query("update verbatim.model set checked_at = now(), checks = '{}' where id = $1", [
      id,
    ]);
    expect((await verbatim(['analyze', '--model', made1], env)).code).toBe(0);
    const { rows: right } = await made.database.query(
      `select count(*)::int as n from verbatim.feedback f
         join verbatim.label l on l.feedback_id = f.id
         join verbatim.analysis a on a.document_id = f.document_id and a.model_id = $1
        where a.sentiment = l.value`,
      [id],
    );
    expect(right[0]!.n / 90).toBeGreaterThan(first.check.before.value + 0.1);
    // Half of the texts have results of the tuned model only.
    for (const table of ['segment', 'analysis']) {
      await made.database.query(
        `delete from verbatim.${table} where model_id <> $1 and document_id % 2 = 0`,
        [id],
      );
    }
    const again = await tuned('--name', 'skates');
    expect(again.labels.unjudged).toBe(0);
    expect(again.check.before).toEqual(first.check.before);
    expect(Math.abs(again.check.after.value - first.check.after.value)).toBeLessThan(0.03);
    const { rows } = await made.database.query('select base_id from verbatim.model where id = $1', [
      again.model!.id,
    ]);
    expect(rows[0]!.base_id).not.toBe(id);
    const head = (of: string) =>
      JSON.parse(readFileSync(join(of, 'tuned-head.json'), 'utf8')) as { logits: number[]; bias: number[] };
    for (const [i, weight] of head(again.model!.folder).logits.entries()) {
      expect(weight).toBeCloseTo(head(made1).logits[i]!, 1);
    }
    expect(hash).not.toBe(again.base.hash);
  });

  test('labelled sentences teach a topic, and only with --apply', async () => {
    const about = 'Boards and decks to stand on.';
    expect((await verbatim(['topic', 'add', 'Boards', '--description', about], env)).code).toBe(0);
    const { rows } = await made.database.query("select id from verbatim.topic where name = 'Boards'");
    const task = `topic ${rows[0]!.id}`;
    // A file has no task of topics: as the page stores them.
    await made.database.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
       select f.id, $1, case when d.text ~ 'deck|board|truck|wheel' then 'yes' else 'no' end, 'ann', 'page'
         from verbatim.feedback f join verbatim.document d on d.id = f.document_id where f.external_id <> 'l1'`,
      [task],
    );
    const shown = await verbatim(['tune', 'topic', 'Boards', '--json'], env);
    expect(shown.code).toBe(0);
    const trial = JSON.parse(shown.stdout);
    expect(trial).toMatchObject({ about: 36, not: 54, unplaced: 0, added: null });
    expect(trial.after.f1).toBeGreaterThan(trial.before.f1);
    const examples = () =>
      made.database.query(
        'select counter, count(*)::int as n from verbatim.topic_example where topic_id = $1 group by 1 order by 1',
        [rows[0]!.id],
      );
    expect((await examples()).rows).toEqual([]);
    const applied = await verbatim(['tune', 'topic', 'Boards', '--apply', '--json'], env);
    expect(JSON.parse(applied.stdout)).toMatchObject({ added: 90 });
    expect((await examples()).rows).toEqual([
      { counter: false, n: 36 },
      { counter: true, n: 54 },
    ]);
    expect(await refused(['tune', 'topic', 'Boards'])).toMatchObject({
      code: 'TUNING_TOO_FEW_LABELS',
      message: expect.stringContaining('90 are examples already'),
    });
  });
});
