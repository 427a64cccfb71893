import type { Database } from '../../db/client.ts';
import { definedAttributes, knownColumns } from '../../db/imports/attributes.ts';
import { attributeNames } from '../../db/reports/report-queries.ts';
import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Every feedback has these of its own. */
const OWN = ['language', 'source'];

/**
 * How each attribute is read, by its name: as it was defined, else a column of the file, else one of those that every
 * feedback has.
 * @throws VerbatimError ATTRIBUTE_UNKNOWN, AUDIT_ATTRIBUTES_MISSING
 */
export async function resolveAttributes(
  database: Database,
  names: readonly string[],
): Promise<Map<string, AttributeDefinition>> {
  const defined = new Map((await definedAttributes(database)).map((it) => [it.name, it]));
  if (names.length === 0) {
    throw new VerbatimError('AUDIT_ATTRIBUTES_MISSING', { known: await known(database, defined) });
  }
  const columns = new Set(await knownColumns(database, names));
  const resolved = new Map<string, AttributeDefinition>();
  for (const name of names) {
    const own = columns.has(name) || OWN.includes(name) ? { name, from: name, cuts: null } : null;
    const definition = defined.get(name) ?? own;
    if (!definition) {
      throw new VerbatimError('ATTRIBUTE_UNKNOWN', {
        attribute: name,
        known: await known(database, defined),
      });
    }
    resolved.set(name, definition);
  }
  return resolved;
}

async function known(database: Database, defined: ReadonlyMap<string, unknown>): Promise<string> {
  const names = [...defined.keys(), ...OWN, ...(await attributeNames(database, null))];
  const shown = [...new Set(names)].slice(0, 40);
  return shown.map((name) => name.slice(0, 60).replace(/\p{C}/gu, '?')).join(', ');
}
