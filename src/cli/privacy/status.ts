import type { Config } from '../../app/config.ts';
import { configuredKeyring, isKeyFileOpen } from '../../app/keyring.ts';
import type { App } from '../../app/open.ts';
import type { Database } from '../../db/client.ts';
import { type Privacy, readPrivacy, type SourcePrivacy } from '../../db/privacy/status.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, minute, whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim privacy status`. */
export async function privacyStatus({ config, database }: App): Promise<Outcome> {
  const { privacy, warnings } = await lookAtPrivacy(config, database);
  const { sources, keys, originals, tombstones, names, erasures, accesses } = privacy;
  const lines = [
    ...sources.flatMap(sourceLines),
    ...(sources.length === 0 ? ['There is no source yet.'] : []),
    '',
    `Names       ${countsText(names) || 'none masked or flagged yet'}`,
    `Keys        ${keys.length === 0 ? 'none' : keys.map(({ ordinal, createdAt }) => `${ordinal} since ${minute(createdAt)}`).join(', ')}`,
    `Originals   ${whole(originals)} kept, encrypted`,
    `Tombstones  ${countsText(tombstones) || 'none'}`,
    ...erasures.map((it) => {
      const from = it.source === null ? '' : ` of ${printable(it.source)}`;
      return `Erasure     ${it.id} by ${it.selectedBy}${from} (${it.reason}), ${it.status}, ${count(it.feedback, 'comment')}, ${minute(new Date(it.startedAt))}`;
    }),
    `Access      ${count(accesses, 'entry', 'entries')} in the log, kept for ${config.accessDays} days`,
    ...(warnings.length > 0 ? ['', ...warnings.map((it) => `NOTE  ${it}`)] : []),
  ];
  return done({ ...privacy, accessDays: config.accessDays, warnings }, lines.join('\n'));
}

function sourceLines({ source, rules, comments, masked, givenAuthors, before }: SourcePrivacy): string[] {
  const { identifiers, names, places, numbered, keepOriginal, retainDays, patterns, columns, keptNames } =
    rules;
  const kinds = Object.keys(patterns);
  const treated = Object.entries(columns).map(([header, it]) => `${printable(header)} ${it}`);
  return [
    `${printable(source)}: ${count(comments, 'comment')}`,
    `  rules     identifiers ${identifiers ? 'masked' : 'not masked'}, names ${names}, places ${places}${numbered ? ', numbered' : ''}`,
    ...(kinds.length > 0 ? [`            own kinds: ${kinds.map(printable).join(', ')}`] : []),
    ...(treated.length > 0 ? [`            columns: ${treated.join(', ')}`] : []),
    ...(keptNames.length > 0 ? [`            names that stay: ${whole(keptNames.length)}`] : []),
    `            originals ${keepOriginal ? 'kept' : 'not kept'}, ${retainDays === null ? 'no end of retention' : `deleted after ${count(retainDays, 'day')}`}`,
    `  masked    ${countsText(masked) || 'nothing'}`,
    ...(before > 0 ? [`  unmasked  ${whole(before)} stored before these rules`] : []),
    ...(givenAuthors > 0 ? [`  unmasked  ${count(givenAuthors, 'author')} as given`] : []),
  ];
}

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, n]) => `${kind} ${whole(n)}`)
    .join(', ');

/** What is stored, and what an operator should do about it. @throws VerbatimError KEY_INVALID */
export async function lookAtPrivacy(
  config: Config,
  database: Database,
): Promise<{ privacy: Privacy; warnings: string[] }> {
  const privacy = await readPrivacy(database);
  const keyring = await configuredKeyring(config);
  const { keys, sources } = privacy;
  const before = sources.reduce((sum, it) => sum + it.before, 0);
  const given = sources.reduce((sum, it) => sum + it.givenAuthors, 0);
  const warnings = [
    ...(before > 0
      ? [`${count(before, 'comment')} were stored before the present rules of masking: verbatim privacy mask`]
      : []),
    ...(given > 0 ? [`${count(given, 'author')} are stored as given: verbatim privacy mask`] : []),
    ...(keyring === null
      ? [
          keys.length > 0
            ? `${keys.length === 1 ? 'key 1 is' : `keys 1 to ${keys.length} are`} missing: comments can be read, and none is stored. Set VERBATIM_KEY_FILE`
            : 'there is no key: authors are not stored, and erased persons cannot be kept away. Set VERBATIM_KEY_FILE',
        ]
      : []),
    ...(keyring && keyring.size > keys.length && keys.length > 0
      ? [`key ${keyring.size} is not in use yet: verbatim privacy rotate`]
      : []),
    ...(keys.some(({ readyAt }) => readyAt === null)
      ? ['a rotation of keys runs or was interrupted, and imports are refused: verbatim privacy rotate']
      : []),
    ...((await isKeyFileOpen(config))
      ? ['others than its owner may read the file of the keys: chmod 600']
      : []),
  ];
  return { privacy, warnings };
}
