import type { Config } from '../../app/config.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/**
 * Where `--webhook` sends a digest: to its value, or to VERBATIM_WEBHOOK, which does not show in the list of processes.
 * @throws VerbatimError USAGE
 */
export function webhookAddress(config: Config, flag: string | boolean | undefined): string | null {
  if (flag === undefined || flag === false) return null;
  const address = flag === true ? config.webhook : flag;
  if (address) return address;
  throw new VerbatimError('USAGE', { detail: '--webhook needs an address, or the setting VERBATIM_WEBHOOK' });
}
