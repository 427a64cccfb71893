import type { Connection, Queryable } from '../client.ts';

/** A value that a mask stands for. */
export interface MaskedValue {
  readonly kind: string;
  /** `valueMac` of the value, base64url. */
  readonly mac: string;
}

/** Number of a value, by {@link numberKey}. */
export type Numbers = ReadonlyMap<string, number>;

export const numberKey = ({ kind, mac }: MaskedValue): string => `${kind} ${mac}`;

/** The numbers of those values that have one. */
export async function readNumbers(
  database: Queryable,
  source: string,
  values: readonly MaskedValue[],
): Promise<Map<string, number>> {
  const { rows } = await database.query<{ kind: string; mac: Buffer; number: number }>(
    `select m.kind, m.mac, m.number from unnest($2::text[], $3::bytea[]) as given (kind, mac)
       join verbatim.masked_value m on m.source = $1 and m.kind = given.kind and m.mac = given.mac`,
    [source, ...columnsOf(values)],
  );
  return new Map(
    rows.map(({ kind, mac, number }) => [numberKey({ kind, mac: mac.toString('base64url') }), number]),
  );
}

/**
 * The numbers of these values, new ones included, in a transaction of the caller's. Until it ends, no other gives
 * numbers for the source.
 */
export async function giveNumbers(
  connection: Connection,
  source: string,
  values: readonly MaskedValue[],
): Promise<Numbers> {
  const known = await readNumbers(connection, source, values);
  const unknown = values.filter((value) => !known.has(numberKey(value)));
  if (unknown.length === 0) return known;
  await connection.query(`select pg_advisory_xact_lock(hashtext('masked_value'), hashtext($1))`, [source]);
  await connection.query(
    `insert into verbatim.masked_value (source, kind, mac, number)
     select $1, g.kind, g.mac,
            coalesce((select max(m.number) from verbatim.masked_value m where m.source = $1 and m.kind = g.kind), 0)
              + row_number() over (partition by g.kind order by g.place)
       from (select kind, mac, min(place) as place
               from unnest($2::text[], $3::bytea[]) with ordinality as given (kind, mac, place)
              group by kind, mac) g
      where not exists (select from verbatim.masked_value m
                         where m.source = $1 and m.kind = g.kind and m.mac = g.mac)`,
    [source, ...columnsOf(unknown)],
  );
  return readNumbers(connection, source, values);
}

const columnsOf = (values: readonly MaskedValue[]) => [
  values.map(({ kind }) => kind),
  values.map(({ mac }) => Buffer.from(mac, 'base64url')),
];
