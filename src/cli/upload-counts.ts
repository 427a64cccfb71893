import { activeModel } from '../db/models.ts';
import { UPLOAD_COUNT } from '../db/nights.ts';
import { runNight } from '../runs/night.ts';
import type { App } from './app.ts';
import { themeStep } from './theme-step.ts';

/**
 * What a nightly run would make of uploads, for the dashboard: roll-ups and themes. Their analysis has ended; digest
 * and audit are those of the nights.
 *
 * @throws VerbatimError as `runNight`
 */
export async function countUploads(app: App, signal: AbortSignal): Promise<void> {
  const { database, config } = app;
  const model = await activeModel(database, 'feedback');
  if (!model) return;
  const nothing = async () => ({ counts: {}, idle: true });
  await runNight({
    ...{ database, modelId: model.id, trigger: UPLOAD_COUNT, signal, device: config.device },
    parts: {
      analyse: async () => ({ ...(await nothing()), runId: null }),
      themes: (modelId) => themeStep(app, { modelId, signal }),
      digest: nothing,
    },
  });
}
