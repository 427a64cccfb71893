import { type Database, inTransaction, type Queryable } from '../client.ts';
import type { alertMessage } from '../schema/alerts.ts';
import type { Row } from '../schema/verbatim.ts';

/** A message that a channel has not taken yet; its id is the idempotency key. */
export type WaitingMessage = Row<typeof alertMessage, 'id' | 'channel' | 'alerts' | 'again' | 'createdAt'>;

/** Days after which a message that no channel took is given up. */
const LONGEST_DAYS = 7;

/** Adds a message for each channel. */
export async function addMessages(
  database: Queryable,
  messages: readonly Pick<WaitingMessage, 'channel' | 'alerts' | 'again'>[],
): Promise<void> {
  for (const { channel, alerts, again } of messages) {
    await database.query('insert into verbatim.alert_message (channel, alerts, again) values ($1, $2, $3)', [
      ...[channel, alerts, again],
    ]);
  }
}

/** Messages of channels that exist, the oldest first. Those that are too old, or whose alerts are all resolved, are given up. */
export async function waitingMessages(database: Database): Promise<WaitingMessage[]> {
  await database.query(
    `update verbatim.alert_message m set dropped_at = now()
      where sent_at is null and dropped_at is null
        and (created_at < now() - make_interval(days => ${LONGEST_DAYS})
             or not exists (select from verbatim.alert_channel c where c.name = m.channel)
             or not exists (select from verbatim.alert a where a.id = any(m.alerts) and a.state <> 'resolved'))`,
  );
  const { rows } = await database.query<WaitingMessage>(
    `select id, channel, alerts::float8[] as alerts, again, created_at as "createdAt" from verbatim.alert_message
      where sent_at is null and dropped_at is null order by created_at, id`,
  );
  return rows;
}

/**
 * Sends a message once: `send` runs while its row is locked. If the process dies between the answer and the record of
 * it, the next check sends it again under the same id.
 * @returns false when another process sends it, or has
 */
export async function sendOnce(database: Database, id: string, send: () => Promise<void>): Promise<boolean> {
  return inTransaction(database, async (connection) => {
    const { rows } = await connection.query(
      'select from verbatim.alert_message where id = $1 and sent_at is null for update skip locked',
      [id],
    );
    if (rows.length === 0) return false;
    await send();
    await connection.query(
      'update verbatim.alert_message set sent_at = now(), error_code = null where id = $1',
      [id],
    );
    return true;
  });
}

export async function noteUnsent(database: Queryable, id: string, errorCode: string): Promise<void> {
  await database.query(
    'update verbatim.alert_message set attempts = attempts + 1, error_code = $2 where id = $1 and sent_at is null',
    [id, errorCode],
  );
}
