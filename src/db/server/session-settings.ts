import type pg from 'pg';

// Statements and parsers need these, independent of ALTER ROLE, ALTER DATABASE and postgresql.conf. PgBouncer tracks
// these three for each client, even in transaction mode.
const FOLLOWED = { DateStyle: 'ISO, MDY', TimeZone: 'UTC', standard_conforming_strings: 'on' };

// PgBouncer does not track these: on a shared server connection they would affect other programs.
const OWN = {
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
};

/** Settings that a pooled connection must already have, with the values that statements need. */
export const RELIED_ON: Readonly<Record<string, readonly string[]>> = {
  extra_float_digits: ['1', '2', '3'],
  default_transaction_isolation: ['read committed'],
};

const setting = ([name, value]: [string, string]) => `set_config('${name}', '${value}', false)`;
const STATEMENT = `select ${Object.entries(FOLLOWED).map(setting).join(', ')},
  case when pg_backend_pid() = $1 then ${Object.entries(OWN).map(setting).join(' || ')} end`;

/**
 * For a pool's `onConnect`: pins the settings of a new connection. Does not use the start-up parameter `options`, which
 * poolers refuse.
 * @param searchPath schema to look up unqualified names in; only where sessions are not shared. Default: untouched
 */
export function pinSettings(searchPath?: string): (client: pg.ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(STATEMENT, [announcedPid(client)]);
    if (searchPath) await client.query(`select set_config('search_path', $1, false)`, [searchPath]);
  };
}

/** The process id that the server, or the pooler, announced at the start. */
export function announcedPid(client: pg.ClientBase): number | null {
  return (client as unknown as { processID: number | null }).processID;
}
