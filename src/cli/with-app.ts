import type { App } from '../app/open.ts';
import type { Outcome } from './output.ts';
import { configOf, type SettingsFlags } from './settings.ts';

/** Seconds: what a supervisor starts may be up before the servers that it needs. */
export const SERVICE_WAIT = 60;

/**
 * Opens what most commands need, runs one, closes everything.
 * @param wait how long servers that are not up yet are waited for, in seconds, where no setting says it
 * @throws VerbatimError CONFIG_INVALID, what openApp throws, what the work throws
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
