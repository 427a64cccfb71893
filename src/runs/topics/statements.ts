import { join } from 'node:path';
import type { Database } from '../../db/client.ts';
import { editTopics } from '../../db/topics/edits.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { comparableName, type Topic } from '../../domain/topics/topic.ts';
import { placed } from '../../domain/topics/topic-edits.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** The codebook of the kinds of statement. */
const STATEMENTS = join(PACKAGE_ROOT, 'catalogue/statements.yaml');

const hasStatements = (topics: readonly Topic[]) => topics.some(({ kind }) => kind === 'statement');

/** Stores the shipped kinds of statement where there never were any: retired ones stay retired. */
export async function storeStatements(database: Database): Promise<void> {
  if (hasStatements(await readTopics(database))) return;
  const entries = await openCodebook(STATEMENTS);
  await editTopics(database, (stored) => {
    if (hasStatements(stored)) return stored.map(placed);
    const names = new Set(stored.filter(({ key }) => key === null).map(({ name }) => comparableName(name)));
    // A subject of this name stays as it is.
    const own = new Map(
      entries.map((entry) => {
        const taken = names.has(comparableName(entry.name));
        return [entry, taken ? { ...entry, name: `${entry.name} (statement)` } : entry];
      }),
    );
    const renamed = [...own.values()].map((entry) =>
      entry.parent === null || typeof entry.parent === 'string'
        ? entry
        : { ...entry, parent: own.get(entry.parent)! },
    );
    return withCodebook(stored, renamed, { file: STATEMENTS, origin: 'catalogue' });
  });
}
