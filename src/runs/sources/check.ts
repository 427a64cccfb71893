import type { Database } from '../../db/client.ts';
import { checkQuery, MOST_COUNTED } from '../../db/origins/foreign-query.ts';
import { newFiles, type Origin } from '../../db/origins/origins.ts';
import { type Environment, withSecrets } from '../../domain/secret-reference.ts';
import { bucketFiles, folderFiles } from './file-origin.ts';
import { httpPages } from './http-origin.ts';

/** What an origin has, without reading its rows. */
export interface OriginCheck {
  readonly source: string;
  /** Of a query: its columns and their types. Of HTTP: the members of the records of its first page. */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  /** What a pull would read: rows, records of the first page, or files. */
  readonly found: number;
  /** True when there may be more than `found`. */
  readonly more: boolean;
  readonly unit: 'row' | 'record' | 'file';
  /** Of files. */
  readonly bytes: number | null;
}

type Checked = Pick<Origin, 'source' | 'kind' | 'address' | 'settings' | 'position'>;

/**
 * Asks an origin what a pull would read.
 * @throws VerbatimError ORIGIN_*, BUCKET_*, SECRET_MISSING
 */
export async function checkOrigin(
  database: Database,
  origin: Checked,
  environment: Environment,
): Promise<OriginCheck> {
  const { source, kind, settings, position } = origin;
  const address = withSecrets(origin.address, environment, 'address');
  if (kind === 'sql') {
    const { columns, rows } = await checkQuery(address, settings, position);
    return { source, columns, found: rows, more: rows === MOST_COUNTED, unit: 'row', bytes: null };
  }
  if (kind === 'http') {
    const records: object[] = [];
    for await (const page of httpPages(address, settings, position, { environment, pages: 1 })) {
      records.push(...page);
    }
    const names = new Set(records.flatMap((record) => Object.keys(record)));
    const columns = [...names].map((name) => ({ name, type: null }));
    return { source, columns, found: records.length, more: true, unit: 'record', bytes: null };
  }
  let [found, bytes] = [0, 0];
  const listed = kind === 'folder' ? folderFiles(address) : bucketFiles(origin.address, environment);
  for await (const some of listed) {
    const fresh = await newFiles(database, source, some);
    found += fresh.length;
    bytes += fresh.reduce((sum, file) => sum + file.bytes, 0);
  }
  return { source, columns: [], found, more: false, unit: 'file', bytes };
}
