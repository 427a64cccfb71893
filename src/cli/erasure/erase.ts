import { createInterface } from 'node:readline/promises';
import type { App } from '../../app/open.ts';
import { startProgress } from '../../app/progress.ts';
import { type ErasurePlan, planErasure } from '../../db/erasure/erasure-plan.ts';
import { EXIT } from '../../errors/entry.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { type EraseOptions, erase } from '../../runs/privacy/erase.ts';
import { type ErasureRequest, selectorsOf } from '../../runs/privacy/erasure-request.ts';
import { readMatchFile } from '../../runs/privacy/match-file.ts';
import { done, type Outcome } from '../output.ts';
import { linesOf } from './lines.ts';
import { erasedText, planText } from './text.ts';

export interface EraseFlags {
  readonly author?: string;
  readonly id?: string;
  readonly match?: string;
  readonly source?: string;
  readonly tombstones: boolean;
  readonly vacuum: EraseOptions['vacuum'];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * `verbatim erase`. Exit code 1 if the proof finds something.
 * @throws VerbatimError USAGE, ERASE_UNCONFIRMED, ERASE_FILE_INVALID, those of `erase`
 */
export async function eraseCommand(
  { database, keyring }: App,
  flags: EraseFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { tombstones, vacuum, dryRun = false } = flags;
  if (tombstones && !dryRun && !keyring) throw new VerbatimError('KEY_MISSING', { what: 'A tombstone' });
  const request = await requestOf(flags);
  const plan = await planErasure(database, selectorsOf(request, keyring));
  if (dryRun)
    return done({ dryRun, by: request.by, source: request.source, ...plan }, planText(request, plan));
  if (!flags.yes && plan.feedback > 0) await confirm(request, plan);
  let progress: ReturnType<typeof startProgress> | null = null;
  let shown: 'comments' | 'columns' | null = null;
  try {
    const erased = await erase(database, request, {
      ...{ keyring, tombstones, vacuum, signal },
      onProgress: (rows, what) => {
        if (shown !== what) {
          progress?.end('done');
          progress = startProgress(what === 'comments' ? 'Erase' : 'Search', what);
          shown = what;
        }
        progress!.update(rows, what === 'comments' ? plan.feedback : null);
      },
    });
    (progress as ReturnType<typeof startProgress> | null)?.end('done');
    progress = null;
    const found = erased.some(({ proof }) => proof.found > 0);
    const unmatched = erased.every(({ continued }) => continued);
    const nothing = unmatched ? ['Nothing is stored of what was asked for. Nothing was erased.'] : [];
    const text = [...erased.map((it) => erasedText(it, tombstones)), ...nothing].join('\n\n');
    return done({ dryRun, matched: !unmatched, erased }, text, found ? EXIT.failed : EXIT.ok);
  } finally {
    (progress as ReturnType<typeof startProgress> | null)?.end('stopped');
  }
}

/** What the flags ask for. @throws VerbatimError USAGE, ERASE_FILE_INVALID */
async function requestOf({ author, id, match, ...flags }: EraseFlags): Promise<ErasureRequest> {
  const { source = null } = flags;
  const given = [author, id, match].filter((it) => it !== undefined);
  if (given.length > 1 || (given.length === 0 && source === null)) {
    throw new VerbatimError('USAGE', { detail: 'One of --author, --id, --match and --source is expected.' });
  }
  if (author !== undefined && source !== null) {
    throw new VerbatimError('USAGE', { detail: 'An author is erased in all sources: leave --source out.' });
  }
  const none = { source, authors: [], ids: [], texts: [] };
  if (match !== undefined) return { ...none, by: 'match', ...(await readMatchFile(match)) };
  if (author !== undefined) return { ...none, by: 'author', authors: await linesOf('--author', author) };
  if (id !== undefined) return { ...none, by: 'id', ids: await linesOf('--id', id) };
  return { ...none, by: 'source' };
}

/** Asks on a terminal. @throws VerbatimError ERASE_UNCONFIRMED */
async function confirm(request: ErasureRequest, plan: ErasurePlan): Promise<void> {
  const refused = new VerbatimError('ERASE_UNCONFIRMED', { comments: count(plan.feedback, 'comment') });
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw refused;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await terminal.question(
      `${planText(request, plan)}\nErase them? There is no way back. [y/N] `,
    );
    if (!/^y(es)?$/i.test(said.trim())) throw refused;
  } finally {
    terminal.close();
  }
}
