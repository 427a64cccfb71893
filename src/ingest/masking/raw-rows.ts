import { stringify } from 'csv-stringify/sync';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { type RowMasking, WITHHELD } from './row-masking.ts';

/**
 * A row as a reject stores it: as written, without what is masked. If its cells cannot be told apart and the file has
 * columns that are hidden, nothing of it is kept.
 */
export function maskedRaw(record: ScannedRecord, masking: RowMasking): string {
  const raw = storable(record.raw);
  const { cells } = record;
  if (!cells) return flawedRaw(raw, masking);
  const { layout, mapping } = masking.plan;
  const { names } = mapping;
  const width = names.length;
  // A cell too many or too few may be anywhere before the others.
  const shift = width - cells.length;
  const masked = cells.map((cell, at) => {
    const own = storable(cell);
    const bare = cell.replaceAll('\0', '').replace(/\p{Cs}/gu, '');
    const clean = bare === cell || masking.text(bare) === bare ? own : bare;
    const [from, to] = [at, at + shift].sort((a, b) => a - b) as [number, number];
    return masking.cell(clean, Math.max(0, from), to);
  });
  if (masked.every((cell, at) => cell === storable(cells[at]!))) return raw;
  if (layout.format !== 'csv') {
    const members = masked.flatMap((cell, at): [string, string][] =>
      cell === '' ? [] : [[names[at]!, cell]],
    );
    return JSON.stringify(Object.fromEntries(members));
  }
  const { delimiter, quotes } = layout;
  const { quote } = quotes;
  if (quote === null) return masked.join(delimiter);
  return stringify([masked], { quote, escape: quotes.escape, delimiter, record_delimiter: 'unix' }).replace(
    /\n$/,
    '',
  );
}

/** A row that breaks the rules of quoting. Its cells are known only if each delimiter in it stands between two of them. */
function flawedRaw(raw: string, masking: RowMasking): string {
  const { layout, mapping } = masking.plan;
  if (masking.showsAll) return masking.text(raw);
  const pieces = layout.format === 'csv' ? raw.split(layout.delimiter) : [];
  if (pieces.length !== mapping.names.length || /[\r\n]/.test(raw)) return WITHHELD;
  return pieces
    .map((piece, at) => {
      const [, before, cell, after] = /^(["'\s]*)(.*?)(["'\s]*)$/.exec(piece)!;
      const masked = masking.cell(cell!, at);
      return masked === '' ? '' : before + masked + after;
    })
    .join(layout.delimiter);
}

/** A row for the reject table: NUL shown as U+2400, invalid bytes as U+FFFD. */
export function storable(raw: string): string {
  return raw.replaceAll('\0', '\u2400').toWellFormed();
}
