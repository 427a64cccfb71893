import type { App } from '../app/open.ts';
import { finish } from './exit.ts';
import type { JsonFlag } from './options/json.ts';
import type { Outcome } from './output.ts';
import { configOf, type SettingsFlags } from './settings.ts';

/** Seconds. A supervisor may start a service before the servers that it needs. */
export const SERVICE_WAIT = 60;

/**
 * Opens the database, runs a command, closes everything.
 * @param wait seconds to wait for servers that are not up yet, unless a setting says otherwise
 * @throws VerbatimError CONFIG_INVALID, those of openApp and of the work
 */
export async function withApp(
  flags: SettingsFlags,
  work: (app: App) => Promise<Outcome>,
  wait = 0,
): Promise<Outcome> {
  const { closeLimit, openApp } = await import('../app/open.ts');
  const app = await openApp(await configOf(flags), wait);
  try {
    return await work(app);
  } finally {
    await app.lifecycle.close(closeLimit(app.config));
  }
}

/** Runs a command as {@link withApp} does, prints its outcome or error, and ends the process. */
export const inApp = (
  flags: JsonFlag & SettingsFlags,
  work: (app: App) => Promise<Outcome>,
  wait?: number,
): Promise<void> => finish(flags, () => withApp(flags, work, wait));
