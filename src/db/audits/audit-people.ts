import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Crowd } from '../../domain/crowd.ts';
import type { Queryable } from '../client.ts';
import { levelsSql } from '../imports/attribute-levels.ts';
import { crowdOf, PERSON_COLUMNS } from '../rollups/people.ts';
import { type AuditScope, IN_SCOPE, JUDGED_BY, scopeValues } from './audit-rows.ts';

/** Who wrote the comments of each level of an attribute, or of two crossed. */
export async function levelPeople(
  database: Queryable,
  scope: AuditScope,
  attributes: readonly AttributeDefinition[],
): Promise<{ readonly levels: readonly string[]; readonly people: Crowd }[]> {
  const levels = levelsSql(attributes, 5);
  const { rows } = await database.query<{ levels: string[]; people: Crowd }>(
    `select levels, ${crowdOf('n', 'case when authored then person end')} as people
       from (select ${levels.sql} as levels, 1 as n, ${PERSON_COLUMNS}
               from verbatim.feedback f ${JUDGED_BY}
              where f.document_id is not null and (a.document_id is not null or x.code is distinct from 'NO_ANSWER')
                and ${IN_SCOPE}) rows
      group by levels`,
    [...scopeValues(scope), ...levels.values],
  );
  return rows;
}
