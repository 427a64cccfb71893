import { AUTHOR_PATTERN } from '../../privacy/keyring.ts';
import type { MaskingRules } from '../../privacy/rules.ts';
import type { Queryable } from '../client.ts';
import { listSources } from '../imports/sources.ts';
import { appliedAt } from '../migrations/journal.ts';
import type { erasure } from '../schema/privacy.ts';
import type { Row } from '../schema/verbatim.ts';
import { storedKeys } from './keys.ts';
import type { MaskCounts } from './mask-pass.ts';
import { readRules } from './rules.ts';

/** Imports have masked since this migration. */
const MASKING_SINCE = '0010_privacy';
const ERASURES = 5;

export interface SourcePrivacy {
  readonly source: string;
  readonly rules: MaskingRules;
  readonly comments: number;
  /** Identifiers that imports and `privacy mask` masked, by kind. */
  readonly masked: MaskCounts;
  /** Comments whose author is stored as given. */
  readonly givenAuthors: number;
  /** Comments that were stored before the present rules, and not masked by them since. */
  readonly before: number;
}

export interface Privacy {
  readonly sources: readonly SourcePrivacy[];
  /** Names that workers masked or flagged, by kind. */
  readonly names: MaskCounts;
  /** Keys that the database knows; `readyAt` null: a rotation runs, or was interrupted. */
  readonly keys: readonly {
    readonly ordinal: number;
    readonly createdAt: Date;
    readonly readyAt: Date | null;
  }[];
  readonly originals: number;
  readonly tombstones: MaskCounts;
  /** The latest. */
  readonly erasures: readonly Row<
    typeof erasure,
    | 'id'
    | 'selectedBy'
    | 'source'
    | 'reason'
    | 'status'
    | 'feedback'
    | 'documents'
    | 'startedAt'
    | 'finishedAt'
  >[];
  readonly accesses: number;
}

/** What is masked, what is not, and what is kept of persons; counts alone. */
export async function readPrivacy(database: Queryable): Promise<Privacy> {
  const since = await appliedAt(database, MASKING_SINCE);
  const sources: SourcePrivacy[] = [];
  for (const { source } of await listSources(database))
    sources.push(await sourcePrivacy(database, source, since));
  const keys = await storedKeys(database);
  const { rows } = await database.query<Omit<Privacy, 'sources' | 'keys'>>(
    `select (select count(*) from verbatim.original) as originals,
            (select count(*) from verbatim.access_log) as accesses,
            ${summed(`select masked from verbatim.run where masked <> '{}'`)} as names,
            (select coalesce(jsonb_object_agg(kind, n), '{}')
               from (select kind, count(*) as n from verbatim.tombstone group by kind) t) as tombstones,
            (select coalesce(jsonb_agg(e), '[]') from (
               select id, selected_by as "selectedBy", source, reason, status, feedback, documents,
                      started_at as "startedAt", finished_at as "finishedAt"
                 from verbatim.erasure order by id desc limit ${ERASURES}) e) as erasures`,
  );
  return {
    ...{ sources, ...rows[0]! },
    keys: keys.map(({ createdAt, readyAt }, at) => ({ ordinal: at + 1, createdAt, readyAt })),
  };
}

/** SQL of one object with the sums of those of a query. */
const summed = (query: string): string => `(
  select coalesce(jsonb_object_agg(kind, n), '{}')
    from (select key as kind, sum(value::bigint) as n from (${query}) q cross join jsonb_each_text(q.masked) group by 1) s)`;

async function sourcePrivacy(
  database: Queryable,
  source: string,
  since: Date | null,
): Promise<SourcePrivacy> {
  const { rows } = await database.query<Omit<SourcePrivacy, 'source' | 'rules'>>(
    `with rules as (
       select greatest($2::timestamptz, max(changed_at)) as since from verbatim.source_rule where source in ($1, '*')
     )
     select count(*) as comments,
            count(*) filter (where f.author !~ '${AUTHOR_PATTERN}') as "givenAuthors",
            count(*) filter (where f.created_at < rules.since and not exists (
              select from verbatim.mask_pass p
               where p.source = $1 and p.finished_at is not null and p.started_at >= rules.since)) as before,
            ${summed(
              `select masked from verbatim.import where source = $1 and masked <> '{}' and undone_at is null
                union all select masked from verbatim.mask_pass where source = $1`,
            )} as masked
       from rules left join verbatim.feedback f on f.source = $1 group by rules.since`,
    [source, since],
  );
  const rules = await readRules(database, source);
  const { before, ...counts } = rows[0]!;
  const masks = rules.identifiers || [rules.patterns, rules.columns].some((it) => Object.keys(it).length > 0);
  return { source, rules, ...counts, before: masks ? before : 0 };
}
