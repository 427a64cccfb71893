import { createPostgresBackend, type Job, type JobsOptions, Queue, runMigrations } from 'bullmq';

/** Brings BullMQ's own schema up to date; a no-op when it is. */
export async function migrateQueue(client: Parameters<typeof runMigrations>[0]): Promise<void> {
  await runMigrations(client);
}
