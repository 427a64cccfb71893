import type { App } from '../../app/open.ts';
import { countLatest } from '../../db/rollups/rollup-freshness.ts';
import type { DeliveryOptions } from '../../delivery/http.ts';
import type { AlertCheck } from '../../domain/alerts/check.ts';
import { alertSettings, deliverAlerts } from './deliver.ts';
import { lookForAlerts } from './look.ts';

/**
 * Checks all rules, and sends what was found and what still waits.
 * @throws VerbatimError ALERT_RULES_NONE
 */
export async function checkAlerts(
  { database, config }: Pick<App, 'database' | 'config'>,
  now: Date,
  options: DeliveryOptions = {},
): Promise<AlertCheck> {
  await countLatest(database);
  const look = await lookForAlerts(database, now);
  return { ...look, ...(await deliverAlerts(database, { ...alertSettings(config), ...options })) };
}
