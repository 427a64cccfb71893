import type { ServedModel } from '../model/served-model.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { openPlainEngine } from './plain-engine.ts';
import { openPooledEngine } from './pooled-engine.ts';

/**
 * @param model from `readServedModel`
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export function openEngine(model: ServedModel, options: EngineOptions): Promise<Engine> {
  return model.kind === 'pooled' ? openPooledEngine(model, options) : openPlainEngine(model, options);
}
