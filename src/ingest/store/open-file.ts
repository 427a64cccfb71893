import type { Database } from '../../db/client.ts';
import type { Input } from '../bytes/byte-source.ts';
import { openInput } from '../bytes/byte-source.ts';
import { sourceName } from '../bytes/file-name.ts';
import { RowReader } from '../columns/rows.ts';
import { saveSettings } from '../columns/saved-mapping.ts';
import { readThrough } from '../records/chunk-reader.ts';
import type { ImportOptions, OpenedFile, Understood } from '../records/opened-file.ts';
import { readRecords } from '../records/record-source.ts';
import { corrupt, openLayout, planFile } from './file-plan.ts';
import { newSummary } from './import-summary.ts';
import { openMended } from './mended-rejects.ts';
import { isRejectsFile } from './rejects-file.ts';

/**
 * Opens a file and finds out how it is to be read; it is looked at as a whole.
 * @throws VerbatimError FILE_*, ENCODING_*, COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, REJECTS_*, INTERRUPTED,
 * USAGE
 */
export async function openFile(database: Database, options: ImportOptions): Promise<OpenedFile> {
  const input = await openInput(options.file, options);
  try {
    const { name } = input;
    return { ...(await understood(database, input, options)), name, options, close: () => input.close() };
  } catch (error) {
    await input.close();
    throw corrupt(input, error);
  }
}

export async function understood(
  database: Database,
  input: Input,
  options: ImportOptions,
): Promise<Understood> {
  const found = await openLayout(input, options);
  const file = options.file;
  if (isRejectsFile(found.header)) return openMended(database, input, found, file);
  const source = options.source ?? sourceName(file);
  const plan = await planFile(database, input, found, source, options);
  const { layout, mapping, format } = plan;
  const summary = newSummary(plan, { source, file });
  const { times, decimal, joinText, questions, asks, scale } = format;
  return {
    summary,
    async beforeWriting() {
      if (options.saveMapping !== undefined) {
        await saveSettings(database, options.saveMapping, mapping, plan.settings);
      }
    },
    layout: {
      ...{ ...layout, header: found.header, ignored: summary.ignored },
      ...{ times, decimal, joinText, questions, asks, scale },
    },
    header: found.header,
    read(formerHeaders) {
      const reader = new RowReader({ ...format, formerHeaders });
      const { batches, bytes, skipped } = readRecords(input, layout, found.header);
      const counts = { unparsed: () => reader.unparsed, ratingsAside: () => reader.ratingsAside };
      const titled = () => reader.titled;
      return { records: readThrough(batches, reader), bytes, skipped, titled, ...counts };
    },
  };
}
