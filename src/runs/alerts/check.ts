import type { App } from '../../app/open.ts';
import { countLatest } from '../../db/rollups/rollup-freshness.ts';
import type { DeliveryOptions } from '../../delivery/http.ts';
import { alertSettings, type Delivered, deliverAlerts } from './deliver.ts';
import { type AlertLook, lookForAlerts } from './look.ts';

export interface AlertCheck extends AlertLook, Delivered {}

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
