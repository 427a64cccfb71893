import { VerbatimError } from '../../errors/verbatim-error.ts';

export type BodyKind = 'csv' | 'ndjson' | 'json';

const KINDS: Readonly<Record<string, BodyKind>> = {
  'text/csv': 'csv',
  'text/plain': 'csv',
  'text/tab-separated-values': 'csv',
  'application/csv': 'csv',
  'application/gzip': 'csv',
  'application/x-gzip': 'csv',
  'application/octet-stream': 'csv',
  'application/vnd.ms-excel': 'csv', // what browsers on Windows call a .csv
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
  'application/json': 'json',
};

/**
 * What a body or a file of a form is: by the ending of its name, else by its content type.
 * @throws VerbatimError UPLOAD_TYPE_UNKNOWN
 */
export function kindOf(contentType: string | undefined, fileName: string | undefined): BodyKind {
  const ending = /\.(ndjson|jsonl|json|csv|tsv|tab|psv|txt)(?:\.gz)?$/i
    .exec(fileName ?? '')?.[1]
    ?.toLowerCase();
  if (ending)
    return ending === 'json' ? 'json' : ending === 'ndjson' || ending === 'jsonl' ? 'ndjson' : 'csv';
  const type = (contentType ?? 'none').split(';')[0]!.trim().toLowerCase();
  // For any other file the import reports what it is: "it is an Excel workbook".
  if (fileName) return Object.hasOwn(KINDS, type) ? KINDS[type]! : 'csv';
  if (!Object.hasOwn(KINDS, type))
    throw new VerbatimError('UPLOAD_TYPE_UNKNOWN', { type: type.slice(0, 100) });
  return KINDS[type]!;
}
