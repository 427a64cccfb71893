import type { App } from '../../app/open.ts';
import { listModels } from '../../db/results/models.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim model list`: every model that is known, and what each has analysed. */
export async function modelList({ database }: App): Promise<Outcome> {
  const models = await listModels(database);
  const rows = models.map((model) => [
    model.active || model.translates.length > 0 ? '*' : ' ',
    [model.task, model.translates.join(',')].filter(Boolean).join(' '),
    modelTitle(model),
    model.precision,
    whole(model.analysed),
    model.checkedAt ? 'checked' : 'not checked',
  ]);
  const table = [['', 'task', 'model', 'precision', 'analysed', ''], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const text =
    models.length === 0
      ? 'No model is known yet: verbatim run uses the embedded one, verbatim model add FOLDER adds another.'
      : [
          ...lines,
          '',
          '* active: the one of its task that reports show, the translator of these languages',
        ].join('\n');
  return done(models, text);
}
