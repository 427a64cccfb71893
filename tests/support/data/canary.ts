import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../src/db/client.ts';
import { agreeOnKeys } from '../../../src/db/privacy/keys.ts';
import { storeDigest } from '../../../src/db/reports/digests.ts';
import { storeMissingWords } from '../../../src/db/search/document-words.ts';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { beginUpload, queueUpload } from '../../../src/db/uploads/uploads.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { authorPseudonym, type Keyring, openKeyring } from '../../../src/privacy/keyring.ts';
import { openUploads } from '../../../src/uploads/open.ts';
import { Spool } from '../../../src/uploads/spool.ts';

/** In every text, id and name of the person; nobody else says it. */
export const CANARY = 'Qwyzzlebeck';
export const PERSON = `${CANARY}, Joan "Jo"`;

export const testKeyring = (): Keyring => openKeyring([randomBytes(32)]);

/** Texts of the person: one as others say it, too. */
const TEXTS = [
  `My ${CANARY} cabinet squeaks at midnight. The hinges came without screws, and nobody at the shop answered.`,
  `The lamp flickers, says ${CANARY} again. Please "send" another one, I wait since Easter.`,
  'The parcel came two weeks late and nobody told me.',
  `短い ${CANARY} の棚は真夜中にきしむ。`,
  'Mies!',
];
const OTHERS = [
  'The parcel came two weeks late and nobody told me.',
  ...Array.from({ length: 30 }, (_, i) => `The lamp ${i} is bright and the delivery took ${i + 2} days.`),
];

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const HEADER = 'order no,comment,customer,stars,when,shop,wish\n';
const line = (id: string, text: string, author: string, i: number, wish = '') =>
  `${id},${cell(text)},${cell(author)},${1 + (i % 5)},2026-03-${String(1 + (i % 20)).padStart(2, '0')}T10:00:00Z,${i % 2 ? 'north' : 'south'},${cell(wish)}\n`;

/** The file of the person and of others, as the company has it. */
export const CANARY_FILE =
  HEADER +
  TEXTS.map((text, i) =>
    line(`${CANARY}-${i}`, text, PERSON, i, i === 0 ? `A ${CANARY} discount would be nice, I think.` : ''),
  ).join('') +
  OTHERS.map((text, i) => line(`o-${i}`, text, `Other ${i}`, i, 'Cheaper delivery')).join('');
/** Only the comments of others. */
export const OTHERS_FILE =
  HEADER + OTHERS.map((text, i) => line(`o-${i}`, text, `Other ${i}`, i, 'Cheaper delivery')).join('');
/** An upload that waits: a changed, a new and a torn row of the person, and a new one of somebody else. */
const WAITING_FILE =
  HEADER +
  line(`${CANARY}-0`, `My ${CANARY} cabinet is quiet now. Thank you.`, PERSON, 2) +
  line(`${CANARY}-9`, `Another letter of ${CANARY}: where is my lamp?`, PERSON, 3) +
  `78,${cell(`${CANARY} has no date`)},${cell(PERSON)},5,the day after,south\n` +
  line('o-90', 'The shop has moved to another street.', 'Other 90', 4);
const CHANGED_FILE =
  HEADER +
  line(`${CANARY}-1`, `The lamp works now, says ${CANARY}. Thank you all for the help with it.`, PERSON, 1) +
  `77,${cell(`${CANARY} has no date`)},${cell(PERSON)},5,the day after,south\n`;

const MAP = { id: 'order no', text: 'comment', author: 'customer', rating: 'stars', time: 'when' };

export interface Canary {
  readonly modelId: number;
  readonly topicId: string;
}

/**
 * Stores a person, and plants the canary in every place where a text, or what was made of it, can be: by the code that
 * stores it, or as that would store it where it needs a model.
 */
