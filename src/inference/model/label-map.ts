import { z } from 'zod';
import type { LabelRule } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** The fields of config.json about labels. */
export const LABEL_CONFIG = z.looseObject({
  id2label: z.record(z.string(), z.string()).nullish(),
  problem_type: z.string().nullish(),
});

/**
 * Names of a model's outputs, in their order.
 * @param named labels from the folder's verbatim.json; they override config.json
 * @throws VerbatimError MODEL_FILE_INVALID for a map with gaps or duplicates, MODEL_TASK_UNSUPPORTED for meaningless
 *   names (`LABEL_0`): stored results would be unreadable
 */
export function readLabelMap(
  folder: string,
  config: z.output<typeof LABEL_CONFIG>,
  named: readonly string[] | undefined,
  rule: LabelRule,
): readonly string[] {
  const map = config.id2label ?? {};
  const ids = Object.keys(map);
  const labels = named ?? ids.map((_, id) => map[id] ?? '');
  const file = named ? 'verbatim.json' : 'config.json';
  const invalid = (detail: string) => new VerbatimError('MODEL_FILE_INVALID', { folder, file, detail });
  const gap = named ? -1 : ids.findIndex((_, id) => map[id] === undefined);
  if (gap >= 0) throw invalid(`id2label has ${ids.length} entries and none for ${gap}`);
  if (rule === 'regression') return labels;
  const twice = labels.find((label, id) => labels.indexOf(label) !== id);
  if (twice !== undefined) throw invalid(`two of its outputs have the label ${twice}`);
  const nameless = labels.length === 0 ? 'none' : labels.find((label) => /^(LABEL_\d+|\d*)$/.test(label));
  if (nameless !== undefined && !named) {
    const detail =
      `its labels are meaningless (${nameless}): name them in the order of the outputs, in id2label of ` +
      'config.json or in a verbatim.json: {"labels": ["negative", "positive"]}';
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
  }
  return labels;
}

/**
 * The rule of transformers' text-classification pipeline: `problem_type` decides; without it, one output is a
 * sigmoid and several are a softmax.
 * @throws VerbatimError MODEL_FILE_INVALID
 */
export function labelRule(
  folder: string,
  problemType: string | null | undefined,
  outputs: number,
): LabelRule {
  switch (problemType) {
    case 'regression':
      return 'regression';
    case 'multi_label_classification':
      return 'multi';
    case 'single_label_classification':
      return outputs === 1 ? 'multi' : 'single';
    case undefined:
    case null:
      return outputs === 1 ? 'multi' : 'single';
  }
  const detail = `its problem_type is ${problemType}`;
  throw new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'config.json', detail });
}

/** Index of the entailment label, or -1. Found by its name, as transformers does. */
export const entailmentAt = (labels: readonly string[]): number =>
  labels.findIndex((label) => label.toLowerCase().startsWith('entail'));
