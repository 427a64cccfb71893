import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';
import { analyseAgain, textsToLookAt } from '../privacy/shared-texts.ts';
import { renameKeptDays } from '../rollups/kept-days.ts';
import { CUBE_TABLES } from '../rollups/rollup-counts.ts';
import type { imports } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import { deleteFeedback } from './undo-rows.ts';

export interface SourceRow {
  readonly source: string;
  /** Comments. */
  readonly feedback: number;
  /** Of dated comments, UTC; null: there is none. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly imports: number;
  readonly lastImport: Date | null;
}

/** Sources that have comments, were imported or are pulled, by name. */
export async function listSources(database: Queryable): Promise<SourceRow[]> {
  const { rows } = await database.query<SourceRow>(
    `select source, coalesce(f.n, 0) as feedback, f.first::text as "firstDay", f.last::text as "lastDay",
            coalesce(i.n, 0) as imports, i.last as "lastImport"
       from (select source, count(*) as n, (min(occurred_at) at time zone 'UTC')::date as first,
                    (max(occurred_at) at time zone 'UTC')::date as last from verbatim.feedback group by source) f
       full join (select source, count(*) as n, max(started_at) as last from verbatim.import group by source) i
            using (source)
       full join (select source from verbatim.origin) o using (source)
      order by source`,
  );
  return rows;
}

/** What putting one source into another does, in comments of the first. */
export interface MergedSource {
  readonly feedback: number;
  /** Of them with the id or the row, and the content, of a comment that the other has: deleted. */
  readonly duplicates: number;
  /** Of them with an id under which the other has another comment. */
  readonly clashes: number;
  /** Labels by people on comments that are deleted: moved to the equal comment, where it has none by that person. */
  readonly labels: number;
}

/**
 * Gives a source another name, in one transaction; how many comments it has.
 * @throws VerbatimError SOURCE_UNKNOWN, SOURCE_EXISTS, IMPORT_RUNNING, SOURCE_UNDOING
 */
export function renameSource(
  database: Database,
  from: string,
  to: string,
  dryRun: boolean,
): Promise<{ readonly feedback: number }> {
  return inTransaction(database, async (connection) => {
    await holdSources(connection, [from, to], dryRun);
    await assertSource(connection, from);
    if (await isSource(connection, to)) throw new VerbatimError('SOURCE_EXISTS', { source: to });
    const feedback = await countFeedback(connection, from);
    if (dryRun) return { feedback };
    await moveRows(connection, from, to);
    // An audit is of the source, whatever it is called: its history and baselines go on under the new name.
    // So do rules and numbers of masks: without them comments that are masked would be imported in clear text.
    for (const table of [
      ...['audit', 'audit_finding', 'audit_baseline', 'reported_day'],
      ...['source_rule', 'masked_value', 'mask_pass', 'origin'],
    ]) {
      await connection.query(`delete from verbatim.${table} where source = $1`, [to]);
      await connection.query(`update verbatim.${table} set source = $2 where source = $1`, [from, to]);
    }
    await renameKeptDays(connection, Object.values(CUBE_TABLES).flat(), from, to);
    return { feedback };
  });
}

/**
 * Puts the comments of one source into another, in one transaction. Audits and findings keep the name that they were
 * made under; the frozen baseline of the first source goes.
 * @param dropClashes deletes comments whose id the other source uses for another comment
 * @throws VerbatimError SOURCE_UNKNOWN, SOURCE_CLASH, SOURCE_ORIGINS, IMPORT_RUNNING, SOURCE_UNDOING
 */
export function mergeSource(
  database: Database,
  from: string,
  into: string,
  options: { readonly dryRun: boolean; readonly dropClashes: boolean },
): Promise<MergedSource> {
  return inTransaction(database, async (connection) => {
    await holdSources(connection, [from, into], options.dryRun);
    await assertSource(connection, from);
    await assertSource(connection, into);
    await assertOneOrigin(connection, from, into);
    await connection.query(
      'create temporary table merged_pair (id bigint primary key, into_id bigint, same boolean) on commit drop',
    );
    await connection.query(
      `insert into merged_pair
       select f.id, t.id, (f.document_id, f.occurred_at, f.rating, f.language, f.author, f.attributes)
                          is not distinct from
                          (t.document_id, t.occurred_at, t.rating, t.language, t.author, t.attributes)
         from verbatim.feedback f join verbatim.feedback t on t.source = $2 and t.identity = f.identity
        where f.source = $1`,
      [from, into],
    );
    const { rows } = await connection.query<Omit<MergedSource, 'feedback'>>(
      `select count(*) filter (where same) as duplicates, count(*) filter (where not same) as clashes,
              (select count(*) from verbatim.label l join merged_pair p on p.id = l.feedback_id) as labels
         from merged_pair`,
    );
    const merged = { feedback: await countFeedback(connection, from), ...rows[0]! };
    if (options.dryRun) return merged;
    if (merged.clashes > 0 && !options.dropClashes) {
      throw new VerbatimError('SOURCE_CLASH', { clashes: merged.clashes, from, into });
    }
    await connection.query(
      `update verbatim.label l set feedback_id = p.into_id from merged_pair p
        where l.feedback_id = p.id and p.same
          and not exists (select from verbatim.label o
                           where o.feedback_id = p.into_id and o.task = l.task and o.labeller = l.labeller
                             and o.start_offset is not distinct from l.start_offset)`,
    );
    await connection.query(
      `update verbatim.label_change c set feedback_id = p.into_id from merged_pair p
        where c.feedback_id = p.id and p.same`,
    );
    await connection.query(
      `update verbatim.review_item i set feedback_id = p.into_id from merged_pair p
        where i.feedback_id = p.id and p.same
          and not exists (select from verbatim.review_item o where o.feedback_id = p.into_id and o.draw_id = i.draw_id)`,
    );
    await connection.query(
      `delete from verbatim.reported_day d
        where d.source = $1
           or d.source = $2 and d.day in (select (occurred_at at time zone 'UTC')::date from verbatim.feedback
                                           where source = $1 and occurred_at is not null)`,
      [from, into],
    );
    if (merged.duplicates + merged.clashes > 0) {
      await deleteFeedback(connection, 'from verbatim.feedback where id in (select id from merged_pair)', []);
    }
    await connection.query('delete from verbatim.audit_baseline where source = $1', [from]);
    await connection.query('update verbatim.origin set source = $2 where source = $1', [from, into]);
    const unmasked = await textsToLookAt(connection, from, into);
    await moveRows(connection, from, into);
    await analyseAgain(connection, unmasked);
    return merged;
  });
}

async function moveRows(connection: Connection, from: string, to: string): Promise<void> {
  await connection.query('update verbatim.feedback set source = $2 where source = $1', [from, to]);
  await connection.query('update verbatim.import set source = $2 where source = $1', [from, to]);
  // Ids that were erased are known by the name of their source.
  await connection.query(
    `insert into verbatim.former_source (source, name)
     select $2::text, $1::text union select $2::text, name from verbatim.former_source where source = $1
         on conflict do nothing`,
    [from, to],
  );
  await connection.query('delete from verbatim.former_source where source = $1 or name = source', [from]);
}

/** Until the transaction ends no import begins; none of these sources has a running import or undo. */
async function holdSources(
  connection: Connection,
  sources: readonly string[],
  dryRun: boolean,
): Promise<void> {
  if (!dryRun) await connection.query('lock table verbatim.import in share row exclusive mode');
  const { rows } = await connection.query<Row<typeof imports, 'id' | 'source' | 'status'>>(
    `select id, source, status from verbatim.import
      where source = any($1::text[]) and status in ('running', 'undoing') order by id limit 1`,
    [sources],
  );
  const [busy] = rows;
  if (busy?.status === 'undoing') throw new VerbatimError('SOURCE_UNDOING', { source: busy.source });
  if (busy) throw new VerbatimError('IMPORT_RUNNING', { id: busy.id, source: busy.source });
}

async function isSource(connection: Connection, source: string): Promise<boolean> {
  const { rows } = await connection.query<{ found: boolean }>(
    `select exists (select from verbatim.import where source = $1)
            or exists (select from verbatim.feedback where source = $1)
            or exists (select from verbatim.origin where source = $1) as found`,
    [source],
  );
  return rows[0]!.found;
}

async function assertSource(connection: Connection, source: string): Promise<void> {
  if (await isSource(connection, source)) return;
  const { rows } = await connection.query<Row<typeof imports, 'source'>>(
    'select distinct source from verbatim.import order by source limit 20',
  );
  throw new VerbatimError('SOURCE_UNKNOWN', {
    source,
    known: rows.map((row) => row.source).join(', ') || 'none',
  });
}

/** The merged source can be pulled from one place. @throws VerbatimError SOURCE_ORIGINS */
async function assertOneOrigin(connection: Connection, from: string, into: string): Promise<void> {
  const { rows } = await connection.query('select from verbatim.origin where source = any($1::text[])', [
    [from, into],
  ]);
  if (rows.length > 1) throw new VerbatimError('SOURCE_ORIGINS', { from, into });
}

async function countFeedback(connection: Connection, source: string): Promise<number> {
  const { rows } = await connection.query<{ n: number }>(
    'select count(*) as n from verbatim.feedback where source = $1',
    [source],
  );
  return rows[0]!.n;
}
