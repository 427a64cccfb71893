import { type Command, Option } from 'commander';
import { command, type JsonFlag, jsonOption } from '../command.ts';
import { finish } from '../exit.ts';
import { configOf, inApp } from '../with-app.ts';
import type { AccessFlags } from './access.ts';
import type { MaskFlags } from './mask.ts';
import type { RotateFlags } from './rotate.ts';

const dryRunOption = () => new Option('--dry-run', 'show what would be done, change nothing');

/** `privacy status`, `mask`, `rotate`, `original` and `access`. */
export function addPrivacyCommands(program: Command, signal: AbortSignal): void {
  const privacy = command(program, 'privacy', 'masks, keys, originals and who saw them', []);

  command(privacy, 'status', 'what is masked, what is not, which keys are in use', [jsonOption()]).action(
    (flags: JsonFlag) => inApp(flags, async (app) => (await import('./status.ts')).privacyStatus(app)),
  );

  command(privacy, 'mask', 'mask comments that are stored already, by the present rules', [
    new Option('--source <name>', 'only comments of this source'),
    dryRunOption(),
    jsonOption(),
  ]).action((flags: MaskFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./mask.ts')).privacyMask(app, flags, signal)),
  );

  command(privacy, 'rotate', 'take a new key into use that was added to the list', [
    dryRunOption(),
    jsonOption(),
  ]).action((flags: RotateFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./rotate.ts')).privacyRotate(app, flags, signal)),
  );

  command(privacy, 'original <ids...>', 'decrypt originals of comments by their numbers; it is logged', [
    jsonOption(),
  ]).action((ids: string[], flags: JsonFlag) =>
    finish(flags, async () => (await import('./original.ts')).privacyOriginal(await configOf({}), ids)),
  );

  command(privacy, 'access', 'who was shown quotes and originals, the latest first', [
    new Option('--since <day>', 'only from this day on (YYYY-MM-DD), UTC; default: the last 30 days'),
    new Option('--who <name>', 'only this key or role'),
    jsonOption(),
  ]).action((flags: AccessFlags & JsonFlag) =>
    inApp(flags, async (app) => (await import('./access.ts')).privacyAccess(app, flags)),
  );
}
