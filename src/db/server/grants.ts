import { type Database, inTransaction, type Queryable } from '../client.ts';

const READER = 'verbatim_reader';
const ANALYST = 'verbatim_analyst';
const ROLES = [READER, ANALYST] as const;

/** Views of counts, which hide small cells from the reader. The analyst has every view. */
const READER_VIEWS = [
  ...['sentiment_daily', 'sentiment_weekly', 'sentiment_monthly', 'sentiment_as_reported'],
  ...['attribute_daily', 'attribute_monthly', 'attribute_as_reported', 'theme_daily', 'theme_weekly'],
  ...['theme_monthly', 'theme_attribute_monthly', 'emerging_theme', 'rollup_model', 'import'],
  ...['reject_reason', 'model', 'model_change', 'run_history', 'night', 'freshness', 'v_audit_latest'],
  ...['v_audit_gap', 'v_audit_insufficient', 'v_audit_finding_open', 'v_audit_trend', 'v_audit_swap'],
  ...['v_audit_drift_day', 'v_audit_gate', 'v_audit_pair'],
];

/** Functions that store large objects, or read the server's files into them, and XML functions of an old libxml. */
const KEPT_FROM_PUBLIC = `p.pronamespace = 'pg_catalog'::regnamespace
  and (p.proname ~ '^(lo_|lowrite$|loread$)' or p.proname in ('xpath', 'xpath_exists', 'xml_is_well_formed',
       'xml_is_well_formed_document', 'xml_is_well_formed_content', 'xmlexists', 'query_to_xml', 'table_to_xml',
       'schema_to_xml', 'database_to_xml', 'cursor_to_xml'))`;

interface Grant {
  readonly sql: string;
  /** SQL condition: it is in effect. */
  readonly done: string;
}

const owned = (database: string): Grant[] => [
  {
    sql: `GRANT USAGE ON SCHEMA reporting TO ${READER}, ${ANALYST};`,
    done: `has_schema_privilege('${READER}', 'reporting', 'usage') and has_schema_privilege('${ANALYST}', 'reporting', 'usage')`,
  },
  {
    sql: `GRANT SELECT ON ${READER_VIEWS.map((view) => `reporting.${view}`).join(', ')} TO ${READER};`,
    done: READER_VIEWS.map((view) => `has_table_privilege('${READER}', 'reporting.${view}', 'select')`).join(
      ' and ',
    ),
  },
  {
    sql: `GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ${ANALYST};`,
    done: `not exists (select from pg_class c where c.relnamespace = 'reporting'::regnamespace and c.relkind in ('r', 'v', 'm')
             and not has_table_privilege('${ANALYST}', c.oid, 'select'))`,
  },
  // A dump without privileges gives these back to everyone.
  ...['reporting.score_contributions(date, date, text)', 'verbatim.report_anew(date, date, text)'].map(
    (name) => ({
      sql: `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;`,
      done: `not has_function_privilege('public', '${name}', 'execute')`,
    }),
  ),
  {
    sql: `GRANT EXECUTE ON FUNCTION reporting.score_contributions(date, date, text) TO ${ANALYST};`,
    done: `has_function_privilege('${ANALYST}', 'reporting.score_contributions(date, date, text)', 'execute')`,
  },
  {
    sql: `GRANT TEMPORARY ON DATABASE ${database} TO CURRENT_USER; REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC;`,
    done: `not has_database_privilege('${READER}', current_database(), 'temporary') and not has_database_privilege('${ANALYST}', current_database(), 'temporary')`,
  },
  {
    sql: `DO $$ DECLARE own regprocedure; BEGIN
  FOR own IN SELECT p.oid FROM pg_proc p WHERE ${KEPT_FROM_PUBLIC} LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', own);
  END LOOP;
END $$;`,
    done: `not exists (select from pg_proc p where ${KEPT_FROM_PUBLIC} and has_function_privilege('public', p.oid, 'execute'))`,
  },
];

/** What roles and grants a database lacks, as SQL for an administrator; empty when nothing. */
export async function missingGrants(database: Queryable): Promise<string[]> {
  const roles = await missingRoles(database);
  const grants = owned(await quotedName(database));
  if (roles.length > 0) return [...roles.map(createRole), ...grants.map(({ sql }) => sql)];
  const conditions = grants.map(({ done }) => `(${done})`).join(', ');
  const { rows } = await database.query<{ done: boolean[] }>(`select array[${conditions}] as done`);
  return grants.filter((_, at) => !rows[0]!.done[at]).map(({ sql }) => sql);
}

/** Everything that {@link applyGrants} would do on a database that has nothing of it; may be run again. */
export async function allGrants(database: Queryable): Promise<string[]> {
  const roles = ROLES.map(
    (role) => `DO $$ BEGIN ${createRole(role)} EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
  );
  return [...roles, ...owned(await quotedName(database)).map(({ sql }) => sql)];
}

/**
 * Makes the roles and grants that are missing, as far as this login may; may be run again at any time.
 * @returns how many were made, and what is left for an administrator, as SQL
 */
export async function applyGrants(database: Database): Promise<{ applied: number; left: string[] }> {
  for (const role of await missingRoles(database)) await attempt(database, createRole(role));
  const before = await missingGrants(database);
  if ((await missingRoles(database)).length > 0) return { applied: 0, left: before };
  for (const sql of before) await attempt(database, sql);
  const left = await missingGrants(database);
  return { applied: before.length - left.length, left };
}

const createRole = (role: string) => `CREATE ROLE ${role} NOLOGIN;`;

// 42501: insufficient privilege. Others: another process makes the same role or grant at this moment.
const REFUSED = new Set(['42501', '42710', '23505', 'XX000']);

/** What is refused is seen by looking again: a REVOKE without the right is only a warning. */
async function attempt(database: Database, sql: string): Promise<void> {
  await inTransaction(database, (connection) => connection.query(sql)).catch((error: { code?: string }) => {
    if (!REFUSED.has(error.code ?? '')) throw error;
  });
}

async function missingRoles(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ role: string }>(
    'select role from unnest($1::text[]) as role where to_regrole(role) is null',
    [ROLES],
  );
  return rows.map(({ role }) => role);
}

async function quotedName(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ name: string }>('select quote_ident(current_database()) as name');
  return rows[0]!.name;
}
