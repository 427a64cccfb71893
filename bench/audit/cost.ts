import { policyOf } from '../../src/audit/policy.ts';
import { type CubeSet, refreshCube } from '../../src/db/audits/audit-cube.ts';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { listModels } from '../../src/db/results/models.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../../src/db/server/embedded-server.ts';
import type { AuditTrigger } from '../../src/domain/audit-record.ts';
import { migrateQueue } from '../../src/jobs/queue.ts';
import { auditHtml } from '../../src/reporting/audit/html.ts';
import { auditReport } from '../../src/reporting/audit/report.ts';
import { setBaseline } from '../../src/runs/audit/baseline.ts';
import { type AuditRun, runAudit } from '../../src/runs/audit/run.ts';
import { VERSION } from '../../src/version.ts';
import { median } from '../command.ts';
import type { Figure } from '../end-to-end.ts';

const ATTRIBUTES = ['region', 'product', 'channel', 'age_group', 'language', 'branch'];
const seconds = (value: number) => `${value.toFixed(2)} s`;

/** Audits `rows` analysed rows by six attributes, on an own embedded Postgres. */
export async function auditCost(home: string, rows: number): Promise<Figure[]> {
  const url = await startEmbeddedServer(home);
  const database = await openDatabase(url, { connections: 6, name: 'bench' });
  try {
    await migrate(database, migrateQueue);
    await fill(database, rows, 'first', `date '2025-01-01' + (g % 364)`);
    await database.query('vacuum analyze');
    const first = await timed(database);
    const repeats: number[] = [];
    for (let i = 0; i < 5; i++) repeats.push((await timed(database)).seconds);
    // One day of a year.
    const newRows = Math.round(rows / 365);
    await fill(database, newRows, 'new', `date '2025-12-31'`);
    const before = await tuplesRead(database);
    await refreshCube(database, ...(await cubeOf(database)));
    const read = (await tuplesRead(database)) - before;
    const next = await timed(database);
    const days = await timed(database, { from: '2025-12-01', to: '2026-01-01' });
    const release = await timed(database, { from: null, to: null }, 'release');
    const drift = await driftCost(database);
    // A full scan reads every feedback row and its analysis.
    const share = read / (2 * (rows + newRows));
    const metrics = first.run.record.metrics.length;
    return [
      [`rows, attributes, metrics of one audit`, `${rows}, ${ATTRIBUTES.length}, ${metrics}`, ''],
      ['first audit: one scan over all rows fills the cube', seconds(first.seconds), ''],
      ['audit from the cube, all days (median of 5)', seconds(median(repeats)), '≤ 5 s'],
      ['audit from the cube, last month', seconds(days.seconds), ''],
      ['audit of a release: scores one by one', seconds(release.seconds), ''],
      [`audit after one new day of ${newRows} rows`, seconds(next.seconds), ''],
      [
        'rows of all tables that Postgres read to add the new day, share of a full scan',
        `${read}, ${(100 * share).toFixed(2)}%`,
        '≤ 1%',
      ],
      ['size of the HTML report', `${Math.round(first.bytes / 1024)} KiB`, ''],
      ...drift,
    ];
  } finally {
    await database.end();
    await stopEmbeddedServer(home);
  }
}

/** A baseline of the first half of the year, and an audit of the second half that measures drift from it (D1, D2). */
async function driftCost(database: Database): Promise<Figure[]> {
  const model = (await listModels(database)).find(({ active }) => active)!;
  const attributes = ATTRIBUTES.map((name) => ({ name, from: name, cuts: null }));
  const middle = '2025-07-01';
  const scope = { modelId: model.id, window: { from: null, to: middle }, source: null };
  const before = performance.now();
  await setBaseline(database, scope, attributes, policyOf({}));
  const set = (performance.now() - before) / 1000;
  const { rows } = await database.query<{ all: number; groups: number; values: number }>(
    `select (sum(pg_column_size(b)))::integer as all,
            (sum(pg_column_size(b)) filter (where column_name ~ '^(score|class|confidence) by '))::integer as values,
            (select count(*)::integer from verbatim.audit_baseline g cross join lateral jsonb_object_keys(g.frozen_values)
              where g.column_name like 'score by %') as groups
       from verbatim.audit_baseline b`,
  );
  const { all, groups, values } = rows[0]!;
  const kib = (bytes: number) => `${Math.round(bytes / 1024)} KiB`;
  const checks = ['D1', 'D2'];
  const later = await timed(database, { from: middle, to: '2026-01-01' }, 'manual', checks);
  return [
    ['freezing a baseline of half of the rows', seconds(set), ''],
    [`its size; score, class and confidence of ${groups} groups in it`, `${kib(all)}; ${kib(values)}`, ''],
    [
      `drift of the other half from it, ${later.run.record.metrics.length} metrics`,
      seconds(later.seconds),
      '',
    ],
  ];
}

