import type { App } from '../../app/open.ts';
import { listKeys, revokeKey, storeKey } from '../../db/api-keys.ts';
import { newKey, SCOPES, type Scope } from '../../domain/api-key.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

export interface KeyFlags {
  readonly scope?: string;
  readonly days?: string;
}

/** `verbatim key create NAME`: the only time that the key is shown. @throws VerbatimError USAGE, KEY_NAME_TAKEN */
export async function keyCreate({ database }: App, name: string, flags: KeyFlags): Promise<Outcome> {
  if (!/^[\w.@-]{1,64}$/.test(name)) {
    throw new VerbatimError('USAGE', { detail: 'a name has 1 to 64 letters, digits, or . _ @ -' });
  }
  const scopes = parseScopes(flags.scope ?? 'read');
  const days = flags.days === undefined ? null : Number(flags.days);
  if (days !== null && !(Number.isInteger(days) && days > 0 && days <= 3_660)) {
    throw new VerbatimError('USAGE', { detail: '--days is a whole number from 1 to 3660' });
  }
  const made = newKey();
  const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000);
  const stored = await storeKey(database, made, { name, scopes, expiresAt });
  const lines = [
    `${made.key}`,
    '',
    `Key ${name}, for ${scopes.join(', ')}. It is not shown again. Send it as: Authorization: Bearer KEY`,
  ];
  return done({ ...stored, key: made.key }, lines.join('\n'));
}

/** `verbatim key list` */
export async function keyList({ database }: App): Promise<Outcome> {
  const keys = await listKeys(database);
  const day = (time: Date | string) => new Date(time).toISOString().slice(0, 10);
  const lines = keys.map(({ name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }) =>
    [
      `${name}: ${scopes.join(', ')}`,
      `made ${day(createdAt)}`,
      lastUsedAt ? `used ${day(lastUsedAt)}` : 'never used',
      ...(revokedAt ? [`revoked ${day(revokedAt)}`] : expiresAt ? [`expires ${day(expiresAt)}`] : []),
    ].join(' · '),
  );
  return done(keys, [count(keys.length, 'key'), ...lines].join('\n'));
}

/** `verbatim key revoke NAME` @throws VerbatimError KEY_UNKNOWN */
export async function keyRevoke({ database }: App, name: string): Promise<Outcome> {
  return done(await revokeKey(database, name), `Key ${name} is refused from now on.`);
}

function parseScopes(list: string): readonly Scope[] {
  const scopes = [...new Set(list.split(',').map((scope) => scope.trim()))];
  const unknown = scopes.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined) {
    throw new VerbatimError('USAGE', { detail: `no scope "${unknown}"; there are ${SCOPES.join(', ')}` });
  }
  return scopes as Scope[];
}
