import { type Database, inTransaction } from '../client.ts';
import { byPerson } from '../review/label-conditions.ts';
import type { digest } from '../schema/reports.ts';
import type { Row } from '../schema/verbatim.ts';
import type { UndoTarget } from './undo.ts';

/** A digest that goes, because it quotes what goes. */
export interface QuotingDigest {
  readonly id: number;
  readonly period: string;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly delivered: boolean;
}

/** The effect of undoing an import; numbers of rows unless noted. */
export interface UndoPlan {
  /** Comments that go. */
  readonly feedback: number;
  /** Of them changed by later imports, whose changes go as well. */
  readonly changedLater: number;
  /** Comments of other imports that get the values back that this import changed. */
  readonly restored: number;
  /** Those that stay as they are, because a later import has changed them again. */
  readonly notRestored: number;
  /** Texts that no comment refers to any more. */
  readonly documents: number;
  readonly analyses: number;
  /** Documents that were set aside. */
  readonly failures: number;
  /** By people. */
  readonly labels: number;
  readonly rejects: number;
  /** Comments that recorded audits name as evidence or used for pairs. */
  readonly auditEvidence: number;
  readonly digests: readonly QuotingDigest[];
  /** Digests made since the import began whose figures count its comments: they stay as they were made. */
  readonly digestsCounting: readonly number[];
  /** Later imports of the source that took rows as known: rows that only this import had are gone from them too. */
  readonly laterImports: readonly number[];
}

const PLAN = [
  `create temporary table undo_own on commit drop as
     select id, document_id, occurred_at from verbatim.feedback where false`,
  `create temporary table undo_dropped (id bigint, feedback_id bigint, old_document_id bigint,
     new_document_id bigint, own boolean) on commit drop`,
  `create temporary table undo_gone (document_id bigint) on commit drop`,
];

/** Counts what taking an import back would do; writes nothing but temporary tables. */
export function planUndo(database: Database, target: UndoTarget): Promise<UndoPlan> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read');
    for (const statement of PLAN) await connection.query(statement);
    const { imports } = target;
    await connection.query(
      `insert into undo_own select id, document_id, occurred_at from verbatim.feedback
        where import_id = any($1::bigint[])`,
      [imports],
    );
    await connection.query('create index on undo_own (id); analyze undo_own');
    // Changes that go: those of rows that go, and those that are undone.
    await connection.query(
      `insert into undo_dropped
       select c.id, c.feedback_id, c.old_document_id, c.new_document_id, false
         from verbatim.feedback_change c join undo_own o on o.id = c.feedback_id
        union all
       select c.id, c.feedback_id, c.old_document_id, c.new_document_id, true
         from verbatim.feedback_change c
        where c.import_id = any($1::bigint[]) and not exists (select from undo_own o where o.id = c.feedback_id)
          and not exists (select from verbatim.feedback_change later
                           where later.feedback_id = c.feedback_id and later.id > c.id
                             and later.import_id <> all($1::bigint[]))`,
      [imports],
    );
    await connection.query(
      'create index on undo_dropped (id); create index on undo_dropped (feedback_id); analyze undo_dropped',
    );
    await connection.query(
      `with back as (
         select distinct on (feedback_id) feedback_id, old_document_id from undo_dropped where own
          order by feedback_id, id
       ), candidate as (
         select document_id from undo_own
          union
         select unnest(array[old_document_id, new_document_id]) from undo_dropped
       )
       insert into undo_gone
       select c.document_id from candidate c
        where c.document_id is not null
          and not exists (select from verbatim.feedback f
                           where f.document_id = c.document_id and f.import_id <> all($1::bigint[])
                             and not exists (select from back b where b.feedback_id = f.id))
          and not exists (select from back b where b.old_document_id = c.document_id)
          and not exists (select from verbatim.feedback_change h
                           where h.old_document_id = c.document_id
                             and not exists (select from undo_dropped x where x.id = h.id))
          and not exists (select from verbatim.feedback_change h
                           where h.new_document_id = c.document_id
                             and not exists (select from undo_dropped x where x.id = h.id))`,
      [imports],
    );
    await connection.query('analyze undo_gone');
    const counts = await connection.query<Omit<UndoPlan, 'digests' | 'digestsCounting'>>(
      `select (select count(*) from undo_own) as feedback,
              (select count(distinct feedback_id) from undo_dropped where not own) as "changedLater",
              (select count(distinct feedback_id) from undo_dropped where own) as restored,
              (select count(distinct c.feedback_id) from verbatim.feedback_change c
                where c.import_id = any($1::bigint[])
                  and not exists (select from undo_dropped d where d.id = c.id)) as "notRestored",
              (select count(*) from undo_gone) as documents,
              (select count(*) from verbatim.analysis join undo_gone using (document_id)) as analyses,
              (select count(*) from verbatim.failure join undo_gone using (document_id)) as failures,
              (select count(*) from verbatim.label l join undo_own o on o.id = l.feedback_id
                where ${byPerson('l')}) as labels,
              (select count(*) from verbatim.reject where import_id = any($1::bigint[])) as rejects,
              (select count(*) from verbatim.audit_evidence e join undo_own o on o.id = e.feedback_id)
                + (select count(*) from verbatim.audit_pair p join undo_own o on o.id = p.feedback_id)
                as "auditEvidence",
              array(select id::float8 from verbatim.import
                     where source = $2 and id > all($1::bigint[]) and duplicates > 0 and status <> 'undone'
                     order by id) as "laterImports"`,
      [imports, target.source],
    );
    const digests = await connection.query<QuotingDigest>(
      `select d.id, d.period, d.first_day::text as "firstDay", d.last_day::text as "lastDay",
              d.delivered_at is not null as delivered
         from verbatim.digest d
        where exists (
          select from verbatim.digest_quote q
           where q.digest_id = d.id
             and (exists (select from undo_own o where o.id = q.feedback_id)
                  or exists (select from undo_gone g where g.document_id = q.document_id)
                  or exists (select from undo_dropped c
                              where c.own and c.feedback_id = q.feedback_id and c.new_document_id = q.document_id)))
        order by d.id`,
    );
    const counting = await connection.query<Row<typeof digest, 'id'>>(
      `select d.id from verbatim.digest d,
              (select (min(occurred_at) at time zone 'UTC')::date as first,
                      (max(occurred_at) at time zone 'UTC')::date as last from undo_own) days
        where d.created_at >= $1 and d.id <> all($2::bigint[])
          and (d.first_day is null or d.first_day <= days.last) and (d.last_day is null or d.last_day >= days.first)
        order by d.id`,
      [target.startedAt, digests.rows.map(({ id }) => id)],
    );
    return {
      ...counts.rows[0]!,
      digests: digests.rows,
      digestsCounting: counting.rows.map(({ id }) => id),
    };
  });
}
