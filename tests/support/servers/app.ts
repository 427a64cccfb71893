import { randomUUID } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { activateModel, recordModel } from '../../../src/db/results/models.ts';
import { installationId } from '../../../src/db/server/installation.ts';
import { openQueuePool } from '../../../src/db/server/queue-pool.ts';
import { documentHash } from '../../../src/domain/document.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { modelRecord, readServedModel } from '../../../src/inference/model/served-model.ts';
import type { QueuePool, QueueTarget } from '../../../src/jobs/queue.ts';
import { MODEL_FOLDER } from '../models/model-folder.ts';

/** The backends that every queue test runs on. Redis is null only outside of CI, where there is none. */
export const BACKENDS = ['postgres', 'redis'] as const;
export type Backend = (typeof BACKENDS)[number];

/** A queue of the running test's own. */
export async function queueTarget(backend: Backend, url: string, database: Database): Promise<QueueTarget> {
  const installation = await installationId(database);
  if (backend === 'redis') return { kind: 'redis', url: inject('redis')!, installation };
  const pool = openQueuePool(url, 10);
  onTestFinished(() => pool.end());
  return { kind: 'postgres', pool: pool as unknown as QueuePool, installation };
}

export async function testEngine(
  sessions = 2,
): Promise<{ engine: Engine; register(database: Database): Promise<number> }> {
  const model = await readServedModel(MODEL_FOLDER, { fast: true });
  const engine = await openEngine(model, { device: 'cpu', sessions, tokenBudget: 512 });
  const register = async (database: Database) => {
    const id = await recordModel(database, modelRecord(model));
    await activateModel(database, id);
    return id;
  };
  return { engine, register };
}

/** Stores texts as documents, without feedback. */
export async function insertDocuments(database: Database, texts: readonly string[]): Promise<void> {
  await database.query(
    `insert into verbatim.document (hash, text, characters)
     select row.hash, row.text, char_length(row.text) from unnest($1::bytea[], $2::text[]) as row (hash, text)`,
    [texts.map((text) => Buffer.from(documentHash(text), 'hex')), texts],
  );
}

/** Distinct short comments. */
export const comments = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `Order ${i} was ${['great', 'bad', 'late', 'fine'][i % 4]}. ${randomUUID()}`,
  );
