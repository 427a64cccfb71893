import { z } from 'zod';
import { UPLOAD_STATES } from '../../db/uploads/lists.ts';

/** Schemas of answers, for the OpenAPI document; a test compares answers with them. */

const count = z.int().min(0);
const time = z.iso.datetime();
const fault = z.object({
  code: z.string().describe('A code of docs/errors.md.'),
  message: z.string(),
  fix: z.string(),
});

export const ERROR = z.object({ error: fault }).describe('What failed and what to do.').meta({ id: 'Error' });

const unparsed = z.object({ column: z.string(), count, firstLine: count });

const masked = z.record(z.string(), count);

const import_ = {
  id: z.uuid(),
  url: z.string().describe('Address of this import, below the address of the server.'),
  state: z
    .enum(UPLOAD_STATES)
    .describe('broken_off: the sender disconnected before the end, and nothing was imported.'),
  file: z.string().describe('Name of the file: a label.'),
  format: z.enum(['csv', 'ndjson']),
  bytes: count,
  bytesRead: count,
  importId: count.nullable().describe('Number of the import in SQL: verbatim.import.'),
  counts: z
    .object({
      read: count,
      accepted: count,
      duplicates: count.describe('Stored already.'),
      changed: count.describe('Stored with other content, which was changed.'),
      rejected: count,
      erased: count.describe('Of people or content that was erased: not stored.'),
      withoutText: count,
      newDocuments: count,
    })
    .describe('read = accepted + duplicates + changed + rejected + erased.'),
  masked: masked.describe('Parts that were masked, by kind.'),
  detected: z
    .object({
      source: z.string(),
      encoding: z.string(),
      delimiter: z.string(),
      columns: z
        .record(z.string(), z.union([z.string(), z.array(z.string())]))
        .describe('Field and its column; the text may have several.'),
      preset: z.string().nullable().describe('Preset by which it was read; null: none.'),
      attributes: z.array(z.string()).describe('Columns that went to the attributes; known at the end.'),
      unparsed: z.array(unparsed),
    })
    .nullable()
    .describe('Null before the header was read.'),
  error: fault.nullable(),
  analysis: z
    .object({ runId: count, status: z.string(), documents: count, analysed: count, failed: count })
    .nullable()
    .describe('Null until the documents are queued, and when there are no new ones.'),
  workers: count.describe('Workers that take batches now.'),
  counted: z.boolean().describe('Whether the dashboard counts what it stored.'),
  createdAt: time,
  finishedAt: time.nullable(),
};

export const IMPORT = z.object(import_).describe('One upload and its import.').meta({ id: 'Import' });

export const IMPORT_DETAILS = z
  .object({ ...import_, rejectsByReason: z.record(z.string(), count) })
  .describe('One upload and its import, with the reasons of its rejects.')
  .meta({ id: 'ImportDetails' });

export const IMPORT_LIST = z.object({ imports: z.array(IMPORT) }).describe('Newest first.');

const maybe = z.string().nullable();

export const PREVIEW = z
  .object({
    file: z.string(),
    source: maybe,
    format: z.enum(['csv', 'ndjson', 'json']),
    encoding: z.string(),
    delimiter: z.string().describe('Empty for JSON.'),
    quote: z.string(),
    header: z.boolean().describe('Whether the first row names the columns.'),
    names: z.array(z.string()).describe('A distinct name for every column.'),
    positions: z
      .record(z.string(), z.array(count))
      .describe('Field and the positions of its columns, from 1; only the text has several.'),
    byContent: z.array(z.string()).describe('Fields whose column was found by what it holds.'),
    skipped: z
      .array(
        z.object({
          kind: z.enum(['title', 'repeated_header', 'comment_line', 'total']),
          ...{ rows: count, firstLine: count, lastLine: count },
        }),
      )
      .describe('Rows without feedback; lines from 1.'),
    attributes: z.array(z.string()),
    ignored: z.array(z.string()),
    dropped: z.array(z.string()).describe('Columns that are not stored: they tell who somebody is.'),
    hashed: z.array(z.string()).describe('Columns that are stored as keyed hashes.'),
    masked: masked.describe('Parts that would be masked, by kind.'),
    dates: maybe,
    timeZone: maybe,
    decimal: maybe,
    scale: maybe.describe('Scale of the rating; 6-1 where 1 is best.'),
    nps: z.boolean().describe('Whether the ratings make a Net Promoter Score.'),
    asks: z.enum(['faults', 'praise']).nullable().describe('What the question of the texts asks for.'),
    titled: count.describe('Rows without a text whose title is taken for it.'),
    notes: z.array(z.string()).describe('Notes for the user before the import.'),
    preset: z
      .object({
        name: maybe.describe('Null: the file may be such an export, and is read like any other.'),
        title: z.string(),
        sentences: z.array(z.string()).describe('What was recognised.'),
      })
      .nullable()
      .describe('The export of a tool that the file is or may be; null: none.'),
    presets: z
      .array(z.object({ name: z.string(), title: z.string() }))
      .describe('Presets that the setting preset takes.'),
    rows: z.array(z.array(z.string())).describe('The first rows, masked; long cells are cut.'),
    counts: z
      .object({
        read: count,
        accepted: count,
        duplicates: count,
        changed: count,
        rejected: count,
        erased: count,
        withoutText: count,
        newDocuments: count,
      })
      .nullable()
      .describe('Null when the import would fail.'),
    rejectsByReason: z.record(z.string(), count),
    unparsed: z.array(unparsed),
    problem: fault.nullable().describe('Why the import would fail.'),
  })
  .describe('The result that an import of the file would have. Nothing was written.')
  .meta({ id: 'Preview' });

export const REJECTS = z
  .object({
    rejects: z.array(
      z.object({
        id: count,
        line: count,
        column: z.string().nullable(),
        reason: z.string(),
        detail: z.string(),
        raw: z.string().describe('The row as in the file.'),
      }),
    ),
    next: count.nullable().describe('after of the next page; null at the end.'),
  })
  .describe('One page of the rows that were set aside.')
  .meta({ id: 'Rejects' });

export const HEALTH = z
  .object({
    ok: z.boolean(),
    postgres: z.boolean().optional(),
    queue: z.boolean().optional(),
  })
  .describe('Whether the server works, and which part does not.');

export const QUEUE = z
  .object({
    waiting: count.describe('Batches that no worker has taken.'),
    active: count.describe('Batches that workers process.'),
    failed: count.describe('Batches that were given up after all attempts.'),
    tokens: count.describe(
      'At most so many tokens wait or are processed: full batches, four characters to a token.',
    ),
  })
  .describe('What waits for workers. Reads the queue alone, so it may be asked every few seconds.')
  .meta({ id: 'Queue' });

export const STATUS = z
  .looseObject({ feedback: count, documents: count, analysed: count, missing: count })
  .describe('What verbatim status --json prints.')
  .meta({ id: 'Status' });
