import type { Config } from '../app/config.ts';
import { note, oneLine } from '../app/streams.ts';
import type { ModelFlags } from './options/model.ts';

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
