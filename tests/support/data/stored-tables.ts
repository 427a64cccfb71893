import { type CubeSet, refreshCube } from '../../../src/db/audits/audit-cube.ts';
import type { Database } from '../../../src/db/client.ts';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { addResults, addThemes } from './rollup-rows.ts';

/** Tables that say what is stored and counted: not who imported or ran, nor what is yet to be counted. */
const TABLES = [
  ...['feedback', 'document', 'feedback_change', 'reject', 'analysis', 'failure', 'translation', 'segment'],
  ...['entity', 'theme_segment', 'label', 'reported_day', 'rollup_day', 'rollup_emotion_day'],
  ...['rollup_rating_day', 'rollup_disagreement', 'rollup_theme_day', 'rollup_theme_month'],
  ...['rollup_topic_day', 'rollup_topic_month'],
  ...['rollup_contribution_day', 'audit_cube', 'digest', 'digest_quote'],
];
/** Views of imports and runs themselves, which tell of all of them. */
const OF_WORK = new Set(['import', 'run_history', 'freshness']);

/** What is stored, and what every view of `reporting` shows: name → rows as JSON, sorted. */
export async function storedTables(database: Database): Promise<Record<string, string[]>> {
  const { rows: views } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.views where table_schema = 'reporting' order by 1`,
  );
  const names = [
    ...TABLES.map((name) => `verbatim.${name}`),
    ...views.filter(({ name }) => !OF_WORK.has(name)).map(({ name }) => `reporting.${name}`),
  ];
  const stored: Record<string, string[]> = {};
  for (const name of names) {
    const { rows } = await database.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t order by 1`,
    );
    stored[name] = rows.map(({ row }) => row);
  }
  return stored;
}

const CUBE: CubeSet[] = [
  {
    sha256: 'shop',
    attributes: [{ name: 'shop', from: 'shop', cuts: null }],
    outcomes: { toxicity: 0.5, lowConfidence: 0.5, low: 2, high: 4 },
  },
];

/** Judges what is missing without inference, and counts everything: roll-ups and the cube of audits. */
export async function countAll(database: Database, modelId: number): Promise<void> {
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await database.query(
    `update verbatim.run r set analysed = (select count(*) from verbatim.analysis a where a.run_id = r.id)`,
  );
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  await refreshCube(database, modelId, CUBE);
}
