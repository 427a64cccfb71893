import type { Queryable } from './client.ts';

const NAME = /(?<![:\w]):([a-z]\w*)/g;

/** Names of the parameters of SQL with named parameters (`:source`), each once, in order. */
export const parameterNames = (sql: string): string[] => [
  ...new Set([...sql.matchAll(NAME)].map(([, name]) => name!)),
];

/** Rows of SQL with named parameters, which psql would take as variables. `values` may hold more than it names. */
export async function queryNamed<Row extends object>(
  database: Queryable,
  sql: string,
  values: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const names = parameterNames(sql);
  const text = sql.replace(NAME, (_, name: string) => `$${names.indexOf(name) + 1}`);
  const { rows } = await database.query<Row>(
    text,
    names.map((name) => {
      if (Object.hasOwn(values, name)) return values[name];
      throw new Error(`SQL parameter :${name} has no value`);
    }),
  );
  return rows;
}