/** The sets that are filled, as an audit would ask for them again. */
async function cubeOf(database: Database): Promise<[number, CubeSet[]]> {
  const { rows } = await database.query<CubeSet & { model: number; definition: CubeSet }>(
    'select model_id as model, sha256, definition from verbatim.audit_cube_set order by id',
  );
  return [rows[0]!.model, rows.map(({ sha256, definition }) => ({ ...definition, sha256 }))];
}

/** Rows of feedback and results that Postgres has read since it began; connections report when they idle. */
async function tuplesRead(database: Database): Promise<number> {
  await new Promise((done) => setTimeout(done, 12_000));
  const { rows } = await database.query<{ read: number }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as read from pg_stat_user_tables
      where schemaname = 'verbatim' and relname in ('feedback', 'feedback_change', 'analysis', 'failure', 'document')`,
  );
  return rows[0]!.read;
}

async function timed(
  database: Database,
  window: { from: string | null; to: string | null } = { from: null, to: null },
  trigger: AuditTrigger = 'manual',
  checks?: readonly string[],
): Promise<{ run: AuditRun; seconds: number; bytes: number }> {
  const model = (await listModels(database)).find(({ active }) => active)!;
  const policy = policyOf({ attributes: ATTRIBUTES, ...(checks ? { checks } : {}) });
  const before = performance.now();
  const run = await runAudit(database, {
    ...{ policy, model, window, source: null, trigger, codeVersion: VERSION },
    now: new Date(),
  });
  const took = (performance.now() - before) / 1000;
  const bytes = Buffer.byteLength(auditHtml(await auditReport(database, run, model)));
  return { run, seconds: took, bytes };
}

/** Rows with results, made in Postgres: levels by remainders of a hash, outcomes nearly independent of them. */
async function fill(database: Database, rows: number, part: string, day: string): Promise<void> {
  await database.query(`
    insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, active)
    values ('bench', '1', repeat('b', 64), 'feedback', 'fp32', 256, '{}', true) on conflict do nothing`);
  const { rows: ids } = await database.query<{ model: number; import: number; run: number }>(
    `with i as (insert into verbatim.import (source, file_name, encoding, delimiter, mapping, status, read, accepted,
                                             rating_scale)
                values ('shop', $1, 'utf-8', ',', '{}', 'done', $2, $2,
                        '{"low": 1, "high": 5, "inverted": false, "nps": false, "by": "values"}') returning id),
          r as (insert into verbatim.run (trigger, model_id, status, documents, analysed)
                select 'bench', m.id, 'done', $2, $2 from verbatim.model m returning id, model_id)
     select r.model_id as model, i.id as import, r.id as run from i, r`,
    [part, rows],
  );
  const { model, import: importId, run } = ids[0]!;
  await database.query(
    `insert into verbatim.document (hash, text, characters)
     select sha256(convert_to($1 || g, 'UTF8')), $1 || g, 20 + g % 300 from generate_series(1, $2::int) g`,
    [part, rows],
  );
  // \`day\` is one of two expressions of this file.
  await database.query(
    `insert into verbatim.feedback (import_id, line, source, identity, fingerprint, document_id, occurred_at, rating,
       language, attributes)
     select $2, g, 'shop', md5($1 || g)::uuid, md5('f' || $1 || g)::uuid, d.id, (${day})::timestamp at time zone 'UTC',
            1 + h % 5, (array['en', 'de', 'fr', 'es'])[1 + (h >> 3) % 4],
            jsonb_build_object('region', 'region ' || (h >> 5) % 12, 'product', 'product ' || (h >> 7) % 60,
                               'channel', (array['web', 'app', 'shop'])[1 + (h >> 9) % 3],
                               'age_group', (array['18-24', '25-34', '35-44', '45-54', '55+'])[1 + (h >> 11) % 5],
                               'branch', 'branch ' || (h >> 13) % 200)
       from (select g, abs(hashint4(g)) as h from generate_series(1, $3::int) g) g
       join verbatim.document d on d.hash = sha256(convert_to($1 || g.g, 'UTF8'))`,
    [part, importId, rows],
  );
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, sentiment, negative, neutral, positive, score,
       confidence, emotions, emotion_probabilities, toxicity, tokens, windows, truncated)
     select document_id, $1, $2, case when s < -0.2 then 'negative' when s > 0.2 then 'positive' else 'neutral' end,
            greatest(0, -s), 1 - abs(s), greatest(0, s), s, 0.4 + 0.6 * u, emotions, '{}', u * u, 20, 1, u < 0.01
       from (select f.document_id, u,
                    greatest(-1, least(1, (rating - 3) / 2.5 + (u - 0.5))) as s,
                    case when u < 0.2 then array['joy'] when u < 0.3 then array['anger', 'annoyance'] else '{}' end
                      as emotions
               from (select document_id, rating, abs(hashint8(id)::float8) / 2147483648 as u
                       from verbatim.feedback where import_id = $3) f) f`,
    [model, run, importId],
  );
}
