import type { Queryable } from '../client.ts';
import { ROLES } from './files.ts';

/** A view or function as the server keeps it. */
export interface Stored {
  readonly name: string;
  /** As DROP takes it: `VIEW reporting.theme`, `FUNCTION reporting.hides(bigint)`. */
  readonly object: string;
  /** MD5 of what the server writes when it is asked for it, with its options, indexes and triggers. */
  readonly md5: string;
}

const OWN = `
own as (select oid, nspname from pg_namespace where nspname in ('reporting', 'verbatim')),
object as (
  select 'pg_class'::regclass::oid as class, c.oid, format('%I.%I', nspname, relname) as name,
         case relkind when 'm' then 'MATERIALIZED VIEW ' else 'VIEW ' end || c.oid::regclass as object, relacl as acl, relowner as owner
    from pg_class c join own on own.oid = relnamespace where relkind in ('v', 'm')
   union all
  select 'pg_proc'::regclass, p.oid, format('%I.%I', nspname, proname), 'FUNCTION ' || p.oid::regprocedure, proacl, proowner
    from pg_proc p join own on own.oid = pronamespace where prokind = 'f'
)`;

/**
 * Views and functions of our two schemas, those of users included.
 * @param database a connection with an empty search_path: names are then written in full
 */
export async function readStored(database: Queryable): Promise<Stored[]> {
  const { rows } = await database.query<Stored>(`with ${OWN}
    select name, object, md5(case when class = 'pg_class'::regclass then
             concat_ws(';', pg_get_viewdef(o.oid), (select reloptions from pg_class c where c.oid = o.oid),
               (select string_agg(pg_get_indexdef(indexrelid), ';' order by indexrelid::regclass::text)
                  from pg_index where indrelid = o.oid))
           else
             concat_ws(';', pg_get_functiondef(o.oid),
               (select string_agg(pg_get_triggerdef(t.oid) || tgenabled::text, ';' order by tgrelid::regclass::text, tgname)
                  from pg_trigger t where tgfoid = o.oid and not tgisinternal))
           end) as md5
      from object o order by name, object`);
  return rows;
}

/** What stands on an object of ours, the last of a chain first, and at the end the object itself. */
export async function readDependents(
  database: Queryable,
  name: string,
): Promise<{ name: string; object: string }[]> {
  const { rows } = await database.query<{ name: string; object: string }>(
    `with recursive ${OWN},
     dependent as (
       select class, oid, 0 as depth from object where name = $1
        union
       select case when r.oid is null then p.classid else 'pg_class'::regclass end, coalesce(r.ev_class, p.objid), depth + 1
         from dependent d
         join pg_depend p on p.refclassid = d.class and p.refobjid = d.oid
          and p.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass)
         left join pg_rewrite r on p.classid = 'pg_rewrite'::regclass and r.oid = p.objid
        where r.ev_class is distinct from d.oid
     )
     select name, object from object join (select class, oid, max(depth) as depth from dependent group by 1, 2) d using (class, oid)
      order by depth desc, name`,
    [name],
  );
  return rows;
}

/** What others may on our views and functions, as GRANT statements: our own roles and everyone are left out. */
export async function readPrivileges(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ grant: string }>(
    `with ${OWN}
    select format('GRANT %s ON %s TO %s%s', privilege_type,
             case when class = 'pg_proc'::regclass then 'FUNCTION ' else '' end || name, grantee::regrole,
             case when is_grantable then ' WITH GRANT OPTION' else '' end) as grant
      from object, aclexplode(acl)
     where grantee not in (0, owner)
       and grantee::regrole::text <> all ($1)`,
    [ROLES],
  );
  return rows.map((row) => row.grant);
}
