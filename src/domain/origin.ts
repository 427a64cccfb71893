import { VerbatimError } from '../errors/verbatim-error.ts';

/** What a source is pulled from. */
export const ORIGIN_KINDS = ['sql', 'folder', 'bucket', 'http'] as const;
export type OriginKind = (typeof ORIGIN_KINDS)[number];

/** Up to where an origin was read. */
export interface Position {
  /** Value of the cursor, as the origin writes it. */
  readonly value: string;
  /** Id of the last row with that value; absent: rows with the value are read again. */
  readonly id?: string | undefined;
}

/** How an origin is read. */
export interface OriginSettings {
  /** sql: the query, without an order. */
  readonly query?: string | undefined;
  /** sql and http: the column or member that grows with each change. */
  readonly cursor?: string | undefined;
  /** sql: a column that tells rows with the same cursor apart. */
  readonly id?: string | undefined;
  /** How far before the cursor a pull reads again, such as `1h`; a plain number for a cursor that is one. */
  readonly overlap?: string | undefined;
  /** http: path of the list of records in an answer; absent: the answer is the list, or has one. */
  readonly records?: string | undefined;
  /** http: `link`, or the path of the next page's address or token in an answer. */
  readonly next?: string | undefined;
  /** http: parameter that takes the token of the next page, or its number. */
  readonly pageParameter?: string | undefined;
  /** http: parameter that takes the cursor. */
  readonly since?: string | undefined;
  /** http: headers, with references to the environment. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How its files are read: the settings of an import. */
  readonly reading?: object | undefined;
}

/**
 * The kind that an address names.
 * @param address with the values of the environment
 * @throws VerbatimError ORIGIN_ADDRESS
 */
export function originKind(address: string): OriginKind {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return 'folder';
  const kind = ({ postgres: 'sql', postgresql: 'sql', s3: 'bucket', http: 'http', https: 'http' } as const)[
    scheme
  ];
  if (!kind) throw new VerbatimError('ORIGIN_ADDRESS', { scheme });
  return kind;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads `1h`, `30m`, `2d` as seconds, and a plain number as a step of the cursor. @throws VerbatimError USAGE */
export function parseOverlap(text: string): { readonly seconds: number } | { readonly step: number } {
  const [, digits, unit] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  if (digits === undefined) {
    const detail = '--overlap takes a time such as 1h, 30m or 2d, or a number where the cursor is one.';
    throw new VerbatimError('USAGE', { detail });
  }
  return unit ? { seconds: Number(digits) * SECONDS[unit]! } : { step: Number(digits) };
}
