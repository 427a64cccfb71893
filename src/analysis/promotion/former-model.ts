/** One activation of a model. */
export interface Activation {
  readonly modelId: number;
  readonly way: 'activate' | 'promote' | 'rollback';
}

/**
 * The models that a rollback can go back to, the nearest first. A rollback undoes activations: after one from B to A, the
 * next goes to the model before A, not to B.
 * @param activations of one task, oldest first
 */
export function formerModels(activations: readonly Activation[]): number[] {
  let line: number[] = [];
  for (const { modelId, way } of activations) {
    const place = way === 'rollback' ? line.lastIndexOf(modelId) : -1;
    if (place >= 0) line = line.slice(0, place);
    if (line.at(-1) !== modelId) line.push(modelId);
  }
  return line.slice(0, -1).reverse();
}
