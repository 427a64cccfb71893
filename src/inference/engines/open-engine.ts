import type { ServedModel } from '../model/served-model.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { openPlainEngine } from './plain-engine.ts';
import { openPooledEngine } from './pooled-engine.ts';

/**
 * @param model what `readServedModel` returned
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export function openEngine(model: ServedModel, options: EngineOptions): Promise<Engine> {
  return model.kind === 'pooled' ? openPooledEngine(model, options) : openPlainEngine(model, options);
}
