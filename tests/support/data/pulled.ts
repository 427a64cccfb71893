import type { Database } from '../../../src/db/client.ts';
import { addOrigin, readOrigin } from '../../../src/db/origins/origins.ts';
import type { OriginKind, OriginSettings } from '../../../src/domain/origin.ts';
import { type PullOptions, pullSource } from '../../../src/runs/sources/pull.ts';

/** A source that is pulled, and what tests ask of it. */
export async function pulledSource(
  database: Database,
  origin: { source?: string; kind: OriginKind; address: string; settings?: OriginSettings },
  environment: Record<string, string> = {},
) {
  const { source = 'shop', kind, address, settings = {} } = origin;
  await addOrigin(database, { source, kind, address, settings });
  const app = { database, keyring: null };
  const pull = async (options: Partial<PullOptions> = {}) => {
    const signal = new AbortController().signal;
    const { imports, failed } = await pullSource(app, source, { environment, signal, ...options });
    const sum = (key: 'read' | 'accepted' | 'duplicates' | 'changed' | 'rejected') =>
      imports.reduce((total, summary) => total + summary[key], 0);
    const counts = { read: sum('read'), accepted: sum('accepted'), duplicates: sum('duplicates') };
    return { ...counts, changed: sum('changed'), rejected: sum('rejected'), files: imports.length, failed };
  };
  return {
    pull,
    origin: () => readOrigin(database, source),
    /** Ids and texts of its comments, by id. */
    async comments(): Promise<[string, string][]> {
      const { rows } = await database.query(
        `select f.external_id as id, d.text from verbatim.feedback f
           left join verbatim.document d on d.id = f.document_id where f.source = $1
          order by length(f.external_id), f.external_id`,
        [source],
      );
      return rows.map(({ id, text }) => [id, text]);
    },
  };
}
