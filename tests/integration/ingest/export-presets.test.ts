import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/app/open.ts';
import { presetList, presetRemove, presetSave, presetShow } from '../../../src/cli/presets/presets.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { explainImport, outlineImport } from '../../../src/runs/imports/text.ts';
import { ROOT } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** Invented answers in the formats of the tools; counts are those of Python's csv and json. */
const EXPORTS = join(ROOT, 'examples/exports');

let made: Awaited<ReturnType<typeof makeDatabase>>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-presets-'));
  made = await makeDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.drop();
});

let n = 0;
async function take(file: string, options: Partial<ImportOptions> = {}) {
  const source = options.source ?? `s${++n}`;
  const summary = await importFile(made.database, { file, source, ...options });
  const { rows } = await made.database.query<{
    id: string | null;
    text: string | null;
    time: Date | null;
    rating: number | null;
    language: string | null;
    attributes: Record<string, string>;
  }>(
    `select external_id as id, coalesce(raw_text, d.text) as text, occurred_at as time, rating, f.language, attributes
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where source = $1 order by f.id`,
    [source],
  );
  return { summary, rows, said: summary.preset?.sentences.join(' ') ?? '' };
}
const example = (name: string, options: Partial<ImportOptions> = {}) => take(join(EXPORTS, name), options);
const written = (name: string, content: string, options: Partial<ImportOptions> = {}) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return take(file, options);
};

interface Case {
  readonly preset: string;
  readonly comments: number;
  /** That are comments of their own. */
  readonly questions: number;
  /** What is known of the first row. */
  readonly first: object;
}
const of = (preset: string, comments: number, questions: number, first: object): Case => ({
  ...{ preset, comments, questions, first },
});

const MORNING = '2026-01-05T08:12:40.000Z';
const CASES: Readonly<Record<string, Case>> = {
  'qualtrics.csv': of('qualtrics', 92, 4, {
    ...{ id: 'R_000000000815484', rating: 10, language: 'EN', time: '2026-01-05T08:15:01.000Z' },
  }),
  'qualtrics-german.csv': of('qualtrics', 48, 2, { rating: 5, time: '2026-01-05T07:15:01.000Z' }),
  'surveymonkey.csv': of('surveymonkey', 42, 2, {
    ...{ id: '118100000000', rating: 10, time: '2026-01-05T08:16:40.000Z' },
  }),
  'surveymonkey-german.csv': of('surveymonkey', 30, 2, { rating: 5, time: '2026-01-05T08:16:40.000Z' }),
  'surveymonkey-french.csv': of('surveymonkey', 18, 1, { rating: 10, time: '2026-01-05T08:16:40.000Z' }),
  'typeform.csv': of('typeform', 40, 2, {
    ...{ id: '1715609f7c746c6dc20fc1e1d0a4e904', rating: 5, time: '2026-01-05T08:15:40.000Z' },
  }),
  'google-forms.csv': of('google-forms', 42, 2, { rating: 5, time: '2026-01-05T07:12:40.000Z' }),
  'google-forms-german.csv': of('google-forms', 30, 2, { rating: 5, time: MORNING }),
  'google-forms-french.csv': of('google-forms', 10, 1, { rating: 5, time: '2026-02-01T09:05:02.000Z' }),
  'google-forms-spanish.csv': of('google-forms', 10, 1, { rating: 5, time: '2026-02-01T09:05:02.000Z' }),
  'reviews_com.example.hazelfern_202601.csv': of('google-play', 24, 0, {
    ...{ rating: 5, language: 'de', time: MORNING },
  }),
  'app-store.csv': of('app-store', 16, 0, { id: '9700000000', time: '2026-01-05T16:12:40.000Z' }),
  'app-store.ndjson': of('app-store', 16, 0, { time: '2026-01-05T16:12:40.000Z' }),
  'trustpilot.csv': of('trustpilot', 20, 0, { rating: 5, time: MORNING }),
  'zendesk.ndjson': of('zendesk', 25, 0, { id: '3100', rating: null, time: MORNING }),
  'zendesk.csv': of('zendesk', 20, 0, { id: '3100', rating: null, time: '2026-01-05T08:12:00.000Z' }),
  'intercom-ratings.csv': of('intercom', 20, 0, { rating: 5, time: MORNING }),
  'intercom.ndjson': of('intercom', 31, 0, { rating: null, time: MORNING }),
};

