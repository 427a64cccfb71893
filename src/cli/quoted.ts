import type { App } from '../app/open.ts';
import { note } from '../app/streams.ts';
import { logAccess } from '../db/privacy/access-log.ts';
import { detailOf } from '../errors/verbatim-error.ts';

/**
 * Notes that a command shows or writes words of comments, under the role of this login. A note that fails is an error on
 * standard error, as it is in the log of a server.
 * @param feedbackIds null: words, but not of which comments
 */
export async function quoted(
  { database }: Pick<App, 'database'>,
  place: string,
  feedbackIds: readonly number[] | null,
  what: 'quote' | 'export' = 'quote',
): Promise<void> {
  if (feedbackIds?.length === 0) return;
  const access = { who: null, what, feedbackIds: feedbackIds ?? [], place: `verbatim ${place}` };
  await logAccess(database, access).catch((error) =>
    note(`The access log has no entry of verbatim ${place}: ${detailOf(error)}.`),
  );
}
