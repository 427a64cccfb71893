import type { App } from '../../app/open.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { rotateKeys } from '../../runs/privacy/rotate.ts';
import { done, type Outcome } from '../output.ts';

export interface RotateFlags {
  readonly dryRun?: boolean;
}

/** `verbatim privacy rotate`. */
export async function privacyRotate(app: App, flags: RotateFlags, signal: AbortSignal): Promise<Outcome> {
  const dryRun = flags.dryRun ?? false;
  const rotation = await rotateKeys(app, { dryRun, signal });
  const { keys, size, comments, changes, tombstones, originals } = rotation;
  if (keys === 0) {
    const text = `Nothing to do: all is stored under ${count(size, 'key')}. Append a new key to the list first.`;
    return done({ ...rotation, dryRun }, text);
  }
  const lines = [
    `${count(keys, 'new key')} of ${size}`,
    `Authors    ${count(comments, 'comment')}, ${count(changes, 'change')} of comments`,
    `Tombstones ${count(tombstones, 'author or id', 'authors and ids')}`,
    `Originals  ${count(originals, 'original')}`,
    '',
    dryRun
      ? 'Nothing was changed (--dry-run).'
      : 'All of it is stored under the new key. Keep the old keys in the list: names that are imported or erased later are recognised by all of them. Start servers and workers again.',
  ];
  return done({ ...rotation, dryRun }, lines.join('\n'));
}
