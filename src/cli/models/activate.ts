import type { PreparedModel } from '../../app/model-choice.ts';
import type { App } from '../../app/open.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { activate, addModel } from '../../runs/models/activation.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim model add FOLDER`. */
export async function modelAdd(app: App, folder: string): Promise<Outcome> {
  const added = await addModel(app, folder);
  const { hash, task } = added.model;
  const text = `${modelTitle(added.model)} is checked and known, for ${task}.\nMake it the active one: verbatim model activate ${hash.slice(0, 12)}`;
  return done(facts(added), text);
}

/** `verbatim model activate NAME`. */
export async function modelActivate(
  app: App,
  wanted: string,
  flags: { readonly policy?: string; readonly failOn?: 'fail' | 'warn' } = {},
): Promise<Outcome> {
  const activated = await activate(app, wanted, flags);
  const text = [
    `${modelTitle(activated.model)} is active for ${activated.model.task}.`,
    'What it has not analysed yet: verbatim analyze. The results of other models stay as they are.',
  ].join('\n');
  return done(facts(activated), text);
}

const facts = ({ model: { name, version, hash, task, precision }, modelId: id }: PreparedModel) => ({
  ...{ id, name, version, hash, task, precision },
});
