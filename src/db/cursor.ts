import type { Connection } from './client.ts';

let opened = 0;

/**
 * Reads the rows of a query page by page, as of its start. Needs a transaction; other statements may run on the same
 * connection between pages.
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
    // A failed transaction has closed the cursor; report its first error.
    const closed = connection.query(`close ${name}`);
    await (failed ? closed.catch(() => {}) : closed);
  }
}
