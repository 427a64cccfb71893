import { type Database, inTransaction, type Queryable } from '../client.ts';
import { knownDefinitions, ROLES } from '../migrations/files.ts';

/** The last may read originals, through a function that logs each reading, and nothing else. */
const [READER, ANALYST] = ROLES;

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

const names = (sql: readonly string[], pattern: RegExp) =>
  sql.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!));

/** What the files of views and functions grant and take: counts are for reader and analyst, single comments for the analyst. */
function declared() {
  const definitions = knownDefinitions();
  const grants = definitions.flatMap((it) => it.grants);
  return {
    readerViews: names(grants, /^GRANT SELECT ON (\S+) TO .*\bverbatim_reader\b/g),
    functions: ROLES.flatMap((role) =>
      names(grants, new RegExp(`^GRANT EXECUTE ON FUNCTION (.+) TO ${role};`, 'g')).map((name) => ({
        role,
        name,
      })),
    ),
    closedFunctions: names(
      definitions.map((it) => it.sql),
      /^REVOKE ALL ON FUNCTION (.+) FROM PUBLIC;/gm,
    ),
  };
}

const owned = (database: string, { readerViews, functions, closedFunctions } = declared()): Grant[] => [
  {
    sql: `GRANT USAGE ON SCHEMA reporting TO ${ROLES.join(', ')};`,
    done: ROLES.map((role) => `has_schema_privilege('${role}', 'reporting', 'usage')`).join(' and '),
  },
  {
    sql: `GRANT SELECT ON ${readerViews.join(', ')} TO ${READER};`,
    done: readerViews.map((view) => `has_table_privilege('${READER}', '${view}', 'select')`).join(' and '),
  },
  {
    sql: `GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ${ANALYST};`,
    done: `not exists (select from pg_class c where c.relnamespace = 'reporting'::regnamespace and c.relkind in ('r', 'v', 'm')
             and not has_table_privilege('${ANALYST}', c.oid, 'select'))`,
  },
  // A dump without privileges gives these back to everyone.
  ...closedFunctions.map((name) => ({
    sql: `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;`,
    done: `not has_function_privilege('public', '${name}', 'execute')`,
  })),
  ...functions.map(({ role, name }) => ({
    sql: `GRANT EXECUTE ON FUNCTION ${name} TO ${role};`,
    done: `has_function_privilege('${role}', '${name}', 'execute')`,
  })),
  {
    sql: `GRANT TEMPORARY ON DATABASE ${database} TO CURRENT_USER; REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC;`,
    done: ROLES.map((role) => `not has_database_privilege('${role}', current_database(), 'temporary')`).join(
      ' and ',
    ),
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
