import type { Database } from '../../src/db/client.ts';

/** What two runs need not have in common, and why. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'every id':
    'numbers are given anew by each attempt; rows name each other by content here (hash, identity, file name)',
  'every created_at, changed_at, closed_at': 'times',
  'analysis.run_id, failure.run_id': 'which run found it',
  'feedback.import_id, reject.import_id': 'which attempt at the file brought it; the file name is compared',
  'reject, closed as repeated': 'a file that is imported again rejects the same rows again',
  'import, run': 'a row for each attempt',
  'model.folder, checks, checked_at': 'where and when it was checked',
  'layout, installation, definition, worker, lease, mutex': 'of the machine, the database and its processes',
  'rollup_day, rollup_emotion_day, rollup_rating_day, rollup_disagreement, undated':
    'their day is when a row was stored',
  'theme, theme_segment, theme_quote, theme_edit, theme_clustering, theme_emergence, rollup_theme_day, rollup_theme_month, rollup_contribution_day, digest, digest_quote':
    'found from sentences in the order of their ids; the checks of the night hold them to the comments',
  'topic, topic_example, topic_space, topic_text, topic_model, topic_scored, sentence_topic, topic_change, rollup_topic_day, rollup_topic_month':
    'no topic is defined there',
  upload: 'a row for each attempt; what is not ended counts as stuck',
  'label_change, model_comparison, accuracy, review_draw, review_item':
    'nobody labels there; draws are by ids',
  'alert, alert_channel, alert_message, alert_rule': 'no rule of alerts is applied there',
  'origin, origin_file': 'nothing is pulled there; tests/integration/sources kills pulls',
  'handled, writer_use': 'nobody marks comments there, and no model writes',
  'access_log, erasure, erasure_part, former_source, kept_day, mask_pass, masked_value, original, privacy_key, source_rule, tombstone':
    'nobody is erased there and no source has rules; erasures have rounds of their own (erasure-rounds.ts)',
  'derived_attribute, label, audit_policy, audit, audit_group, audit_metric, audit_finding, audit_evidence, audit_waiver, audit_baseline, audit_template, audit_term, audit_pair, audit_pair_score, audit_cube_set, audit_cube, audit_cube_seen, audit_cube_touched, document_left, model_activation, reported_day, rollup_attribute, rollup_state, rollup_touched, run_step, api_key, night_schedule, translation, translator':
    'settings, and books that the steps of a night keep',
};

const NAMED = (alias: string) => `encode(${alias}.hash, 'hex')`;

/** Rows of each table as JSON without ids and times, sorted. */
const ROWS: Readonly<Record<string, string>> = {
  document: `select to_jsonb(t) - '{id,created_at}'::text[] as row from verbatim.document t`,
  document_words: `
    select jsonb_build_object('document', ${NAMED('d')}, 'words', t.words::text) as row
      from verbatim.document_words t join verbatim.document d on d.id = t.document_id`,
  feedback: `
    select to_jsonb(t) - '{id,import_id,document_id,created_at}'::text[]
           || jsonb_build_object('document', ${NAMED('d')}, 'file', i.file_name) as row
      from verbatim.feedback t join verbatim.import i on i.id = t.import_id
      left join verbatim.document d on d.id = t.document_id`,
  feedback_change: `
    select to_jsonb(t) - '{id,import_id,feedback_id,old_document_id,new_document_id,changed_at}'::text[]
           || jsonb_build_object('feedback', f.identity, 'old', ${NAMED('o')}, 'new', ${NAMED('n')}) as row
      from verbatim.feedback_change t join verbatim.feedback f on f.id = t.feedback_id
      left join verbatim.document o on o.id = t.old_document_id
      left join verbatim.document n on n.id = t.new_document_id`,
  reject: `
    select to_jsonb(t) - '{id,import_id,created_at,repeats,closed_by,closed_at}'::text[]
           || jsonb_build_object('file', i.file_name) as row
      from verbatim.reject t join verbatim.import i on i.id = t.import_id
     where t.closed_as is distinct from 'repeated'`,
  rollup_disagreement: `
    select to_jsonb(t) - '{feedback_id,model_id}'::text[]
           || jsonb_build_object('feedback', f.identity, 'model', m.hash) as row
      from verbatim.rollup_disagreement t join verbatim.feedback f on f.id = t.feedback_id
      join verbatim.model m on m.id = t.model_id where t.dated`,
  mapping: `select to_jsonb(t) - '{created_at,changed_at}'::text[] as row from verbatim.mapping t`,
  preset: `select to_jsonb(t) - '{created_at,changed_at}'::text[] as row from verbatim.preset t`,
  model: `
    select to_jsonb(t) - '{id,created_at,folder,checks,checked_at}'::text[] as row from verbatim.model t`,
  ...Object.fromEntries(
    ['rollup_day', 'rollup_emotion_day', 'rollup_rating_day'].map((table) => [
      table,
      `select to_jsonb(t) - 'model_id' || jsonb_build_object('model', m.hash) as row
         from verbatim.${table} t join verbatim.model m on m.id = t.model_id where t.dated`,
    ]),
  ),
  ...Object.fromEntries(
    ['analysis', 'segment', 'entity', 'failure', 'trial'].map((table) => [
      table,
      `select to_jsonb(t) - '{document_id,model_id,run_id,since_run,created_at,changed_at}'::text[]
              || jsonb_build_object('document', ${NAMED('d')}, 'model', m.hash) as row
         from verbatim.${table} t join verbatim.document d on d.id = t.document_id
         join verbatim.model m on m.id = t.model_id`,
    ]),
  ),
};

