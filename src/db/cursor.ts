import type { Connection } from './client.ts';

let opened = 0;

/**
 * The rows of a query, some at a time, as of its beginning. Inside of a transaction; other statements may run on the
 * same connection between pages.
 */
export async function* cursorPages<Row extends object>(
  connection: Connection,
  sql: string,
  parameters: readonly unknown[],
  rowsAtOnce: number,
): AsyncGenerator<Row[]> {
  const name = `verbatim_cursor_${++opened}`;
  await connection.query(`declare ${name} no scroll cursor for ${sql}`, [...parameters]);
  let failed = true;
  try {
    for (;;) {
      const { rows } = await connection.query<Row>(`fetch ${rowsAtOnce} from ${name}`);
      if (rows.length === 0) break;
      yield rows;
    }
    failed = false;
  } finally {
    // In a failed transaction the cursor is gone, and the first error is the one to tell.
    const closed = connection.query(`close ${name}`);
    await (failed ? closed.catch(() => {}) : closed);
  }
}
