import type { Database } from '../../db/client.ts';
import { changeRules } from '../../db/privacy/rules.ts';
import { saysAnything } from '../../privacy/source-rules.ts';
import type { ReadSetup } from '../ahead/reader.ts';
import { type Input, openInput } from '../bytes/byte-source.ts';
import { sourceName } from '../bytes/file-name.ts';
import { RowReader } from '../columns/rows.ts';
import { saveSettings } from '../columns/saved-mapping.ts';
import { presetsFor } from '../presets/known-presets.ts';
import { readThrough } from '../records/chunk-reader.ts';
import { type FoundLayout, surveyFile } from '../records/file-survey.ts';
import { markColumns } from '../records/follower.ts';
import type { ImportOptions, OpenedFile, Understood } from '../records/opened-file.ts';
import { readRecords } from '../records/record-source.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { type FilePlan, planFile } from './file-plan.ts';
import { newSummary } from './import-summary.ts';
import { assertNewRows } from './known-source.ts';
import { openMended } from './mended-rejects.ts';
import { isRejectsFile } from './rejects-file.ts';

/**
 * Opens a file and decides how to read it, in one reading of the whole file.
 * @throws VerbatimError FILE_*, ENCODING_*, HEADER_UNDECIDED, COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, PRESET_*,
 * SOURCE_KNOWN, REJECTS_*, INTERRUPTED, USAGE
 */
export async function openFile(database: Database, options: ImportOptions): Promise<OpenedFile> {
  const input = await openInput(options.file, options);
  try {
    const presets = await presetsFor(database, options.preset);
    const chosen = { ...options, presets };
    const understood = await surveyFile(input, chosen, (found, batches) =>
      isRejectsFile(found.header)
        ? openMended(database, input, found, batches, options)
        : openRows(database, input, found, batches, chosen),
    );
    return { ...understood, name: input.name, options, close: () => input.close() };
  } catch (error) {
    await input.close();
    throw error;
  }
}

async function openRows(
  database: Database,
  input: Input,
  found: FoundLayout,
  batches: AsyncGenerator<ScannedRecord[]>,
  options: ImportOptions,
): Promise<Understood> {
  const file = options.file;
  const source = options.source ?? sourceName(file);
  const plan = await planFile(database, found, batches, { file: input.name, source }, options);
  const { layout, mapping, format, settings } = plan;
  if (options.source === undefined && !options.update) {
    await assertNewRows(database, plan, { file: input.name, source });
  }
  const summary = newSummary(plan, { source, file });
  const { times, decimal, joinText, questions, asks, scale } = format;
  const marks = markColumns(options.follower, found.header, input.name);
  return {
    summary,
    async beforeWriting() {
      if (options.rules && saysAnything(options.rules)) await changeRules(database, source, options.rules);
      if (options.saveMapping !== undefined) {
        await saveSettings(database, options.saveMapping, mapping, settings);
      }
    },
    masking: format.masking,
    marks,
    layout: {
      ...{ ...layout, header: found.header, ignored: summary.ignored },
      treatments: format.masking.plan.treatments,
      preset: plan.preset?.name,
      ...{ times, decimal, joinText, questions, asks, scale },
    },
    header: found.header,
    ahead: aheadOf(input, found, plan, { source, marks }),
    read(formerHeaders) {
      const reader = new RowReader({ ...format, formerHeaders });
      const records = readRecords(input, layout, found.header);
      const counts = { unparsed: () => reader.unparsed, ratingsAside: () => reader.ratingsAside };
      const titled = () => reader.titled;
      const { bytes, skipped } = records;
      return { records: readThrough(records.batches, reader), bytes, skipped, titled, ...counts };
    },
  };
}

/** Numbers of masked values are given, and originals kept, by the thread that writes. */
function aheadOf(
  { place }: Input,
  { header }: FoundLayout,
  { layout, format }: FilePlan,
  of: Pick<ReadSetup, 'source' | 'marks'>,
): OpenedFile['ahead'] {
  const { masking, ...others } = format;
  const { keyring, ...plan } = masking.plan;
  if (plan.rules.numbered || plan.rules.keepOriginal) return null;
  return { ...of, place, layout, header, format: others, plan, keys: keyring?.parts ?? null };
}
