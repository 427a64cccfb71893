import type { Queryable } from '../db/client.ts';
import { definedAttributes } from '../db/imports/attributes.ts';
import { attributeNames } from '../db/reports/report-queries.ts';
import { isAttribute } from '../db/rollups/rollups.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { printable } from './formats/cell-text.ts';

type IsKnown = (name: string) => Promise<boolean>;

const MOST_NAMED = 40;

/**
 * The names of `--by`; each must be `source` or an attribute of stored feedback.
 * @throws VerbatimError ATTRIBUTE_UNKNOWN, with the known names
 */
export async function knownAttributes(database: Queryable, by: readonly string[]): Promise<string[]> {
  const isKnown = async (name: string) => name === 'source' || isAttribute(database, name);
  const names = await joined(by, isKnown);
  for (const name of names) {
    if (await isKnown(name)) continue;
    const known = ['source', ...(await attributeNames(database, null))].slice(0, MOST_NAMED);
    const attribute = printable(name).slice(0, 100);
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', { attribute, known: known.map(shown).join(', ') });
  }
  return names;
}

/** The names of `--by`, joined where a name has a comma. Defined attributes are known too; unknown names stay. */
export async function joinedAttributes(database: Queryable, by: readonly string[]): Promise<string[]> {
  if (by.length < 2) return [...by];
  const others = ['source', 'language', ...(await definedAttributes(database)).map(({ name }) => name)];
  return joined(by, async (name) => others.includes(name) || isAttribute(database, name));
}

/** Joins names that were split at a comma of their own: `--by "Why A, B?"`. */
async function joined(names: readonly string[], isKnown: IsKnown): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < names.length; ) {
    const name = names[at]!;
    const longer = (await isKnown(name)) ? null : await longerName(names.slice(at), isKnown);
    found.push(longer?.name ?? name);
    at += longer?.parts ?? 1;
  }
  return found;
}

async function longerName(names: readonly string[], isKnown: IsKnown) {
  for (let parts = 2; parts <= names.length; parts++) {
    for (const comma of [', ', ',']) {
      const name = names.slice(0, parts).join(comma);
      if (await isKnown(name)) return { name, parts };
    }
  }
  return null;
}

/** A name as `--by` accepts it: in quotes when it has a comma. */
function shown(name: string): string {
  const text = printable(name);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
