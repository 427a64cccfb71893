import { availableParallelism } from 'node:os';
import { chosenModel, graphOptions, layoutPlace } from '../../app/model-choice.ts';
import { goldenTexts } from '../../app/model-gate.ts';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { storeLayout } from '../../db/results/layouts.ts';
import { recordModel } from '../../db/results/models.ts';
import {
  bestLayout,
  candidateLayouts,
  type MeasuredLayout,
  sweepLayouts,
} from '../../inference/batching/layout-sweep.ts';
import { modelRecord, modelTitle, readServedModel } from '../../inference/model/served-model.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim model bench [FOLDER]`: finds how a model runs fastest here, and stores it for the workers. */
export async function modelBench(
  { database, config }: App,
  folder: string | undefined,
  options: { readonly golden?: string },
): Promise<Outcome> {
  const { device } = config;
  const model = folder
    ? await readServedModel(folder, graphOptions(config))
    : await chosenModel(database, config);
  const texts = goldenTexts(options.golden);
  const layouts = candidateLayouts(device, availableParallelism());
  note(`${modelTitle(model)} on ${device}: ${layouts.length} layouts, some seconds each.`);
  const clock = () => performance.now() / 1000;
  const measured = await sweepLayouts(model, device, layouts, texts, clock, (it) => note(line(it)));
  const best = bestLayout(measured);
  const place = layoutPlace(device);
  await storeLayout(database, await recordModel(database, modelRecord(model)), place, best);
  const text = [
    `Fastest on ${place.machine}: ${count(best.sessions, 'session')} of ${count(best.threads, 'thread')},`,
    `${whole(best.tokenBudget)} tokens a run: ${whole(best.documentsPerSecond)} documents/s. Workers here use it from now on.`,
  ].join(' ');
  return done({ model: model.hash, ...place, best, measured }, text);
}

const line = ({ sessions, threads, tokenBudget, documentsPerSecond }: MeasuredLayout) =>
  `  ${String(sessions).padStart(3)} × ${threads}  ${whole(tokenBudget).padStart(6)} tokens  ${whole(documentsPerSecond).padStart(7)}/s`;
