import type pg from 'pg';

// What statements and parsers rely on, whatever ALTER ROLE, ALTER DATABASE or postgresql.conf say. PgBouncer follows
// these three and gives each client its own, in transaction mode too.
const FOLLOWED = { DateStyle: 'ISO, MDY', TimeZone: 'UTC', standard_conforming_strings: 'on' };

// These it does not follow: on a shared server connection they would be left to other programs.
const OWN = {
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
};

/** Settings that a pooled connection must have by itself, with what the statements rely on. */
export const RELIED_ON: Readonly<Record<string, readonly string[]>> = {
  extra_float_digits: ['1', '2', '3'],
  default_transaction_isolation: ['read committed'],
};

const setting = ([name, value]: [string, string]) => `set_config('${name}', '${value}', false)`;
const STATEMENT = `select ${Object.entries(FOLLOWED).map(setting).join(', ')},
  case when pg_backend_pid() = $1 then ${Object.entries(OWN).map(setting).join(' || ')} end`;

/**
 * For a pool's `onConnect`: pins the settings of a new connection. Not by the start-up parameter `options`, which
 * poolers refuse.
 * @param searchPath schema to look up unqualified names in; only where sessions are not shared. Default: untouched
 */
export function pinSettings(searchPath?: string): (client: pg.ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(STATEMENT, [announcedPid(client)]);
    if (searchPath) await client.query(`select set_config('search_path', $1, false)`, [searchPath]);
  };
}

/** The number of the server process as the server, or the pooler in front of it, gave it at the start. */
export function announcedPid(client: pg.ClientBase): number | null {
  return (client as unknown as { processID: number | null }).processID;
}
