import type { Cluster } from './cluster.ts';
import type { Random } from './random.ts';

/** One way in which something fails. */
export interface Fault {
  readonly name: string;
  /** Where it can happen; on Redis only: uploads (files are sent to servers, a night follows), pooled (by PgBouncer). */
  readonly on: 'redis' | 'embedded' | 'both' | 'uploads' | 'pooled';
  /** The short form has it in any case. */
  readonly short?: boolean;
  /** Why it cannot be made to happen here, or null. */
  readonly impossible?: (cluster: Cluster) => string | null;
  /** Makes it happen, and ends it; what was done and what it did at once. */
  inject(cluster: Cluster, random: Random): Promise<string>;
}
