import type { ErasurePlan } from '../../db/erasure/erasure-plan.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import type { Erased } from '../../runs/privacy/erase.ts';
import type { ErasureRequest } from '../../runs/privacy/erasure-request.ts';
import { terminalWidth } from '../output.ts';

const PLACES: Readonly<Record<ErasureRequest['by'], string>> = {
  author: 'of the author',
  id: 'with these ids',
  source: 'of the source',
  match: 'that the file lists',
};

/** What an erasure would delete. */
export function planText({ by, source }: ErasureRequest, plan: ErasurePlan): string {
  const of = `${PLACES[by]}${source === null ? '' : ` ${source}`}`;
  if (plan.feedback === 0 && plan.rejects === 0) return `No comment ${of} is stored.`;
  const others = Object.entries(plan.tables).map(([table, rows]) => `${table} ${whole(rows)}`);
  return [
    `${count(plan.feedback, 'comment')} ${of} would go, and ${count(plan.documents, 'text')} that no other comment has.`,
    ...paragraph('Rows that go with them', others),
    ...(plan.rejects > 0 ? [`${count(plan.rejects, 'rejected row')} may hold them.`] : []),
    ...(plan.digests > 0 ? [`${count(plan.digests, 'digest')} quote them: withdrawn, and made again.`] : []),
  ].join('\n');
}

const paragraph = (label: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : wrap(`${label}: ${items.join(', ')}.`, terminalWidth());

/** What was erased, and the proof. */
export function erasedText(erased: Erased, tombstones: boolean): string {
  const { erasureId, feedback, documents, proof, continued } = erased;
  const { words, columns, tables, digests, themes, openUploads, vacuum } = proof;
  const width = terminalWidth();
  const searched = columns.filter(({ place }) => place !== 'bytes');
  const redacted = columns.reduce((sum, column) => sum + column.redacted, 0);
  const lines = [
    `Erasure ${erasureId}${continued ? ', interrupted before, is complete' : ''}: ${count(feedback, 'comment')} and ${count(documents, 'text')} deleted.`,
    ...(digests.withdrawn > 0
      ? [`${count(digests.withdrawn, 'digest')} withdrawn, ${whole(digests.madeAgain)} made again.`]
      : []),
    ...(themes.withdrawn + themes.renamed > 0
      ? [
          `${count(themes.withdrawn, 'theme')} withdrawn, ${whole(themes.renamed)} renamed: only these comments had their words.`,
        ]
      : []),
    ...(redacted > 0 ? [`${count(redacted, 'note')} and settings redacted that held their words.`] : []),
    ...(tombstones ? ['A later import of these rows is refused.'] : []),
    '',
    `Proof: ${whole(searched.length)} columns of ${whole(tables.length)} tables were searched for ${count(words.searched, 'text', 'texts')} and names.`,
    ...leftOut(words).flatMap((line) => wrap(line, width)),
    '',
    ...table(erased),
    '',
    ...(proof.found === 0
      ? ['Found: 0.']
      : [
          `Found: ${whole(proof.found)}. The erasure is not complete:`,
          ...columns
            .filter(({ found }) => found > 0)
            .map(({ table: name, column, found }) => `  ${name}.${column}: ${count(found, 'row')}`),
        ]),
    ...(openUploads > 0 ? wrap(uploadsText(openUploads, tombstones), width) : []),
    ...wrap(VACUUM[vacuum], width),
  ];
  return lines.join('\n');
}

const uploadsText = (waiting: number, tombstones: boolean): string =>
  `${count(waiting, 'upload')} not imported yet: the server keeps each file, as sent, until its import ends. ${
    tombstones
      ? 'The import refuses what was erased.'
      : 'Without tombstones the import may bring back what was erased: cancel it first.'
  }`;

const VACUUM: Readonly<Record<Erased['proof']['vacuum'], string>> = {
  plain:
    'The space of deleted rows is free for new ones (vacuum). Until it is written over, files of the server and backups hold their bytes: --vacuum full writes the tables anew.',
  full: 'The tables were written anew (vacuum full). Backups and archived logs of the server keep what they had.',
  none: 'No vacuum: files of the server hold the bytes of deleted rows until autovacuum and new rows take their place.',
  refused: 'No vacuum: only the owner of the tables may. Autovacuum frees the space of deleted rows.',
};

function leftOut({ saidByOthers, tooShort }: Erased['proof']['words']): string[] {
  const parts = [
    ...(saidByOthers > 0 ? [`${whole(saidByOthers)} of them stay, because other comments say them too`] : []),
    ...(tooShort > 0
      ? [`${count(tooShort, 'text')} of fewer than 12 letters not searched for: they identify nobody`]
      : []),
  ];
  return parts.length === 0 ? [] : [`${parts.join('; ')}.`];
}

/** Tables that had rows, with their rows before and after and what was found. */
function table({ proof }: Erased): string[] {
  const found = new Map<string, { columns: number; found: number; changed: number }>();
  for (const column of proof.columns) {
    const sum = found.get(column.table) ?? { columns: 0, found: 0, changed: 0 };
    found.set(column.table, {
      columns: sum.columns + (column.place === 'bytes' ? 0 : 1),
      found: sum.found + column.found,
      changed: sum.changed + column.redacted,
    });
  }
  const rows = proof.tables.filter(({ before, after }) => before > 0 || after > 0);
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(30)} ${cells.map((cell) => cell.padStart(11)).join('')}`;
  return [
    line('table', ['columns', 'before', 'after', 'found']),
    ...rows.map(({ table: name, before, after }) => {
      const sums = found.get(name);
      return line(name, [whole(sums?.columns ?? 0), whole(before), whole(after), whole(sums?.found ?? 0)]);
    }),
  ];
}
