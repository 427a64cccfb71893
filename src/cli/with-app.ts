import type { Config } from '../app/config.ts';
import type { App } from '../app/open.ts';
import { note, oneLine } from '../app/streams.ts';
import type { JsonFlag } from './command.ts';
import { finish } from './exit.ts';
import type { ModelFlags } from './options/model.ts';
import type { Outcome } from './output.ts';

/** Flags that override a setting of the environment. */
export interface SettingsFlags extends ModelFlags {
  host?: string;
  port?: string;
  metricsPort?: string;
}

/** The settings of this process. @throws VerbatimError CONFIG_INVALID */
export async function configOf(flags: SettingsFlags): Promise<Config> {
  const [{ readConfig }, { unknownSettings }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/settings.ts'),
  ]);
  for (const { name, likely } of unknownSettings(process.env)) {
    const hint = likely === null ? 'See docs/config.md.' : `Did you mean ${likely}?`;
    note(`verbatim: The setting ${oneLine(name)} does not exist. ${hint}`);
  }
  return readConfig(process.env, {
    VERBATIM_MODEL: flags.model,
    VERBATIM_PRECISION: flags.precision,
    VERBATIM_DEVICE: flags.device,
    VERBATIM_SESSIONS: flags.sessions,
    VERBATIM_CONCURRENCY: flags.concurrency,
    VERBATIM_HOST: flags.host,
    VERBATIM_PORT: flags.port,
    VERBATIM_METRICS_PORT: flags.metricsPort,
  });
}

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
