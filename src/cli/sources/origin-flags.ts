import { resolve } from 'node:path';
import { type OriginKind, type OriginSettings, originKind, parseOverlap } from '../../domain/origin.ts';
import {
  assertNoSecret,
  assertNoSecretHeader,
  type Environment,
  withSecrets,
} from '../../domain/secret-reference.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { JsonFlag } from '../command.ts';
import { type ImportFlags, importSettings } from '../options/import.ts';

export interface OriginFlags extends ImportFlags, JsonFlag {
  readonly from: string;
  readonly query?: string;
  readonly cursor?: string;
  readonly id?: string;
  readonly overlap?: string;
  readonly records?: string;
  readonly next?: string;
  readonly pageParameter?: string;
  readonly since?: string;
  readonly httpHeader?: Record<string, string>;
  readonly check?: boolean;
}

/** Reads `Name: value`; a secret in clear is refused. @throws VerbatimError USAGE, SECRET_IN_CLEAR */
export function header(text: string): Record<string, string> {
  const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new VerbatimError('USAGE', { detail: '--http-header takes a header, such as "X-Shop: 12".' });
  }
  assertNoSecretHeader(name, value);
  return { [name]: value };
}

/** A time or a number, as it is written. @throws VerbatimError USAGE */
export function overlap(text: string): string {
  parseOverlap(text);
  return text;
}

/** Flags that have a meaning for some kinds alone. */
const KINDS: Readonly<Record<string, readonly OriginKind[]>> = {
  query: ['sql'],
  id: ['sql'],
  cursor: ['sql', 'http'],
  overlap: ['sql', 'http'],
  records: ['http'],
  next: ['http'],
  pageParameter: ['http'],
  since: ['http'],
  httpHeader: ['http'],
};

/**
 * What `source add` stores.
 * @throws VerbatimError USAGE, ORIGIN_ADDRESS, SECRET_IN_CLEAR, SECRET_MISSING
 */
export function originOf(
  flags: OriginFlags,
  environment: Environment,
): { readonly kind: OriginKind; readonly address: string; readonly settings: OriginSettings } {
  assertNoSecret(flags.from);
  const kind = originKind(withSecrets(flags.from, environment, 'address'));
  for (const [name, kinds] of Object.entries(KINDS)) {
    if (flags[name as keyof OriginFlags] === undefined || kinds.includes(kind)) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new VerbatimError('USAGE', { detail: `${flag} has no meaning for ${SAID[kind]}.` });
  }
  const { query, cursor, id, overlap, records, next, pageParameter, since, httpHeader } = flags;
  const refuse = (detail: string): never => {
    throw new VerbatimError('USAGE', { detail });
  };
  if (kind === 'sql' && !query?.trim()) refuse('A database needs --query, such as "select * from reviews".');
  if (overlap !== undefined && cursor === undefined) refuse('--overlap needs --cursor.');
  if (id !== undefined && cursor === undefined) refuse('--id needs --cursor.');
  if (kind === 'http' && (since === undefined) !== (cursor === undefined)) {
    refuse('--cursor and --since belong together: the member that grows, and the parameter that takes it.');
  }
  const { source: _, saveMapping: __, rules: ___, ...given } = importSettings(flags);
  // A nightly run is started in another folder.
  const preset = /\.ya?ml$/i.test(given.preset ?? '') ? resolve(given.preset!) : given.preset;
  const reading = Object.fromEntries(
    Object.entries({ ...given, preset }).filter(([, value]) => value !== undefined),
  );
  const settings = {
    query,
    cursor,
    id,
    overlap,
    records,
    next,
    pageParameter,
    since,
    headers: httpHeader,
    reading,
  };
  const address = kind === 'folder' && !flags.from.startsWith('${') ? resolve(flags.from) : flags.from;
  return { kind, address, settings };
}

const SAID: Readonly<Record<OriginKind, string>> = {
  sql: 'a database',
  folder: 'a folder',
  bucket: 'a bucket',
  http: 'an HTTP address',
};
