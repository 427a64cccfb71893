import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** Roles of the server that the files of views and functions grant to. */
export const ROLES = ['verbatim_reader', 'verbatim_analyst', 'verbatim_originals'] as const;

const FOLDER = join(PACKAGE_ROOT, 'migrations');

/** A change of tables and rows, which is applied once. */
export interface Migration {
  readonly tag: string;
  readonly hash: string;
  readonly sql: string;
}

/** A view or function: its file is applied again whenever it changes. */
export interface Definition {
  /** With its schema: `reporting.theme`. */
  readonly name: string;
  readonly hash: string;
  /** CREATE OR REPLACE, comments, triggers, what is taken from everyone. */
  readonly sql: string;
  /** What {@link ROLES} may, a statement each. */
  readonly grants: readonly string[];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const read = (...path: string[]) => readFileSync(join(FOLDER, ...path), 'utf8');

/** The migrations of this version, oldest first. */
export function knownMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = read(file);
      return { tag: file.slice(0, -'.sql'.length), hash: hashOf(sql), sql };
    });
}

/** What the first migration took the place of: a database has all of these, or is too old. Oldest first. */
export const replacedMigrations = (): Omit<Migration, 'sql'>[] => JSON.parse(read('meta/_replaced.json'));

const VIEWS = join(FOLDER, 'views');

/** The files of views and functions: name → text. */
function definitionTexts(): Map<string, string> {
  const schemas = readdirSync(VIEWS).sort();
  return new Map(
    schemas.flatMap((schema) =>
      readdirSync(join(VIEWS, schema))
        .sort()
        .map((file) => [`${schema}.${file.slice(0, -'.sql'.length)}`, read('views', schema, file)] as const),
    ),
  );
}

/** Names and hashes of {@link knownDefinitions} alone, which every command asks for. */
export const definitionHashes = (): Map<string, string> =>
  new Map([...definitionTexts()].map(([name, text]) => [name, hashOf(text)]));

const GRANT = /^GRANT .*;$/gm;

/** Views and functions of this version, each after those that it is made of. */
export function knownDefinitions(): Definition[] {
  const definitions = new Map(
    [...definitionTexts()].map(([name, text]) => {
      const grants = text.match(GRANT) ?? [];
      return [name, { name, hash: hashOf(text), sql: text.replaceAll(GRANT, ''), grants }];
    }),
  );
  const ordered = new Set<Definition>();
  const add = (definition: Definition, above: readonly Definition[]) => {
    if (ordered.has(definition) || above.includes(definition)) return;
    for (const name of namesIn(definition.sql)) {
      const needed = definitions.get(name);
      if (needed) add(needed, [...above, definition]);
    }
    ordered.add(definition);
  };
  for (const definition of definitions.values()) add(definition, []);
  return [...ordered];
}

/** What SQL names with a schema of ours, but for its comments. */
function namesIn(sql: string): string[] {
  return sql.replaceAll(/--.*$/gm, '').match(/\b(?:reporting|verbatim)\.\w+/g) ?? [];
}