export type TableRows = Readonly<Record<string, readonly string[]>>;

export async function readRows(database: Database): Promise<TableRows> {
  const all: Record<string, string[]> = {};
  for (const [table, sql] of Object.entries(ROWS)) {
    const { rows } = await database.query<{ row: string }>(
      `select row::text from (${sql}) as rows order by 1`,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Count and a sum of hashes of the rows of each table: the same for the same rows, for tables too large to hold. */
export async function digestRows(database: Database): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {};
  for (const [table, sql] of Object.entries(ROWS)) {
    const { rows } = await database.query<{ digest: string }>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as digest
         from (${sql}) as rows`,
    );
    all[table] = rows[0]!.digest;
  }
  return all;
}

/** Tables of the schema that are neither compared nor excused above: somebody must decide about them. */
export async function unknownTables(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'verbatim' order by 1`,
  );
  const known = new Set(
    Object.keys(NOT_COMPARED)
      .flatMap((key) => key.split(', '))
      .concat(Object.keys(ROWS)),
  );
  return rows.map(({ name }) => name).filter((name) => !known.has(name));
}

export interface Difference {
  /** Rows of the undisturbed run that are not there. */
  lost: number;
  /** Rows that are there more often than in the undisturbed run. */
  doubled: number;
  /** Rows that the undisturbed run does not have at all. */
  foreign: number;
  examples: string[];
}

export function compareRows(expected: TableRows, actual: TableRows): Difference {
  const difference: Difference = { lost: 0, doubled: 0, foreign: 0, examples: [] };
  for (const table of Object.keys(expected)) {
    const wanted = counted(expected[table]!);
    const found = counted(actual[table] ?? []);
    const note = (kind: string, row: string) => {
      if (difference.examples.length < 6) difference.examples.push(`${kind} ${table}: ${row.slice(0, 400)}`);
    };
    for (const [row, n] of wanted) {
      const missing = n - (found.get(row) ?? 0);
      if (missing <= 0) continue;
      difference.lost += missing;
      note('lost', row);
    }
    for (const [row, n] of found) {
      const extra = n - (wanted.get(row) ?? 0);
      if (extra <= 0) continue;
      if (wanted.has(row)) difference.doubled += extra;
      else difference.foreign += extra;
      note(wanted.has(row) ? 'doubled' : 'foreign', row);
    }
  }
  return difference;
}

function counted(rows: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}
