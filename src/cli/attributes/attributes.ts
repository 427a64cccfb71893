import type { App } from '../../app/open.ts';
import {
  defineAttribute,
  definedAttributes,
  dropAttribute,
  knownColumns,
} from '../../db/imports/attributes.ts';
import { attributeNames } from '../../db/reports/report-queries.ts';
import { type AttributeDefinition, bandNames } from '../../domain/attribute-definition.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { done, type Outcome } from '../output.ts';

const MOST_CUTS = 50;

/** `verbatim attribute band NAME --from COLUMN --at 18,25` and `verbatim attribute name NAME --from COLUMN`. */
export async function attributeDefine(
  { database }: App,
  name: string,
  from: string,
  at: readonly string[] | null,
): Promise<Outcome> {
  if (name.trim() === '' || name.length > 200) {
    throw new VerbatimError('ATTRIBUTE_DEFINITION_INVALID', {
      name: name.slice(0, 60),
      detail: 'its name is empty or too long',
    });
  }
  const cuts = at === null ? null : cutsOf(name, at);
  const own = ['language', 'source'].includes(from);
  if (!own && (await knownColumns(database, [from])).length === 0) {
    const known = (await attributeNames(database, null)).slice(0, 40).join(', ');
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', { attribute: from, known: known || 'none' });
  }
  const definition: AttributeDefinition = { name, from, cuts };
  await defineAttribute(database, definition);
  return done(definition, `${name} is ${describe(definition)}.`);
}

function cutsOf(name: string, at: readonly string[]): number[] {
  const cuts = at.map(Number);
  const refuse = (detail: string) => {
    throw new VerbatimError('ATTRIBUTE_DEFINITION_INVALID', { name, detail });
  };
  if (cuts.length === 0 || cuts.length > MOST_CUTS) refuse(`give 1 to ${MOST_CUTS} cuts`);
  if (cuts.some((cut) => !Number.isFinite(cut))) refuse('a cut is no number');
  if (cuts.some((cut, i) => i > 0 && cut <= cuts[i - 1]!)) refuse('the cuts do not ascend');
  return cuts;
}

const describe = ({ from, cuts }: AttributeDefinition) =>
  cuts === null ? `another name of ${from}` : `${from} in bands: ${bandNames(cuts).join(', ')}`;

/** `verbatim attribute list`. */
export async function attributeList({ database }: App): Promise<Outcome> {
  const attributes = await definedAttributes(database);
  const lines = attributes.map((it) => `${it.name.padEnd(20)} ${describe(it)}`);
  return done(
    attributes.map((it) => ({ ...it, ...(it.cuts ? { bands: bandNames(it.cuts) } : {}) })),
    lines.join('\n') || 'No attribute is defined; columns of your files need no definition.',
  );
}

/** `verbatim attribute drop NAME`. */
export async function attributeDrop({ database }: App, name: string): Promise<Outcome> {
  if (!(await dropAttribute(database, name))) {
    const known = (await definedAttributes(database)).map((it) => it.name).join(', ');
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', { attribute: name, known: known || 'none' });
  }
  return done({ dropped: name }, `${name} is no longer defined.`);
}
