import type { Queryable } from '../client.ts';

// DETAIL and CONTEXT of errors contain values of rows (a unique violation, a line of COPY), and so do statements logged
// with their parameters.
const LOUD = `(name = 'log_error_verbosity' and setting <> 'terse')
  or (name = 'log_min_error_statement' and setting not in ('panic', 'fatal', 'log'))
  or (name = 'log_statement' and setting in ('mod', 'all'))
  or (name in ('log_min_duration_statement', 'log_min_duration_sample') and setting::integer >= 0
      and current_setting('log_parameter_max_length', true) is distinct from '0')
  or (name = 'log_parameter_max_length_on_error' and setting <> '0')`;

/** Settings with which the server's log may contain texts of customers, as `name = value`; empty if there are none. */
export async function loudLogSettings(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ line: string }>(
    `select name || ' = ' || setting as line from pg_settings where ${LOUD} order by name`,
  );
  return rows.map(({ line }) => line);
}
