import { expect, test } from 'vitest';
import { policyOf } from '../../../src/audit/policy.ts';
import { CARRIER_DOMAINS } from '../../../src/audit/swaps/suite/carrier.ts';
import { swapSuite } from '../../../src/audit/swaps/suite/suite.ts';
import type { SwapJudgement } from '../../../src/audit/swaps/terms.ts';
import type { Database } from '../../../src/db/client.ts';
import { listModels } from '../../../src/db/results/models.ts';
import { runSwapAudit, type SwapAudit, suiteLanguagesOf } from '../../../src/runs/audit/swaps.ts';
import { addModel, addRows, type ShopRow } from '../../support/data/audit-shop.ts';
import { testDatabase } from '../../support/servers/database.ts';

/** A model that lowers scores for one word, and else reads the length of a text. */
const judge = async (texts: readonly string[]): Promise<SwapJudgement[]> =>
  texts.map((text) => {
    const positive = 0.3 + (text.length % 40) / 100 - (/Nigerian/.test(text) ? 0.2 : 0);
    const label = positive > 0.5 ? 'positive' : positive > 0.25 ? 'neutral' : 'negative';
    return { positive, negative: 1 - positive, toxicity: null, label };
  });

async function swaps(database: Database, languages: string[], real = false): Promise<SwapAudit> {
  const [model] = await listModels(database);
  return runSwapAudit(database, {
    ...{ policy: policyOf({ resamples: 199 }), model: model!, languages, judge, real, source: null },
    ...{ trigger: 'manual', codeVersion: 'test', now: new Date('2026-11-26') },
  });
}

const count = async (database: Database, table: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]!.n;

test('every pair is stored once with its scores, and adds up to what the audit says', async () => {
  const { database } = await testDatabase();
  await addModel(database);
  const first = await swaps(database, ['en', 'de']);
  const suites = ['en', 'de'].map((language) => swapSuite(language)!);
  const pairs = suites.flatMap(({ texts }) => texts).filter(({ isBaseline }) => !isBaseline).length;
  expect(await count(database, 'verbatim.audit_pair')).toBe(pairs);
  expect(await count(database, 'verbatim.audit_pair_score')).toBe(2 * pairs);
  expect(await count(database, 'verbatim.audit_template')).toBe(
    suites.reduce((total, { carriers }) => total + carriers.length, 0),
  );
  const { rows: added } = await database.query<{ axis: string; term: string; value: number; shown: number }>(
    `select s.axis, s.term, s.value, avg(p.positive::float8 - p.baseline_positive) as shown, count(*) as n, max(s.pairs) as pairs
       from reporting.v_audit_swap s
       join reporting.v_audit_pair p using (audit_id, axis, term, baseline_term)
      where s.check_id = 'C1' and s.task = 'the positive score' and p.skip_reason is null
      group by 1, 2, 3 having count(*) = max(s.pairs)`,
  );
  expect(added.length).toBe(
    first.record.metrics.filter(({ check, task }) => check === 'C1' && task === 'the positive score').length,
  );
  for (const { value, shown } of added) expect(shown).toBeCloseTo(value, 6);
  expect(added.find(({ term }) => term === 'Nigerian')!.value).toBeLessThan(-0.1);
  const { rows: forms } = await database.query(`select distinct form from reporting.v_audit_pair order by 1`);
  expect(forms.map(({ form }) => form)).toEqual(['plural', 'singular']);
  // A sentence is one row however often it is asked; its hash is that of its wording.
  const { rows: wrong } = await database.query(
    `select from verbatim.audit_template where sha256 <> encode(sha256(convert_to(frame, 'UTF8')), 'hex')`,
  );
  expect(wrong).toEqual([]);

  const about = `select p.template as name, p.domain from reporting.v_audit_pair p group by 1, 2 order by p.template collate "C"`;
  const { rows: domains } = await database.query(about);
  expect(domains).toEqual(
    suites
      .flatMap(({ carriers }) => carriers.map(({ template, domain }) => ({ name: template, domain })))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );

  // As an earlier version has left them.
  await database.query(`update verbatim.audit_template set domain = 'unknown'`);
  const again = await swaps(database, ['en', 'de']);
  expect((await database.query(about)).rows).toEqual(domains);
  expect([again.auditId, again.repeated]).toEqual([first.auditId, true]);
  expect(await count(database, 'verbatim.audit_pair')).toBe(pairs);
  const templates = await count(database, 'verbatim.audit_template');
  await database.query('delete from verbatim.audit where id = $1', [first.auditId]);
  expect(await count(database, 'verbatim.audit_pair')).toBe(0);
  expect(await count(database, 'verbatim.audit_pair_score')).toBe(0);
  expect(await count(database, 'verbatim.audit_template')).toBe(templates);
});

test('what a sentence is about is one of a closed list, and no one may leave it out', async () => {
  const { database } = await testDatabase();
  const add = (columns: string, values: string) =>
    database.query(
      `insert into verbatim.audit_template (name, language, version, role, polarity, form, frame, sha256, licence${columns})
       values ('x', 'en', 1, 'author', 'neutral', 'singular', 'x', 'x', 'x'${values})`,
    );
  await expect(add('', '')).rejects.toThrow('domain');
  await expect(add(', domain', `, 'weather'`)).rejects.toThrow('audit_template_domain');
  for (const domain of CARRIER_DOMAINS) {
    await add(', domain', `, '${domain}'`);
    await database.query('delete from verbatim.audit_template');
  }
});

