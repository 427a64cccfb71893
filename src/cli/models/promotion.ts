import { isCalibrated } from '../../analysis/promotion/comparison.ts';
import type { App } from '../../app/open.ts';
import { EXIT } from '../../errors/entry.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { type Promotion, promote, rollback } from '../../runs/models/promotion.ts';
import { type Shadow, type ShadowOptions, shadow } from '../../runs/models/shadow.ts';
import type { GateChoice } from '../../runs/models/swap-gate.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { comparisonText } from './comparison-text.ts';

/** `verbatim model shadow NAME`. Exit code 0: it may be promoted, as far as labels tell; 3: open; 5: worse. */
export async function modelShadow(app: App, wanted: string, options: ShadowOptions): Promise<Outcome> {
  const found = await shadow(app, wanted, options);
  const { verdict } = found.comparison;
  const exit = verdict === 'open' || verdict === 'too few' ? EXIT.partial : EXIT.ok;
  const refused = verdict === 'worse' || !isCalibrated(found.comparison);
  return done(facts(found), comparisonText(found), refused ? EXIT.gate : exit);
}

const WHY: Readonly<Record<NonNullable<Promotion['refused']>, string>> = {
  'too few': 'too few comments of the random sample are labelled. Label more: verbatim label next',
  open: 'the labels do not show that it is better. Label more, or allow a loss: --margin POINTS',
  worse: 'it is worse beyond chance',
  'not calibrated':
    'its confidence is further from how often it is right, by more than 2 points beyond chance',
};

/** `verbatim model promote NAME`. Exit code 0: promoted; 3: the labels do not tell; 5: refused. */
export async function modelPromote(
  app: App,
  wanted: string,
  options: ShadowOptions & GateChoice,
): Promise<Outcome> {
  const found = await promote(app, wanted, options);
  const { refused, auditId, candidate, active } = found;
  const json = { promoted: refused === null, refused, audit: auditId, ...facts(found) };
  const title = modelTitle(candidate.model);
  if (refused === null) {
    const text = `${title} is active. Back to ${modelTitle(active)}: verbatim model rollback\nWhat it has not analysed yet: verbatim analyze, or the next nightly run.`;
    return done(json, `${comparisonText(found)}\n\n${text}`);
  }
  const why = wrap(`${title} was not promoted: ${WHY[refused]}.`, terminalWidth());
  const text = [comparisonText(found), '', ...why].join('\n');
  return done(json, text, refused === 'open' || refused === 'too few' ? EXIT.partial : EXIT.gate);
}

/** `verbatim model rollback [NAME]`. */
export async function modelRollback(app: App, wanted: string | undefined): Promise<Outcome> {
  const { model, insteadOf } = await rollback(app, wanted);
  const text = `${modelTitle(model)} is active again, instead of ${modelTitle(insteadOf)}.\nWhat it has not analysed yet: verbatim analyze, or the next nightly run.`;
  return done({ active: named(model), insteadOf: named(insteadOf) }, text);
}

const named = ({ id, name, version, hash }: { id: number; name: string; version: string; hash: string }) => ({
  ...{ id, name, version, hash },
});

const facts = ({ comparisonId, candidate, active, comparison, look, margin, leftOut, others }: Shadow) => ({
  comparison: comparisonId,
  candidate: named({ ...candidate.model, id: candidate.modelId }),
  active: named(active),
  ...{ ...comparison, calibrated: isCalibrated(comparison), look, margin, leftOut, others },
});
