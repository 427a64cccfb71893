/**
 * SQL condition: a sentence is toxic by the threshold of its model, 0.5 if the manifest has none. No digest and no summary
 * quotes it.
 * @param sentence SQL of a row of `verbatim.segment`
 * @param model SQL of the id of the model
 */
export const isToxic = (sentence: string, model: string): string =>
  `coalesce(${sentence}.toxicity >= (select coalesce((m.manifest #>> '{heads,toxicity,thresholds,0}')::real, 0.5)
                               from verbatim.model m where m.id = ${model}), false)`;