describe('each example, without a flag', () => {
  test('there is a case of each file', () => {
    expect(Object.keys(CASES).sort()).toEqual(readdirSync(EXPORTS).sort());
  });

  test.each(Object.entries(CASES))('%s', async (name, { preset, comments, questions, first }) => {
    const { summary, rows, said } = await example(name);
    expect(summary).toMatchObject({ read: comments, accepted: comments, rejected: 0, unparsed: [] });
    expect(summary.preset).toMatchObject({ name: preset });
    expect(JSON.parse(JSON.stringify(rows[0]))).toMatchObject(first);
    expect(new Set(rows.flatMap(({ attributes }) => attributes.question ?? [])).size).toBe(questions);
    const stored = JSON.stringify(rows);
    // Addresses, names, places and order numbers of the people in the files.
    expect(stored).not.toMatch(/@example|Walker|203\.0\.113|198\.51\.100|53\.8008|Agnes Agent|ORD-|_gardens/);
    for (const text of [explainImport(summary), outlineImport(summary)]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(said.replaceAll(/\s+/g, ' '));
      for (const line of text.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('a survey', () => {
  test('Qualtrics: its open questions are comments, with the question and the rating of the row', async () => {
    const { rows, said } = await example('qualtrics.csv');
    expect(said).toMatch(
      /^This looks like a Qualtrics export: rows 2 and 3 are its question texts and import ids\. Its 4 open questions/,
    );
    expect(said).toContain('In which town do you live?');
    const asked = Object.groupBy(rows, ({ attributes }) => attributes.question!);
    expect(Object.fromEntries(Object.entries(asked).map(([question, of]) => [question, of!.length]))).toEqual(
      {
        'Why did you give this score?': 32,
        'What did you like most about your last order?': 25,
        'What should we change?': 24,
        'Is there anything else you would like to tell us?': 11,
      },
    );
    expect(rows[0]).toMatchObject({ rating: 10, attributes: { Q7: 'Leeds', Q1_NPS_GROUP: 'Promoter' } });
  });

  test('again, with one answer changed: that answer alone changes', async () => {
    const { summary } = await example('qualtrics.csv', { source: 'again' });
    expect(summary.accepted).toBe(92);
    const later = readFileSync(join(EXPORTS, 'qualtrics.csv'), 'utf8').replace(
      'Through a friend,,The survey',
      'Through a friend,,The long survey',
    );
    const { summary: more } = await written('qualtrics.csv', later, { source: 'again' });
    expect(more).toMatchObject({ read: 92, accepted: 0, duplicates: 91, changed: 1 });
  });

  test('without its rows of questions it is read, and says so', async () => {
    const lines = readFileSync(join(EXPORTS, 'qualtrics.csv'), 'utf8').split('\r\n');
    const { summary, said } = await written('q.csv', [lines[0], ...lines.slice(3)].join('\r\n'));
    expect(said).toContain('without its rows of question texts and import ids');
    expect(summary).toMatchObject({ rejected: 0, columns: { id: 'ResponseId', time: 'RecordedDate' } });
  });

  test('as a spreadsheet saves it: UTF-16, tabs', async () => {
    const rows = parse(readFileSync(join(EXPORTS, 'qualtrics.csv'))) as string[][];
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const text = rows.map((row) => row.map(quoted).join('\t')).join('\r\n');
    const file = join(folder, 'q.tsv');
    writeFileSync(file, Buffer.from(`\ufeff${text}`, 'utf16le'));
    const { summary } = await take(file);
    expect(summary).toMatchObject({ preset: { name: 'qualtrics' }, accepted: 92, encoding: 'utf-16le' });
  });

  test('previews and spam among the first rows are counted', async () => {
    let n = 0;
    const file = readFileSync(join(EXPORTS, 'qualtrics.csv'), 'utf8').replaceAll(
      /,IP Address,(?=203)/g,
      (status) => {
        n++;
        return n <= 3 ? ',Survey Preview,' : n === 9 ? ',Spam,' : status;
      },
    );
    const { said, summary } = await written('q.csv', file);
    expect(said).toContain('3 of the first 32 rows: previews or tests by your own people (Status)');
    expect(said).toContain('1 of the first 32 rows: spam');
    expect(summary.accepted).toBe(92);
  });

  test('one answer is enough to find two header rows', async () => {
    const lines = readFileSync(join(EXPORTS, 'surveymonkey.csv'), 'utf8').split('\r\n');
    const { rows, said } = await written('s.csv', lines.slice(0, 3).join('\r\n'));
    expect(said).toContain('row 2 has its answer options');
    expect(said).toContain('month first, as SurveyMonkey writes them');
    expect(rows).toMatchObject([{ id: '118100000000', time: new Date('2026-01-05T08:16:40Z') }]);
  });
});

describe('what is not certain is said', () => {
  const NEARLY = 'Conversation ID,Started at,Conversation rating remark,Score\n1,2026-01-02,Never again,1\n';

  test('a file that nearly fits is read like any other, with a note', async () => {
    const file = 'StartDate,EndDate,Progress,Finished,Q1\n2026-01-02,2026-01-02,100,True,It broke at once\n';
    const { summary, said } = await written('near.csv', file);
    expect(summary.preset).toMatchObject({ name: null, title: 'Qualtrics' });
    expect(said).toBe(
      'This may be a Qualtrics export, but it has no column ResponseId. It is read like any other file; if it is one, say --preset qualtrics.',
    );
  });

  test('what the user says goes; what is missing is named', async () => {
    const { said, summary } = await written('said.csv', NEARLY, { preset: 'intercom' });
    expect(said).toContain('It is read as an Intercom export');
    expect(said).toContain('Such an export has a column Conversation rating, which is not there.');
    expect(summary.columns.text).toBe('Conversation rating remark');
  });

  test('none; an unknown one; one that has nothing to do with the file', async () => {
    const { summary } = await example('trustpilot.csv', { preset: 'none' });
    expect(summary.preset).toBeNull();
    await expect(written('x.csv', NEARLY, { preset: 'qualtrix' })).rejects.toMatchObject({
      code: 'PRESET_UNKNOWN',
    });
    await expect(written('x.csv', 'text\nFine\n', { preset: 'qualtrics' })).rejects.toMatchObject({
      code: 'PRESET_UNFIT',
    });
  });

  test('settings of the user go before those of the preset', async () => {
    const { summary, rows } = await example('trustpilot.csv', {
      ...{ map: { time: 'Company Reply Date (UTC)', text: 'Review Title' }, scale: null },
      rules: { columns: { 'Review Username': 'mask' } },
    });
    expect(summary.columns).toMatchObject({ text: 'Review Title', time: 'Company Reply Date (UTC)' });
    expect(summary.dropped).not.toContain('Review Username');
    expect(rows[0]!.attributes['Review Username']).toBe('Anna Walker');
    // A column that the user maps is taken from the field of the preset.
    const other = await example('trustpilot.csv', { map: { author: 'Review Id' } });
    expect(other.summary.columns).toMatchObject({ author: 'Review Id' });
    expect(other.summary.columns.id).toBeUndefined();
  });
});

describe('presets of users', () => {
  const OWN = `
name: tills
title: Our tills
exports:
  - called: receipts
    has: [[Bon, Receipt], Filiale]
    columns: {id: [Receipt, Bon], time: Tag}
    texts: [Anmerkung]
    scale: 6-1
    dates: day-first
    drop: Kassierer*
    notes: [The tills write local times.]
`;
  const FILE =
    'Bon;Filiale;Tag;Note;Anmerkung;Kassiererin\n7;Ulm;03.04.2026;1;Alles wie immer sehr gut;Petra Z.\n';

  test('a file of the user, and a stored one', async () => {
    const preset = join(folder, 'tills.yaml');
    writeFileSync(preset, OWN);
    const { summary, rows, said } = await written('t.csv', FILE, { preset });
    expect(said).toBe('It is read as an Our tills export (receipts). The tills write local times.');
    expect(summary).toMatchObject({ columns: { id: 'Bon', text: 'Anmerkung' }, dropped: ['Kassiererin'] });
    expect(rows[0]).toMatchObject({ id: '7', time: new Date('2026-04-03T00:00:00Z') });
    const before = await written('t2.csv', FILE);
    expect(before.summary.preset).toBeNull();
    const app = { database: made.database } as App;
    expect((await presetSave(app, preset, { dryRun: true })).text).toContain('can be stored');
    expect((await presetList(app)).text).not.toContain('tills');
    await presetSave(app, preset, {});
    expect((await presetList(app)).text).toMatch(/^tills +Our tills +stored +1 kind of files$/m);
    expect((await presetShow(app, 'tills')).text).toBe(OWN.trimEnd());
    const after = await written('t3.csv', FILE);
    expect(after.said).toBe('This looks like an Our tills export (receipts). The tills write local times.');
    await presetRemove(app, 'tills');
    await expect(presetRemove(app, 'qualtrics')).rejects.toMatchObject({ code: 'PRESET_UNKNOWN' });
  });
});
