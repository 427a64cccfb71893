import { userInfo } from 'node:os';
import type { App } from '../../app/open.ts';
import { commentsWithIds, listHandled, markHandled, unmarkHandled } from '../../db/search/handled.ts';
import { labellerName } from '../../domain/label.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { storedId } from '../../privacy/tombstone-macs.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import type { WrittenFilter } from '../../reporting/search-filter.ts';
import { linesOf } from '../erasure/lines.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { find, searchText } from '../search/search.ts';

export interface MarkFlags {
  readonly source?: string | undefined;
}

export interface AddFlags extends WrittenFilter {
  readonly search?: string;
  readonly limit: number;
  readonly note?: string;
  readonly by?: string;
}

export interface ListFlags {
  readonly source?: string;
  readonly by?: string;
  readonly limit: number;
}

const NOTE_CHARACTERS = 2_000;

/**
 * `verbatim handled add`.
 * @throws VerbatimError HANDLED_COMMENT_UNKNOWN, HANDLED_BY_INVALID, USAGE, and with --search as `Searcher.search`
 */
export async function handledAdd(app: App, given: readonly string[], flags: AddFlags): Promise<Outcome> {
  const by = labellerName(flags.by ?? userInfo().username);
  if (by === null) throw new VerbatimError('HANDLED_BY_INVALID');
  const note = flags.note?.trim() || null;
  if ((note?.length ?? 0) > NOTE_CHARACTERS) {
    throw new VerbatimError('USAGE', { detail: '--note takes up to 2,000 characters.' });
  }
  const { search } = flags;
  if ((search === undefined) === (given.length === 0)) {
    throw new VerbatimError('USAGE', { detail: 'Give either ids or --search QUESTION.' });
  }
  const found =
    search === undefined ? null : await find(app, search, { ...flags, by: 'both' }, 'handled add');
  const ids =
    found?.sentences.flatMap(({ feedbackId, alike }) => [feedbackId, ...alike]) ??
    (await commentsOf(app, given, flags));
  const change = await markHandled(app.database, ids, { by, note });
  const { changed, unchanged } = change;
  const before = unchanged === 0 ? '' : ` ${were(unchanged)} handled before.`;
  const text = `${count(changed, 'comment')} marked as handled by ${printable(by)}.${before}`;
  return done({ by, ...change, ...(found && { found }) }, found ? `${searchText(found)}\n\n${text}` : text);
}

/** `verbatim handled remove`. @throws VerbatimError HANDLED_COMMENT_UNKNOWN, USAGE */
export async function handledRemove(app: App, given: readonly string[], flags: MarkFlags): Promise<Outcome> {
  const change = await unmarkHandled(app.database, await commentsOf(app, given, flags));
  const { changed, unchanged } = change;
  const before = unchanged === 0 ? '' : ` ${were(unchanged)} open before.`;
  return done(change, `${count(changed, 'comment')} open again.${before}`);
}

/** `verbatim handled list`. */
export async function handledList({ database }: App, flags: ListFlags): Promise<Outcome> {
  const { source = null, by = null, limit } = flags;
  const found = await listHandled(database, { ids: null, source, by, limit });
  const { total, comments } = found;
  if (total === 0) return done(found, 'No comment is handled.');
  const width = terminalWidth();
  const more = total > comments.length ? `, the last ${whole(comments.length)}` : '';
  const lines = comments.flatMap((comment) => {
    const { feedbackId, externalId, note, handledBy, handledAt } = comment;
    const places = [
      ...[minute(handledAt), printable(handledBy), `comment ${feedbackId}`],
      ...[`source ${printable(comment.source)}`, externalId !== null && `id ${printable(externalId)}`],
    ];
    const said = note === null ? [] : note.split('\n').flatMap((line) => wrap(printable(line), width - 2));
    return [...wrap(places.filter(Boolean).join(' · '), width), ...said.map((line) => `  ${line}`)];
  });
  return done(found, [`${count(total, 'handled comment')}${more}`, '', ...lines].join('\n'));
}

const were = (n: number): string => (n === 1 ? 'One was' : `${whole(n)} were`);

/**
 * The comments that ids of a command line mean: their numbers, or with a source the ids of its files.
 * @throws VerbatimError HANDLED_COMMENT_UNKNOWN, USAGE
 */
async function commentsOf(
  { database, keyring }: App,
  given: readonly string[],
  { source }: MarkFlags,
): Promise<number[]> {
  const ids = (await Promise.all(given.map((id) => linesOf('The list of ids', id)))).flat();
  if (source !== undefined) {
    const forms = ids.map((id) => [id, keyring ? [id, storedId(keyring, id)] : [id]] as const);
    return commentsWithIds(database, source, new Map(forms));
  }
  const wrong = ids.filter((id) => !/^[1-9]\d{0,14}$/.test(id));
  if (wrong.length === 0) return ids.map(Number);
  const detail = `These are no numbers of comments: ${wrong.slice(0, 10).join(', ')}. For ids of a file, name its source: --source NAME.`;
  throw new VerbatimError('USAGE', { detail });
}
