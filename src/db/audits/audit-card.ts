import type { AuditStatus } from '../../domain/audit-record.ts';
import type { Queryable } from '../client.ts';

/** The latest audit of a kind, for the card of a model. */
export interface CardAudit {
  readonly id: number;
  readonly kinds: readonly string[];
  readonly verdict: AuditStatus;
  readonly rows: number;
  /** Days, YYYY-MM-DD; null: open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly policySha256: string;
  readonly codeVersion: string;
  readonly day: string;
  readonly notes: readonly string[];
  readonly counts: Readonly<Record<AuditStatus, number>>;
  /** Found and not resolved, the worst first. */
  readonly findings: readonly {
    readonly severity: string;
    readonly state: string;
    readonly sentence: string;
  }[];
  /** What could not be told. */
  readonly untold: readonly { readonly check: string; readonly reason: string; readonly metrics: number }[];
}

/** The latest audits of a model over all sources: one of swaps, one of feedback; those that there are. */
export async function cardAudits(database: Queryable, modelId: number): Promise<CardAudit[]> {
  const { rows } = await database.query<CardAudit>(
    `with latest as (
       select distinct on ('counterfactual' = any (a.kinds)) a.*
         from verbatim.audit a where a.model_id = $1 and a.source is null
        order by 'counterfactual' = any (a.kinds), a.id desc
     )
     select a.id, a.kinds, a.verdict, a.rows, to_char(a.window_from at time zone 'UTC', 'YYYY-MM-DD') as from,
            to_char(a.window_to at time zone 'UTC', 'YYYY-MM-DD') as to, p.sha256 as "policySha256",
            a.code_version as "codeVersion", to_char(a.started_at at time zone 'UTC', 'YYYY-MM-DD') as day, a.notes,
            (select jsonb_build_object('pass', count(*) filter (where status = 'pass'),
                                       'warn', count(*) filter (where status = 'warn'),
                                       'fail', count(*) filter (where status = 'fail'),
                                       'insufficient', count(*) filter (where status = 'insufficient'))
               from verbatim.audit_metric m where m.audit_id = a.id) as counts,
            coalesce((select jsonb_agg(jsonb_build_object('severity', f.severity, 'state', f.state,
                                                          'sentence', f.sentence) order by f.severity, f.id)
                        from verbatim.audit_finding f
                       where f.last_audit_id = a.id and f.state <> 'resolved'), '[]') as findings,
            coalesce((select jsonb_agg(to_jsonb(u) order by u."check", u.reason)
                        from (select check_id as "check", reason, count(*) as metrics
                                from verbatim.audit_metric m
                               where m.audit_id = a.id and status = 'insufficient' group by 1, 2) u), '[]') as untold
       from latest a join verbatim.audit_policy p on p.id = a.policy_id
      order by 'counterfactual' = any (a.kinds) desc`,
    [modelId],
  );
  return rows;
}
