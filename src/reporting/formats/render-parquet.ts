import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import type { ReportCell } from '../../db/reports/report-queries.ts';
import type { ReportSection } from '../report.ts';
import type { ReportColumn } from '../reports/columns.ts';

type Kind = ReportColumn['kind'];
const TYPES: Readonly<Record<Kind, BasicType>> = {
  ...{ text: 'STRING', quote: 'STRING', day: 'STRING', count: 'INT64' },
  ...{
    share: 'DOUBLE',
    mean: 'DOUBLE',
    rating: 'DOUBLE',
    score: 'DOUBLE',
    points: 'DOUBLE',
    effect: 'DOUBLE',
  },
};

/**
 * One report as a Parquet file, with the ends of intervals beside their shares. Counts are INT64, other numbers DOUBLE,
 * texts UTF8, days DATE, unknown values null. Title and notes are in the metadata.
 */
export function renderParquet({ name, title, columns, rows, notes }: ReportSection): Uint8Array {
  const all = columns.flatMap(({ name, kind, interval = [] }) => [
    { name, kind },
    ...interval.map((end) => ({ name: end, kind: 'share' as const })),
  ]);
  const buffer = parquetWriteBuffer({
    columnData: all.map((column) => ({
      name: column.name,
      data: rows.map((row) => stored(row[column.name] ?? null, column.kind)),
      ...(rows.length === 0 ? {} : { nullable: true }),
    })),
    schema: [
      { name: 'report', num_children: all.length },
      ...all.map((column) => element(column.name, column.kind)),
    ],
    kvMetadata: [
      { key: 'verbatim.report', value: name },
      { key: 'verbatim.title', value: title },
      { key: 'verbatim.notes', value: notes.join('\n') },
    ],
    createdBy: 'verbatim',
  });
  return new Uint8Array(buffer);
}

function element(name: string, kind: Kind) {
  const column = { name, repetition_type: 'OPTIONAL' } as const;
  if (kind === 'day') return { ...column, type: 'INT32', converted_type: 'DATE' } as const;
  const type = TYPES[kind];
  return type === 'STRING'
    ? ({ ...column, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const)
    : ({ ...column, type: type as 'INT64' | 'DOUBLE' } as const);
}

function stored(value: ReportCell, kind: Kind): string | number | bigint | Date | null {
  if (value === null) return null;
  if (kind === 'day') return new Date(`${value}T00:00:00Z`);
  if (kind === 'count') return BigInt(Math.round(Number(value)));
  return TYPES[kind] === 'STRING' ? String(value).toWellFormed() : Number(value);
}