export async function plantCanary(database: Database, keyring: Keyring): Promise<Canary> {
  await agreeOnKeys(database, keyring);
  await storeFiles(database, keyring);
  const modelId = await judge(database);
  await themesAndQuotes(database, modelId);
  const topicId = await topics(database, modelId);
  await people(database, modelId);
  await reports(database, modelId);
  await audits(database, modelId);
  return { modelId, topicId };
}

/** Imports a file as the company has it. */
export const importCanary = (database: Database, keyring: Keyring, csv = CANARY_FILE, file = 'canary.csv') =>
  importFile(database, {
    ...{ file, source: 'shop', input: Readable.from([csv]), keyring },
    map: MAP,
  } as unknown as Parameters<typeof importFile>[1]);

/** Puts an upload with rows of the person in line, as a server does that is stopped before it imports it; its id. */
export async function plantUpload(database: Database, folder: string): Promise<string> {
  const spool = await Spool.open(folder, 1e6);
  const fileName = `more letters of ${PERSON}.csv`;
  const id = await beginUpload(database, { fileName, format: 'csv' });
  const { signal } = new AbortController();
  const { bytes, hash } = await spool.write(id, Readable.from([Buffer.from(WAITING_FILE)]), signal);
  const settings = { source: 'shop', map: MAP };
  await queueUpload(database, id, { bytes, fingerprint: hash, settings, idempotencyKey: null });
  return id;
}

/** Starts a server's imports, waits until this upload has ended, and stops them; what was logged. */
export async function importUpload(
  database: Database,
  keyring: Keyring,
  folder: string,
  id: string,
): Promise<string> {
  const log: string[] = [];
  const uploads = await openUploads({
    ...{ database, keyring, folder, limit: 1e6, imports: 1, analyse: async () => null },
    log: (event, facts) => log.push(JSON.stringify({ event, ...facts })),
  });
  const ended = async () => (await readUpload(database, id))?.finishedAt != null;
  while (!(await ended())) await sleep(100);
  await uploads.close();
  return log.join('\n');
}

/** All files of a folder as text, with their names. */
export async function folderText(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const parts = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? `${path}\n${await readFile(path, 'utf8')}` : path;
  });
  return (await Promise.all(parts)).join('\n');
}

async function storeFiles(database: Database, keyring: Keyring): Promise<void> {
  await importCanary(database, keyring);
  await importCanary(database, keyring, CHANGED_FILE, `letters of ${PERSON}.csv`);
  // A version without pseudonyms would leave names here.
  await database.query(`update verbatim.feedback set author = $1 where external_id like $2`, [
    authorPseudonym(keyring, PERSON),
    `${CANARY}-%`,
  ]);
  const { rows } = await database.query<{ id: number; text: string }>(
    `select f.id, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.external_id like $1 and d.text like $2`,
    [`${CANARY}-%`, `%${CANARY}%`],
  );
  for (const { id, text } of rows) {
    const { keyOrdinal, sealed } = keyring.seal(
      Buffer.from(JSON.stringify({ comment: text })),
      `original ${id}`,
    );
    await database.query(
      'insert into verbatim.original (feedback_id, key_ordinal, sealed) values ($1, $2, $3) on conflict do nothing',
      [id, keyOrdinal, sealed],
    );
  }
  await database.query(
    `insert into verbatim.reject (import_id, line, reason, detail, raw_row)
     select min(id), 99, 'torn', 'made', $1 from verbatim.import union all
     select min(id), 98, 'torn', 'made', $2 from verbatim.import union all
     select min(id), 97, 'torn', 'made', 'o-77,"the lamp of others",Other 7,9' from verbatim.import`,
    [JSON.stringify({ text: TEXTS[0], stars: 'x' }), `77,"My good lamp",${cell(PERSON)},9`],
  );
  await database.query(
    `insert into verbatim.upload (state, file_name, format, settings, unparsed, idempotency_key, finished_at)
     values ('done', $1, 'csv', $2, $3, $1, now())`,
    [
      TEXTS[0],
      JSON.stringify({ source: TEXTS[0] }),
      JSON.stringify([{ column: TEXTS[0], count: 1, firstLine: 2 }]),
    ],
  );
  await database.query(`update verbatim.import set layout = layout || $1`, [
    JSON.stringify({ examples: [TEXTS[0]] }),
  ]);
  await database.query(`insert into verbatim.mapping (name, columns, options) values ('m', $1, '{}')`, [
    JSON.stringify({ text: TEXTS[1] }),
  ]);
  await database.query(
    `insert into verbatim.masked_value (source, kind, mac, number) values ('shop', 'person', 'x', 7), ('shop', 'person', 'y', 8)`,
  );
}

