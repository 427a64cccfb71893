import type { Database } from '../../db/client.ts';
import { findRejects, importLayout, type StoredReject } from '../../db/imports/rejects.ts';
import type { Reject } from '../../domain/feedback.ts';
import type { RatingScale } from '../../domain/rating-scale.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import type { ColumnTreatment, MaskingRules } from '../../privacy/rules.ts';
import type { Input } from '../bytes/byte-source.ts';
import type { Asks, ColumnMap } from '../columns/column-map.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { resolveMapping } from '../columns/mapping.ts';
import type { DecimalSign } from '../columns/ratings.ts';
import { RowReader } from '../columns/rows.ts';
import type { TimeFormat } from '../columns/time-format.ts';
import { maskedRaw, storable } from '../masking/raw-rows.ts';
import { RowMasking, WITHHELD } from '../masking/row-masking.ts';
import { decideTreatments } from '../masking/treatments.ts';
import type { ReadRecord } from '../records/chunk-reader.ts';
import type { Layout } from '../records/file-layout.ts';
import type { FoundLayout } from '../records/file-survey.ts';
import { LineScanner } from '../records/json-records.ts';
import type { ImportOptions, Understood } from '../records/opened-file.ts';
import { readRecords } from '../records/record-source.ts';
import { RecordScanner } from '../records/records.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { rulesFor } from './file-plan.ts';
import { blankSummary } from './import-summary.ts';
import { unguarded } from './rejects-file.ts';

/** What an import notes of how its file was read. */
interface NotedLayout extends Layout {
  readonly header: readonly string[];
  readonly ignored: readonly string[];
  readonly joinText?: boolean;
  readonly questions?: readonly string[];
  readonly asks?: Asks;
  readonly times?: TimeFormat & { zone: string };
  readonly decimal?: DecimalSign | null;
  readonly scale?: RatingScale | null;
  /** By position; none of imports before 0.4. */
  readonly treatments?: readonly ColumnTreatment[];
}

const NONE_ASIDE = { outside: 0, firstOutside: null, notRated: 0 };

/** Reads the mended rows of one import as its file was read. */
interface MendedReader {
  readonly columns: ColumnMap;
  readonly masking: RowMasking;
  read(raw: string, line: number): (FeedbackRow | Reject)[];
  /** A row that is not mended, as a reject stores it. */
  masked(raw: string): string;
}

/**
 * Opens a file of rejects: each row is read as the file was that it comes from, and goes to its source.
 * @param surveyed its rows, in the reading that surveys it
 * @throws VerbatimError REJECTS_MIXED, REJECTS_UNKNOWN
 */