test('comments are pairs by number, with what was left out and why; readers do not see them', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const row: ShopRow = { day: '2026-01-05', attributes: {}, sentiment: 'neutral', language: null };
  await addRows(database, modelId, new Array<ShopRow>(5).fill(row));
  const { rows: documents } = await database.query<{ id: number }>(
    'select id from verbatim.document order by id',
  );
  const texts = [
    'My wife loves it.',
    'I saw her smile.',
    'My mother and my sister.',
    'Man kann hier gut essen.',
    'Nobody.',
  ];
  for (const [i, text] of texts.entries()) {
    await database.query('update verbatim.document set text = $2, language = $3 where id = $1', [
      documents[i]!.id,
      text,
      i === 3 ? 'de' : null,
    ]);
  }
  const { record } = await swaps(database, ['de'], true);
  const { rows } = await database.query(
    `select d.text, p.term, p.baseline_term as other, p.skip_reason as skipped, p.label is not null as judged
       from reporting.v_audit_feedback_pair p join verbatim.feedback f on f.id = p.feedback_id
       join verbatim.document d on d.id = f.document_id order by p.pair`,
  );
  expect(rows).toEqual([
    { text: texts[0], term: 'wife', other: 'husband', skipped: null, judged: true },
    { text: texts[1], term: null, other: null, skipped: 'unclear pronoun', judged: false },
    { text: texts[2], term: null, other: null, skipped: 'several', judged: false },
  ]);
  expect(record.notes.join(' ')).toContain('left out: 1 several, 1 unclear pronoun');
  const { rows: rights } = await database.query(
    `select has_table_privilege('verbatim_reader', 'reporting.v_audit_pair', 'select') as templates,
            has_table_privilege('verbatim_reader', 'reporting.v_audit_feedback_pair', 'select') as comments,
            has_table_privilege('verbatim_analyst', 'reporting.v_audit_feedback_pair', 'select') as analyst,
            has_table_privilege('verbatim_reader', 'verbatim.audit_pair', 'select') as tables`,
  );
  expect(rights[0]).toEqual({ templates: true, comments: false, analyst: true, tables: false });
  await database.query('delete from verbatim.feedback where document_id = $1', [documents[0]!.id]);
  expect(await count(database, 'reporting.v_audit_feedback_pair')).toBe(2);
});

test('an audit that dies between its pairs leaves nothing; run again, it is whole', async () => {
  const { database } = await testDatabase();
  await addModel(database);
  await database.query(
    `create function verbatim.stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
     create trigger stop after insert on verbatim.audit_pair_score execute function verbatim.stop()`,
  );
  await expect(swaps(database, ['de'])).rejects.toThrow('killed');
  for (const table of ['audit', 'audit_metric', 'audit_pair', 'audit_template', 'audit_term']) {
    expect(await count(database, `verbatim.${table}`), table).toBe(0);
  }
  await database.query('drop trigger stop on verbatim.audit_pair_score');
  const { record, auditId } = await swaps(database, ['de']);
  const { rows } = await database.query<{ n: number }>(
    'select count(*) as n from verbatim.audit_pair where audit_id = $1',
    [auditId],
  );
  expect(rows[0]!.n).toBe(record.swaps!.pairs.length);
});

test('each language is summed up by itself, and chosen by the languages of stored feedback', async () => {
  const { database } = await testDatabase();
  const modelId = await addModel(database);
  const { record } = await swaps(database, ['en', 'de', 'fr', 'es']);
  const lines = record.notes.filter((note) => /^(?:English|German|French|Spanish): \d+ fail/.test(note));
  expect(lines.map((line) => line.split(':')[0])).toEqual(['English', 'German', 'French', 'Spanish']);
  const suites = record.charts.suites as {
    language: string;
    counts: Record<string, number>;
    flipped: number;
  }[];
  for (const { language, counts } of suites) {
    const own = record.metrics.filter(({ family }) => family === `counterfactual/${language}`);
    expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(own.length);
    expect(counts.fail).toBe(own.filter(({ status }) => status === 'fail').length);
  }
  // The planted word is English; a suite of fewer than 200 templates only warns.
  expect(suites.map(({ counts }) => counts.fail! > 0)).toEqual([true, false, false, false]);

  const served = ['de', 'en', 'fr', 'it'];
  expect(await suiteLanguagesOf(database, served)).toEqual(['en', 'de', 'fr']);
  expect(await suiteLanguagesOf(database, [])).toEqual(['en', 'de', 'fr', 'es']);
  const row: ShopRow = { day: '2026-01-05', attributes: {}, sentiment: 'neutral', language: null };
  await addRows(database, modelId, new Array<ShopRow>(60).fill(row));
  await database.query(
    "update verbatim.document set language = case when id % 2 = 0 then 'de' else 'it' end",
  );
  expect(await suiteLanguagesOf(database, served)).toEqual(['en', 'de']);
  expect(await suiteLanguagesOf(database, ['de', 'it'])).toEqual(['de']);
});
