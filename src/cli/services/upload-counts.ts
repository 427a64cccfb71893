import type { App } from '../../app/open.ts';
import { activeModel } from '../../db/results/models.ts';
import { UPLOAD_COUNT } from '../../db/runs/nightly-runs.ts';
import { runNight } from '../../runs/nightly/nightly-run.ts';
import { themeStep } from '../../runs/themes/step.ts';

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