export async function openMended(
  database: Database,
  input: Input,
  { layout, header }: FoundLayout,
  surveyed: AsyncGenerator<ScannedRecord[]>,
  { file, rules: changes, keyring = null }: ImportOptions,
): Promise<Understood> {
  const at = { id: header.indexOf('reject_id'), raw: header.indexOf('raw_row') };
  const idOf = ({ cells }: ScannedRecord) =>
    /^\d{1,15}$/.test(cells?.[at.id] ?? '') ? Number(cells![at.id]) : 0;
  const lookUp = (batch: readonly ScannedRecord[]) => findRejects(database, batch.map(idOf));
  const imports = new Set<number>();
  const sources = new Set<string>();
  for await (const batch of surveyed) {
    for (const { source, firstImportId } of (await lookUp(batch)).values()) {
      sources.add(source);
      imports.add(firstImportId);
    }
  }
  const [source] = sources;
  if (source === undefined) throw new VerbatimError('REJECTS_UNKNOWN', { file: input.name });
  if (sources.size > 1) {
    throw new VerbatimError('REJECTS_MIXED', { file: input.name, sources: [...sources].join(', ') });
  }
  const rules = await rulesFor(database, source, changes, keyring);
  const readers = new Map<number, MendedReader | null>();
  for (const id of imports) readers.set(id, await readerOf(database, id, rules, keyring));
  const some = [...readers.values()].find((reader) => reader !== null);
  const masking =
    some?.masking ??
    new RowMasking({ rules, treatments: [], keyring, layout, mapping: resolveMapping(['text'], {}, file) });

  const mend = (record: ScannedRecord, stored: StoredReject | undefined): (FeedbackRow | Reject)[] => {
    const { line, cells } = record;
    const raw = cells?.[at.raw] === undefined ? null : unguarded(cells[at.raw]!);
    const reader = stored && readers.get(stored.firstImportId);
    if (raw === null || !reader) {
      const detail = stored ? 'the row cannot be read' : 'no such reject is stored';
      // Nothing tells which of its columns are hidden.
      const named = masking.text(storable(cells?.[at.id] ?? WITHHELD));
      return [{ line, column: 'reject_id', reason: 'reject_unknown', detail, raw: named }];
    }
    const rejectId = stored.id;
    if (sameLines(raw, stored.raw)) {
      const { column, reason, detail } = stored;
      return [
        { line, column, reason: reason as Reject['reason'], detail, raw: reader.masked(raw), rejectId },
      ];
    }
    const made = reader.read(raw, line);
    return made.map((one) => ({ ...one, rejectId }));
  };
  async function* records(batches: AsyncGenerator<ScannedRecord[]>): AsyncGenerator<ReadRecord[]> {
    for await (const batch of batches) {
      const stored = await lookUp(batch);
      yield batch.map((record) => ({
        made: mend(record, stored.get(idOf(record))),
        ...{ endLine: record.endLine, size: record.raw.length },
      }));
    }
  }
  return {
    ahead: null,
    masking,
    layout: { format: 'rejects' },
    summary: { ...blankSummary(layout, { source, file }), columns: some?.columns ?? {} },
    read() {
      const { batches, bytes, skipped } = readRecords(input, layout, header);
      return {
        records: records(batches),
        bytes,
        skipped,
        unparsed: () => [],
        ratingsAside: () => NONE_ASIDE,
      };
    },
  };
}

/** A spreadsheet writes its own line ends. */
function sameLines(a: string, b: string): boolean {
  return a === b || a.replaceAll(/\r\n?/g, '\n') === b.replaceAll(/\r\n?/g, '\n');
}

/** Null for an import that did not note how it read. */
async function readerOf(
  database: Database,
  importId: number,
  rules: MaskingRules,
  keyring: Keyring | null,
): Promise<MendedReader | null> {
  const noted = await importLayout(database, importId);
  const layout = noted?.layout as NotedLayout | undefined;
  if (!noted || !layout?.header) return null;
  const { header, ignored, joinText, questions, asks, times, decimal, scale, quotes } = layout;
  const columns = noted.mapping as ColumnMap;
  const mapping = resolveMapping(header, { map: columns, ignore: ignored }, 'the file');
  const { encoding, delimiter } = noted;
  const treatments = layout.treatments ?? decideTreatments({ header, mapping }, rules, keyring);
  const masking = new RowMasking({ rules, treatments, keyring, mapping, layout: { ...layout, delimiter } });
  const reader = new RowReader({
    header,
    mapping,
    encoding,
    joinText,
    questions,
    asks,
    times,
    decimal,
    scale,
    masking,
  });
  const scan = (raw: string): ScannedRecord[] => {
    if (layout.format === 'csv') {
      const scanner = new RecordScanner(delimiter, { quotes });
      return [...scanner.push(raw), ...scanner.end()];
    }
    const scanner = new LineScanner();
    const line = raw.replaceAll(/[\r\n]+/g, ' ');
    return [...scanner.push(line), ...scanner.end()].map(({ members, ...record }) => ({
      ...record,
      cells: members && header.map((name) => members.get(name) ?? ''),
    }));
  };
  return {
    columns,
    masking,
    masked(raw) {
      const [record, ...others] = scan(raw);
      if (record && others.length === 0) return maskedRaw(record, masking);
      return masking.showsAll ? masking.text(raw) : WITHHELD;
    },
    read: (raw, line) =>
      scan(raw).flatMap((record): (FeedbackRow | Reject)[] => {
        const made = reader.read({ ...record, line });
        return Array.isArray(made) ? made : [made];
      }),
  };
}