const DIMENSIONS = 4;
const vector = (i: number) =>
  encodeHalfFloats([Float32Array.from([Math.sin(i), Math.cos(i), 0.5, i / 100])], DIMENSIONS);

async function judge(database: Database): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
     values ('stub', '1', md5('stub'), 'feedback', 'fp32', 256, '{}', true) returning id`,
  );
  const modelId = rows[0]!.id;
  const run = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id, status) values ('test', $1, 'done') returning id`,
    [modelId],
  );
  const documents = await database.query<{ id: number; text: string }>(
    'select id, text from verbatim.document order by id',
  );
  for (const { id, text } of documents.rows) {
    await database.query(
      `insert into verbatim.translation (document_id, model_id, sentences, start_offsets, end_offsets, truncated)
       values ($1, $2, array[$3], '{0}', '{5}', false)`,
      [id, modelId, `${text} (translated)`],
    );
    await database.query(
      `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
         confidence, emotions, emotion_probabilities, embedding, toxicity, tokens, windows, truncated)
       values ($1, $2, $3, 'negative', 0.6, 0.2, 0.2, -0.4, 0.5, '{}', '{}', $4, 0.1, 5, 1, false)`,
      [id, modelId, run.rows[0]!.id, vector(id)],
    );
    await database.query(
      `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative,
         neutral, positive, score, embedding, tokens)
       values ($1, $2, 0, 0, char_length($3), 'negative', 0.6, 0.2, 0.2, -0.4, $4, 5)`,
      [id, modelId, text, vector(id)],
    );
    await database.query(
      `insert into verbatim.entity (document_id, model_id, ordinal, label, score, start_offset, end_offset)
       values ($1, $2, 0, 'PERSON', 0.9, 0, 4)`,
      [id, modelId],
    );
  }
  await storeMissingWords(database, new AbortController().signal);
  await database.query(
    `insert into verbatim.trial (document_id, model_id) select min(id), $1 from verbatim.document`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.failure (document_id, model_id, run_id, code, message)
     select min(id), (select min(id) from verbatim.model), $1, 'SESSION_FAILED', $2 from verbatim.document
      where text like $3`,
    [run.rows[0]!.id, `made of ${TEXTS[0]}`, `%${CANARY}%`],
  );
  return modelId;
}

async function themesAndQuotes(database: Database, modelId: number): Promise<void> {
  const word = CANARY.toLowerCase();
  await database.query(
    `insert into verbatim.theme (id, model_id, name, keywords, centroid, current, shown_as, segments, first_seen, last_seen)
     values (1, $1, $2, $3, $4, true, 1, 30, now(), now()), (2, $1, $5, $6, $7, true, 2, 2, now(), now())`,
    [
      ...[modelId, `Lamp, ${CANARY}`, ['lamp', `${word} lamp`, 'delivery'], vector(1)],
      ...[`${CANARY} cabinet`, [word, 'cabinet'], vector(2)],
    ],
  );
  await database.query(
    `insert into verbatim.theme_segment (document_id, model_id, ordinal, theme_id, similarity)
     select s.document_id, s.model_id, s.ordinal, case when d.text like '%cabinet%' then 2 else 1 end, 0.5
       from verbatim.segment s join verbatim.document d on d.id = s.document_id`,
  );
  await database.query(
    `insert into verbatim.theme_quote (theme_id, rank, feedback_id, document_id, ordinal, start_offset, end_offset, quote)
     select case when d.text like '%cabinet%' then 2 else 1 end, row_number() over (order by f.id), f.id, d.id, 0, 0,
            char_length(d.text), d.text
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id where d.text like $1`,
    [`%${CANARY}%`],
  );
  await database.query(`insert into verbatim.theme_edit (theme_id, kind, name) values (1, 'rename', $1)`, [
    TEXTS[0],
  ]);
}

async function topics(database: Database, modelId: number): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `insert into verbatim.topic (name, description) values ('Hinges', $1) returning id`,
    [`As in: ${TEXTS[0]}`],
  );
  const topicId = rows[0]!.id;
  await database.query(
    `insert into verbatim.topic_example (topic_id, text, feedback_id)
     select $1::uuid, d.text, f.id from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where d.text like $2 limit 1`,
    [topicId, `%${CANARY} cabinet%`],
  );
  // Pasted by a person, so nothing links it to the comment.
  const pasted = `please “send” another one, I wait since EASTER`;
  await database.query(`insert into verbatim.topic_example (topic_id, text) values ($1, $2)`, [
    topicId,
    pasted,
  ]);
  await database.query(
    `insert into verbatim.topic_text (model_id, hash, embedding)
     select $1, sha256(convert_to(text, 'UTF8')), $2 from verbatim.topic_example where feedback_id is not null`,
    [modelId, vector(9)],
  );
  await database.query(
    `insert into verbatim.topic_model (topic_id, model_id, definition, method, weights, bias, examples, counter_examples)
     values ($1, $2, 'x', 'head', $3, 0, 2, 0)`,
    [topicId, modelId, vector(8)],
  );
  await database.query(
    `insert into verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)
     select $1, document_id, model_id, ordinal, 0.9 from verbatim.segment`,
    [topicId],
  );
  await database.query(
    'insert into verbatim.topic_scored (document_id, model_id) select document_id, model_id from verbatim.analysis',
  );
  return topicId;
}

async function people(database: Database, modelId: number): Promise<void> {
  await database.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id, reason)
     select f.id, 'sentiment', 'negative', 'ann', 'page', f.document_id, 'as ' || $1 from verbatim.feedback f
      where f.external_id in ($2, 'o-3')`,
    [TEXTS[0], `${CANARY}-0`],
  );
  await database.query(
    `insert into verbatim.label_change (feedback_id, task, labeller, value, changed_from, former)
     select f.id, 'sentiment', 'ann', 'negative', 'page', jsonb_build_object('reason', $1::text) from verbatim.feedback f
      where f.external_id in ($2, 'o-3')`,
    [TEXTS[1], `${CANARY}-1`],
  );
  await database.query(
    `insert into verbatim.handled (feedback_id, note, handled_by)
     select f.id, 'refunded, as asked: ' || $1, 'ann' from verbatim.feedback f where f.external_id in ($2, 'o-3')`,
    [TEXTS[0], `${CANARY}-0`],
  );
  await database.query(
    `insert into verbatim.review_draw (kind, model_id, from_feedback, to_feedback, seed, population)
     values ('sample', $1, 1, 1000, 1, 40)`,
    [modelId],
  );
  await database.query(
    `insert into verbatim.review_item (draw_id, feedback_id, rank, stratum, stratum_size, inclusion, random, people)
     select d.id, f.id, row_number() over (order by f.id), 'shop · en', 40, 0.5, true, 1
       from verbatim.feedback f, verbatim.review_draw d`,
  );
  await database.query(
    `update verbatim.model set tuning = jsonb_build_object('heldOut',
       (select jsonb_agg(jsonb_build_array(f.id, 0, 0.1, 0.2, 0.7)) from verbatim.feedback f)) where id = $1`,
    [modelId],
  );
}

