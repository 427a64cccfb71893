import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { labelledRows } from '../../../src/db/audits/audit-rows.ts';
import type { Database } from '../../../src/db/client.ts';
import { planUndo } from '../../../src/db/imports/undo-plan.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { verbatim } from '../../support/cli.ts';
import { labelShop } from '../../support/data/label-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const RULES = `rules:
  - phrase: sick
    label: positive
    domain: shop
  - {phrase: sick of, label: negative, name: fed up}
  - {phrase: [never again, Nie wieder], label: negative, language: en}
`;

/** Runs `label rules` with a file of this name and content. */
const ruling =
  (url: string) =>
  async (name: string, content: string, ...flags: string[]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    const env = { DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' };
    const ended = await verbatim(['label', 'rules', path, ...flags], env);
    return { ...ended, json: flags.includes('--json') ? JSON.parse(ended.stdout) : null };
  };
const stored = async (database: Database) => {
  const { rows } = await database.query(
    `select f.external_id || ' ' || l.start_offset || '-' || l.end_offset || ' ' || l.labeller || ': ' || l.value as label
       from verbatim.label l join verbatim.feedback f on f.id = l.feedback_id
      where l.labeller like 'rule %' and l.imported_from = l.labeller and l.document_id = f.document_id order by 1`,
  );
  return rows.map(({ label }) => label);
};

test('rules label sentences, once, and their labels go with them', async () => {
  const { database, url } = await testDatabase();
  await labelShop(database);
  await database.query(`update verbatim.document set language = 'en' where text like '%Never%'`);
  const run = ruling(url);
  const dry = await run('rules.yaml', RULES, '--dry-run', '--json');
  expect(dry.json, dry.stderr).toMatchObject({ added: 3, dryRun: true });
  expect(await stored(database)).toEqual([]);

  const first = await run('rules.yaml', RULES);
  expect(await stored(database)).toEqual([
    'c-1 0-28 rule sick: positive',
    'c-2 0-30 rule fed up: negative',
    'c-2 33-45 rule never again: negative',
  ]);
  expect(first.stdout.split('\n').slice(0, 4)).toEqual([
    '4 phrases read: 3 labels added, 0 changed, 0 as they were, 0 withdrawn.',
    '',
    'sick → positive: 1 sentence; the model says so of 1',
    '  “Sick board, my son loves it!” model: positive',
  ]);
  const again = await run('rules.yaml', RULES, '--json');
  expect(again.json).toMatchObject({ added: 0, changed: 0, unchanged: 3, withdrawn: 0 });

  const csv = 'term,label,rule\nsick,mixed,\nwaiting,positive,\nSick of,negative,fed up\n';
  const other = await run('rules.csv', csv, '--json');
  expect(other.json).toMatchObject({ added: 0, changed: 1, withdrawn: 2 });
  expect(other.json.conflicts).toEqual([
    {
      rules: [
        { name: 'fed up', value: 'negative' },
        { name: 'waiting', value: 'positive' },
      ],
      task: 'sentiment',
      sentences: 1,
      examples: [{ feedbackId: 2, text: 'It fell ill … sick of waiting.', sentiment: 'negative' }],
    },
  ]);
  expect(await stored(database)).toEqual(['c-1 0-28 rule sick: mixed']);
  const shown = await run('rules.csv', csv);
  expect(shown.stdout).toContain('fed up → negative, waiting → positive: 1 sentence\n');
  expect(shown.stderr).toBe('');

  expect((await run('none.yaml', 'rules: []')).stdout).toContain('1 withdrawn');
  expect(await stored(database)).toEqual([]);
  const { rows } = await database.query(
    `select coalesce(former_value, '-') || ' ' || coalesce(value, '-') as change from verbatim.label_change
      where labeller = 'rule sick' and changed_from = labeller order by id`,
  );
  expect(rows.map(({ change }) => change)).toEqual(['- positive', 'positive mixed', 'mixed -']);
});

test('a changed text and a second source: each text is labelled once for each source', async () => {
  const { database, url } = await testDatabase();
  await labelShop(database);
  const run = ruling(url);
  const file = join(folder, 'other.csv');
  writeFileSync(file, 'id,text\nx-1,"Sick board, my son loves it!"\nx-2,"Sick board, my son loves it!"\n');
  await importFile(database, { file, source: 'other' });
  const rules = 'phrase,label,source\nsick,positive,\nboard,negative,other\n';
  const done = await run('two.csv', rules, '--json');
  expect(
    done.json.rules.map(({ name, sentences }: { name: string; sentences: number }) => [name, sentences]),
  ).toEqual([
    ['sick', 2],
    ['board', 0],
  ]);
  expect(done.json.conflicts).toMatchObject([{ sentences: 1 }]);
  expect(await stored(database)).toEqual(['c-1 0-28 rule sick: positive', 'c-2 0-30 rule sick: positive']);
  writeFileSync(file, 'id,text\nc-1,New text\n');
  await importFile(database, { file, source: 'shop', update: true });
  await run('two.csv', rules);
  expect(await stored(database)).toEqual(['c-2 0-30 rule sick: positive']);
});

test('labels of rules count neither for audits and agreement nor as a word of people', async () => {
  const { database, url } = await testDatabase();
  const ids = await labelShop(database);
  const person = (labeller: string) =>
    database.query(
      `insert into verbatim.label (feedback_id, task, value, labeller, imported_from)
       values ($1, 'sentiment', 'positive', $2, 'page')`,
      [ids.get('c-1'), labeller],
    );
  await person('ann');
  const model = (await database.query('select id from verbatim.model')).rows[0].id;
  const scope = { modelId: model, window: { from: null, to: null }, source: null };
  const before = await labelledRows(database, scope, []);
  expect(before.map(({ labels }) => labels)).toEqual([
    [{ task: 'sentiment', value: 'positive', labeller: 'ann' }],
  ]);
  const majority = () => database.query('select * from verbatim.label_majority').then(({ rows }) => rows);
  const effective = () => database.query('select * from reporting.effective_label').then(({ rows }) => rows);
  const shown = [await majority(), await effective()];

  const done = await ruling(url)('all.yaml', RULES, '--json');
  expect(done.json.added).toBe(2);
  // Even one of a comment as a whole, which no command makes, is left out.
  await person('rule sick');
  expect(await labelledRows(database, scope, [])).toEqual(before);
  expect([await majority(), await effective()]).toEqual(shown);
  const { rows } = await database.query('select id from verbatim.import');
  const plan = await planUndo(database, {
    imports: [rows[0].id],
    source: 'shop',
    startedAt: new Date(0),
  } as never);
  expect(plan.labels).toBe(1);
});

test('a file of rules that cannot be read says where and why', async () => {
  const { database, url } = await testDatabase();
  const run = ruling(url);
  const fault = async (name: string, content: string) => (await run(name, content)).stderr;
  expect(await fault('a.csv', 'phrase,label\nsick,positive\n')).toContain('[RULES_UNREADABLE]');
  await labelShop(database);
  expect(await fault('b.csv', 'phrase,label\nsick,positive\nnew,great\n')).toMatch(
    /line 3: its label is none of/,
  );
  expect(await fault('c.csv', 'word,tone\nsick,positive\n')).toContain('it has no column label');
  expect(await fault('d.yaml', 'rules:\n  - phrase: [sick, "!!"]\n    label: positive\n')).toMatch(
    /line 2: the phrase has no word/,
  );
  expect(await fault('e.yaml', 'rules:\n  - word: sick\n')).toMatch(/line 2: a rule has phrase, label/);
  expect(await fault('f.yaml', 'rules:\n  - phrase: sick\n    label: &a [*a]\n')).toContain(
    '[RULES_INVALID]',
  );
  expect(await fault('g.yaml', 'a: 1')).toMatch(/there is no list "rules"/);
  expect(await fault('h.csv', 'phrase,label\nsick,positive\nill,negative\nSICK,negative\n')).toMatch(
    /lines 2 and 4 have one phrase and different labels.*\[RULES_CONTRADICTORY\]/s,
  );
  expect(await stored(database)).toEqual([]);
});
