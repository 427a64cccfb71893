import type { Cluster } from './cluster.ts';
import type { Random } from './random.ts';

/** One way in which something fails. */
export interface Fault {
  readonly name: string;
  /** Where it can happen; uploads: on Redis, where files are sent to a server and a night follows. */
  readonly on: 'redis' | 'embedded' | 'both' | 'uploads';
  /** Why it cannot be made to happen here, or null. */
  readonly impossible?: (cluster: Cluster) => string | null;
  /** Makes it happen, and ends it; what was done and what it did at once. */
  inject(cluster: Cluster, random: Random): Promise<string>;
}