async function reports(database: Database, modelId: number): Promise<void> {
  const { rows } = await database.query<{ id: number; text: string }>(
    `select f.id, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where d.text like $1 or f.external_id = 'o-3'`,
    [`%${CANARY}%`],
  );
  for (const [i, quotes] of [rows, rows.filter(({ text }) => !text.includes(CANARY))].entries()) {
    const content = {
      summary: { quotes: quotes.map(({ id, text }) => ({ feedbackId: id, start: 0, end: 9, text })) },
      themes: i === 0 ? [] : [{ name: 'Lamp', keywords: ['lamp', `${CANARY.toLowerCase()} lamp`] }],
    };
    await storeDigest(database, {
      ...{ period: { name: 'all', first: null, last: null }, by: ['source'], modelId, runId: null },
      ...{ hash: `digest ${i}`, content: JSON.stringify(content) },
      quotes: quotes.map(({ id, text }) => ({ feedbackId: id, start: 0, end: [...text].length, text })),
    });
  }
  await database.query(
    `insert into verbatim.reported_day (day, source, attribute, value, model_id, feedback, analysed, negative, neutral,
       positive, mixed, toxic, score_sum, rated, rating_sum)
     values ('2026-03-01', 'shop', 'wish', $1, $2, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)`,
    [`A ${CANARY} discount would be nice, I think.`, modelId],
  );
}

