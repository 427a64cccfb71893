import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { storedFolder } from '../../app/model-choice.ts';
import type { Database } from '../../db/client.ts';
import type { StoredModel } from '../../db/results/models.ts';
import { editTopics } from '../../db/topics/edits.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { comparableName, type Topic } from '../../domain/topics/topic.ts';
import { placed } from '../../domain/topics/topic-edits.ts';
import { uuidOfHex } from '../../domain/uuid.ts';
import { withCodebook } from '../../ingest/codebook/codebook.ts';
import { openCodebook } from '../../ingest/codebook/open-codebook.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** The codebook of the kinds of statement. */
export const STATEMENTS = join(PACKAGE_ROOT, 'catalogue/statements.yaml');

/** The same for a key in every database (RFC 9562, version 8). */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return uuidOfHex(`${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17)}`);
}

const hasStatements = (topics: readonly Topic[]) => topics.some(({ kind }) => kind === 'statement');

/** Stores the shipped kinds of statement where there never were any: retired ones stay retired. */
export async function storeStatements(database: Database, model: StoredModel): Promise<void> {
  if (hasStatements(await readTopics(database))) return;
  // They have to be embedded: without the model's folder they wait for another run.
  if (!(await storedFolder(model).catch(() => null))) return;
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
    return withCodebook(stored, renamed, {
      file: STATEMENTS,
      origin: 'catalogue',
      idOf: ({ key }) => uuidOf(key!),
    });
  });
}
