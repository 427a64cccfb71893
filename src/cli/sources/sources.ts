import type { App } from '../../app/open.ts';
import { listSources, mergeSource, renameSource } from '../../db/imports/sources.ts';
import { listOrigins, type Origin } from '../../db/origins/origins.ts';
import { catchUpRollups } from '../../db/rollups/rollups.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute, whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim source list`. */
export async function sourceList({ database }: App): Promise<Outcome> {
  const origins = new Map((await listOrigins(database)).map((origin) => [origin.source, origin]));
  const sources = (await listSources(database)).map((row) => ({
    ...row,
    origin: origins.get(row.source) ?? null,
  }));
  const lines = sources.map(({ source, feedback, firstDay, lastDay, imports, origin }) => {
    const days = firstDay === null ? 'no dates' : `${firstDay} to ${lastDay}`;
    const line = `${source.padEnd(24)} ${whole(feedback).padStart(11)}  ${days.padEnd(24)}  ${count(imports, 'import')}`;
    return origin ? `${line}\n${originText(origin)}` : line;
  });
  return done(sources, lines.join('\n') || 'There is no source yet.');
}

/** Where a source is pulled from, and how the last pull ended. */
function originText({ kind, address, status, errorCode, startedAt }: Origin): string {
  const ended = errorCode ?? status;
  const last = startedAt === null ? 'not pulled yet' : `${ended}, ${minute(startedAt)}`;
  return `  ${kind}: ${printable(address)}\n  ${last}`;
}

/** `verbatim source rename OLD NEW`. @throws VerbatimError as `renameSource` */
export async function sourceRename(
  { database }: App,
  from: string,
  to: string,
  { dryRun = false }: { dryRun?: boolean },
): Promise<Outcome> {
  if (to.trim() === '' || to.includes('\0')) {
    throw new VerbatimError('USAGE', { detail: 'The new name of the source is empty.' });
  }
  const { feedback } = await renameSource(database, from, to, dryRun);
  if (!dryRun) await catchUpRollups(database);
  const text = `${count(feedback, 'comment')} of ${from} ${dryRun ? 'would be' : 'are'} in source ${to}.`;
  return done({ from, to, feedback, dryRun }, dryRun ? `${text}\n${DRY}` : text);
}

/** `verbatim source merge FROM INTO`. @throws VerbatimError as `mergeSource` */
export async function sourceMerge(
  { database }: App,
  from: string,
  into: string,
  { dryRun = false, dropClashes = false }: { dryRun?: boolean; dropClashes?: boolean },
): Promise<Outcome> {
  if (from === into) throw new VerbatimError('USAGE', { detail: 'Both names are of the same source.' });
  const merged = await mergeSource(database, from, into, { dryRun, dropClashes });
  if (!dryRun) await catchUpRollups(database);
  const { feedback, duplicates, clashes, labels } = merged;
  const moved = feedback - duplicates - (dryRun && !dropClashes ? 0 : clashes);
  const text = [
    `${count(moved, 'comment')} of ${from} ${dryRun ? 'would go' : 'went'} into ${into}.`,
    ...(duplicates > 0 ? [`  ${count(duplicates, 'comment')} deleted: ${into} has the same`] : []),
    ...(clashes > 0
      ? [
          dropClashes
            ? `  ${count(clashes, 'comment')} deleted: ${into} has other comments under their ids`
            : `  ${count(clashes, 'comment')} have ids under which ${into} has others: refused without --drop-clashes`,
        ]
      : []),
    ...(labels > 0 ? [`  ${count(labels, 'label')} by people are on comments that are deleted`] : []),
    ...(dryRun ? [DRY] : []),
  ].join('\n');
  return done({ from, into, ...merged, dryRun }, text);
}

const DRY = 'Nothing was changed (--dry-run).';
