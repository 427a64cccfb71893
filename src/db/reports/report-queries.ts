import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import { ACTIVE_MODEL, type CountSource, dayCounts } from '../rollups/count-sources.ts';
import type { imports } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** One cell of a report; times come as text. */
export type ReportCell = string | number | null;

export async function sourceHasFeedback(database: Queryable, source: string | null): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'select exists (select from verbatim.feedback where $1::text is null or source = $1) as found',
    [source],
  );
  return rows[0]!.found;
}

/** Whether any feedback of the source has the attribute. */
export async function hasAttribute(
  database: Queryable,
  source: string | null,
  name: string,
): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    `select exists (select from verbatim.feedback where attributes ? $2 and ($1::text is null or source = $1)) as found`,
    [source, name],
  );
  return rows[0]!.found;
}

/** Names of all attributes that any feedback of the source has. */
export async function attributeNames(database: Queryable, source: string | null): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select distinct jsonb_object_keys(attributes) as name from verbatim.feedback
      where $1::text is null or source = $1 order by name`,
    [source],
  );
  return rows.map((row) => row.name);
}

/** Counts for the notes below a report, of the active model. */
export interface NotedComments {
  /** Set aside for their language. */
  readonly unsupported: number;
  /** Judged in translation. */
  readonly translated: number;
  /** Without an answer ("N/A"). */
  readonly noAnswer: number;
  /** Of these, answers to a question that asks for faults or praise. */
  readonly faults: number;
  readonly praise: number;
}

/** @param source null: all */
export async function countNoted(
  database: Queryable,
  source: string | null,
  from: CountSource,
): Promise<NotedComments> {
  const [sums] = await queryNamed<Omit<NotedComments, 'faults' | 'praise'>>(
    database,
    `select coalesce(sum(unsupported), 0)::bigint as unsupported, coalesce(sum(translated), 0)::bigint as translated,
            coalesce(sum(no_answer), 0)::bigint as "noAnswer" from ${dayCounts(from)}`,
    { source, first_day: null, last_day: null },
  );
  if (sums!.noAnswer === 0) return { ...sums!, faults: 0, praise: 0 };
  const { rows } = await database.query<Pick<NotedComments, 'faults' | 'praise'>>(
    `select count(*) filter (where f.attributes ->> 'asks' = 'faults') as faults,
            count(*) filter (where f.attributes ->> 'asks' = 'praise') as praise
       from verbatim.failure x join verbatim.feedback f on f.document_id = x.document_id
      where x.model_id = ${ACTIVE_MODEL} and x.code = 'NO_ANSWER' and ($1::text is null or f.source = $1)`,
    [source],
  );
  return { ...sums!, ...rows[0]! };
}

/** Sources that have feedback; the first hundred by name. */
export async function feedbackSources(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<Row<typeof imports, 'source'>>(
    'select distinct source from verbatim.import order by source limit 100',
  );
  return rows.map(({ source }) => source);
}

/** Names of themes that are counted and shown. */
export async function themeNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select coalesce(t.user_name, t.name) as name from verbatim.theme t
      where not t.hidden and exists (select from verbatim.rollup_theme_day r where r.theme_id = t.id) order by t.id`,
  );
  return rows.map(({ name }) => name);
}

/** Whether a theme that is shown has this name or number. */
export async function rollupTheme(database: Queryable, theme: string): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    `select exists (select from verbatim.theme
                     where not hidden and (coalesce(user_name, name) = $1 or id::text = $1)) as found`,
    [theme],
  );
  return rows[0]!.found;
}

/** State of the roll-ups: until when, of which model, and how many comments have no date. */
export interface NightlyState {
  /** YYYY-MM-DD HH:MM, UTC; null before the first nightly run. */
  readonly asOf: string | null;
  /** Comments of the source without a time; 100,000 means at least so many. */
  readonly undated: number;
  readonly model: string | null;
  /** The model that was counted before; null: none. */
  readonly former: string | null;
  /** Day on which the present one became active. */
  readonly since: string | null;
}

export async function nightlyState(database: Queryable, source: string | null): Promise<NightlyState> {
  const { rows } = await database.query<NightlyState>(
    `select to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as "asOf",
            (select count(*) from (select from verbatim.feedback
              where occurred_at is null and ($1::text is null or source = $1) limit 100000) bounded) as undated,
            m.model_name || ' ' || m.model_version as model,
            m.former_name || ' ' || m.former_version as former,
            to_char(m.active_since at time zone 'UTC', 'YYYY-MM-DD') as since
       from (select max(as_of) as as_of from verbatim.run where status = 'done') f
       left join reporting.rollup_model m on m.counts = 'sentiment'`,
    [source],
  );
  return rows[0]!;
}