async function audits(database: Database, modelId: number): Promise<void> {
  await database.query(`insert into verbatim.audit_policy (sha256, document) values ('x', '{}')`);
  await database.query(
    `insert into verbatim.audit (kinds, trigger, policy_id, model_id, input_sha256, seed, code_version, verdict, exit_code,
       started_at, notes)
     select '{observed}', 'manual', id, $1, 'x', 1, '0', 'fail', 1, now(), jsonb_build_array($2::text)
       from verbatim.audit_policy`,
    [modelId, TEXTS[0]],
  );
  await database.query(
    `insert into verbatim.audit_group (audit_id, attribute, group_key, rows) select id, 'wish', $1, 1 from verbatim.audit`,
    [`A ${CANARY} discount would be nice, I think.`],
  );
  await database.query(
    `insert into verbatim.audit_finding (model_id, fingerprint, first_audit_id, last_audit_id, audits_seen, state,
       severity, metric_ordinal, sentence)
     select $1, 'x', id, id, 1, 'new', 'fail', 0, 'Group "' || $2 || '" is worse' from verbatim.audit`,
    [modelId, `A ${CANARY} discount would be nice, I think.`],
  );
  await database.query(
    `insert into verbatim.audit_evidence (finding_id, rank, feedback_id, role, why)
     select a.id, row_number() over (order by f.id), f.id, 'example', 'low' from verbatim.audit_finding a, verbatim.feedback f`,
  );
  await database.query(
    `insert into verbatim.audit_pair (audit_id, ordinal, axis, feedback_id)
     select a.id, row_number() over (order by f.id), 'gender', f.id from verbatim.audit a, verbatim.feedback f`,
  );
  await database.query(
    `insert into verbatim.audit_baseline (model_id, column_name, kind, vectors, dimensions, rows)
     select $1, 'embedding', 'vectors', string_agg(embedding, ''::bytea order by document_id), $2, count(*)
       from verbatim.analysis`,
    [modelId, DIMENSIONS],
  );
}

/** Every cell of every table of a database as text; bytes also as hexadecimal. */
export async function databaseText(database: Database): Promise<string> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const parts: string[] = [];
  for (const { name } of rows) {
    const cells = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
    parts.push(...cells.rows.map(({ row }) => `${name} ${row}`));
  }
  return parts.join('\n');
}

/** What `pg_dump` writes; null where there is none for this server. */
export function dumpText(url: string): string | null {
  try {
    return execFileSync('pg_dump', [url], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}

/** Lines of a text that hold the canary, in letters or as hexadecimal. */
export const canaries = (text: string): string[] => {
  const hex = Buffer.from(CANARY).toString('hex');
  return text
    .split('\n')
    .filter((row) => row.toLowerCase().includes(CANARY.toLowerCase()) || row.includes(hex))
    .map((row) => row.slice(0, 200));
};
