import type { App } from '../../app/open.ts';
import { startProgress } from '../../app/progress.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { type UndoneImport, undoImport } from '../../runs/imports/undo.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim import undo ID`. @throws VerbatimError as {@link undoImport} */
export async function undoCommand(
  { database }: App,
  importId: number,
  flags: { readonly dryRun?: boolean; readonly withLabels?: boolean },
  signal: AbortSignal,
): Promise<Outcome> {
  const { dryRun = false, withLabels = false } = flags;
  let progress: ReturnType<typeof startProgress> | null = null;
  let ended = 'stopped';
  try {
    const undone = await undoImport(database, importId, {
      ...{ dryRun, withLabels, signal },
      onProgress: (rows, of) => {
        progress ??= startProgress('Undo', 'rows');
        progress.update(rows, of);
      },
    });
    ended = `import ${importId} is undone`;
    return done({ dryRun, ...undone }, describeUndo(undone));
  } finally {
    (progress as ReturnType<typeof startProgress> | null)?.end(ended);
  }
}

function describeUndo(undo: UndoneImport): string {
  const { importId, file, source, state } = undo;
  if (state === 'undone before') return `Import ${importId} was undone before.`;
  const planned = state === 'planned';
  const lines: [number, string][] = [
    [undo.feedback, `${count(undo.feedback, 'comment')} deleted`],
    [undo.changedLater, `${count(undo.changedLater, 'comment')} of these were changed by later imports`],
    [undo.restored, `${count(undo.restored, 'comment')} of other imports have their earlier values again`],
    [
      undo.notRestored,
      `${count(undo.notRestored, 'comment')} of other imports stay changed: a later import changed them again`,
    ],
    [
      undo.documents,
      `${count(undo.documents, 'text')} deleted that no comment refers to, with ${count(undo.analyses, 'analysis', 'analyses')} and ${count(undo.failures, 'failure')}`,
    ],
    [undo.labels, `${count(undo.labels, 'label')} by people deleted`],
    [undo.rejects, `${count(undo.rejects, 'reject')} deleted`],
    [undo.auditEvidence, `${count(undo.auditEvidence, 'row')} of evidence deleted from recorded audits`],
    [
      undo.digests.length,
      `${count(undo.digests.length, 'digest')} deleted that quote them: ${undo.digests.map(digestName).join(', ')}`,
    ],
    [
      undo.digestsCounting.length,
      `${count(undo.digestsCounting.length, 'digest')} stay and count them: ${undo.digestsCounting.join(', ')}; the next run makes the latest again`,
    ],
    [
      undo.laterImports.length,
      `later imports of the source took rows as known: import their files again (${undo.laterImports.join(', ')})`,
    ],
  ];
  const told = lines.filter(([n]) => n > 0).map(([, line]) => `  ${line}`);
  return [
    `Import ${importId}, ${file}, source ${source}: ${planned ? 'would be' : 'was'} undone.`,
    ...(told.length > 0 ? told : ['  nothing of it is stored']),
    planned ? 'Nothing was changed (--dry-run).' : 'Its row and counts stay, with the status undone.',
  ].join('\n');
}

const digestName = ({ id, period, firstDay, delivered }: UndoneImport['digests'][number]): string =>
  `${id} (${period}${firstDay === null ? '' : ` from ${firstDay}`}${delivered ? ', delivered' : ''})`;
