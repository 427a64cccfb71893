import type { Connection } from '../../db/client.ts';
import type { Mark } from './chunk-reader.ts';

/** Notes in the transactions of an import how far it is. */
export interface Follower {
  /** Column whose values rise from row to row. */
  readonly cursor?: string | undefined;
  /** Column that tells rows with the same cursor apart. */
  readonly tie?: string | undefined;
  /** In the transaction of a chunk. @param mark of its last record; null: no cursor, or no record could be read */
  chunk?(connection: Connection, mark: Mark | null): Promise<void>;
  /** In the transaction that ends the import. */
  end?(connection: Connection): Promise<void>;
}
