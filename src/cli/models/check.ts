import { basename } from 'node:path';
import { type HeadAgreement, headAgreement } from '../../analysis/agreement.ts';
import { type Config, EMBEDDED_MODEL } from '../../app/config.ts';
import { graphOptions } from '../../app/model-choice.ts';
import {
  analyses,
  goldenTexts,
  LEAST_AGREEMENT,
  percent,
  toxicityThresholdOf,
  withEngine,
} from '../../app/model-gate.ts';
import { EXIT } from '../../errors/entry.ts';
import { checkGenerator, isGenerator } from '../../inference/generation/check.ts';
import {
  type EncoderFolder,
  type FolderOptions,
  readEncoderFolder,
} from '../../inference/model/encoder-folder.ts';
import { inFolder, requireFolder } from '../../inference/model/files.ts';
import { isRows, precisionGraphs } from '../../inference/model/precisions.ts';
import { modelTitle, readServedModel, type ServedModel } from '../../inference/model/served-model.ts';
import { smokeCheck } from '../../inference/model/smoke-check.ts';
import { whole } from '../../reporting/formats/quantities.ts';
import { wrap } from '../../reporting/formats/wrap.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';

const INDENT = 12;

interface PrecisionRow {
  readonly precision: string;
  readonly file: string;
  /** Agreement with the fp32 graph, per head; null for fp32 itself, and without an fp32 graph. */
  readonly agreement: readonly HeadAgreement[] | null;
  readonly accepted: boolean;
}

/** `verbatim model check [FOLDER]`: what a model is, that it works, and which precisions agree with fp32. */
export async function modelCheck(
  config: Config,
  path: string | undefined,
  options: { readonly golden?: string },
): Promise<Outcome> {
  const folder = requireFolder(path ?? config.model ?? EMBEDDED_MODEL);
  const texts = goldenTexts(options.golden);
  if (isGenerator(folder)) return generatorCheck(folder, texts.slice(0, 50));
  const fastest = await describedModel(folder, graphOptions(config));
  const rows = await precisions(fastest, config.device, texts);
  const own = rows.find(({ file }) => file === inFolder(folder, fastest.graph));
  // A refused graph gives way to fp32, unless it was asked for.
  const refused = own?.accepted === false;
  const gaveWay = refused && config.precision === null && isRows(fastest.graph);
  const chosen = gaveWay ? await describedModel(folder, { precision: 'fp32' }) : fastest;
  const smoke = await withEngine(chosen, config.device, smokeCheck);
  const difference = smoke.aloneAgainstBatch;
  const same = difference === 0 ? 'the same' : `the same within ${difference.toPrecision(1)}`;
  const running = inFolder(folder, chosen.graph);
  const lines = [
    ...identity(chosen),
    ...rows.map(
      (row, i) =>
        `${i === 0 ? 'Precision' : '         '}   ${precisionLine(row, texts.length, row.file === running)}`,
    ),
    `Smoke       ${smoke.texts} texts judged; alone and in a batch ${difference > 1e-5 ? `they differ by ${difference.toPrecision(1)}` : same}`,
    `            a long text is read in ${whole(smoke.windows)} windows, nothing is cut`,
  ];
  const { kind, name, version, hash, task, precision, maxLength } = chosen;
  const json = {
    ...{ name, version, hash, task, kind, folder, precision, maxLength, heads: headsOf(chosen) },
    ...{ smoke, precisions: rows, golden: texts.length, leastAgreement: LEAST_AGREEMENT },
  };
  return done(json, lines.join('\n'), refused && !gaveWay ? EXIT.gate : EXIT.ok);
}

// A model for pairs has no labels of its own. These show that it can classify.
const SAMPLE = {
  labels: ['delivery', 'price', 'quality'],
  template: 'This example is {}.',
  multiLabel: false,
};

async function describedModel(folder: string, options: FolderOptions): Promise<ServedModel> {
  const model = await readEncoderFolder(folder, options).catch(() => readServedModel(folder, options));
  return model.kind === 'nli' && model.zeroShot === null ? { ...model, zeroShot: SAMPLE } : model;
}

async function precisions(
  chosen: ServedModel,
  device: string,
  texts: readonly string[],
): Promise<PrecisionRow[]> {
  const graphs = precisionGraphs(chosen.folder, chosen.graph);
  const open = async (precision: string) => {
    const model = await describedModel(chosen.folder, { precision });
    return withEngine(model, device, (engine) => analyses(engine, texts));
  };
  const full = graphs.some(({ precision }) => precision === 'fp32') ? await open('fp32') : null;
  const rows: PrecisionRow[] = [];
  for (const { precision, file } of graphs.toSorted((a, b) => rank(a.precision) - rank(b.precision))) {
    if (precision === 'fp32' || full === null) {
      rows.push({ precision, file, agreement: null, accepted: true });
      continue;
    }
    const found = headAgreement(full, await open(precision), toxicityThresholdOf(chosen));
    const accepted = found.every(({ share }) => share >= LEAST_AGREEMENT);
    rows.push({ precision, file, agreement: found, accepted });
  }
  return rows;
}

const rank = (precision: string) => (precision === 'fp32' ? 0 : 1);

function precisionLine(
  { precision, file, agreement: found, accepted }: PrecisionRow,
  texts: number,
  runs: boolean,
): string {
  const start = `${precision.padEnd(6)} ${file}${runs ? ' (runs here)' : ''}`;
  if (found === null)
    return precision === 'fp32' ? `${start}: the reference` : `${start}: no fp32 to compare with`;
  const shares = found.map(({ head, share }) => `${head} ${percent(share)}`).join(', ');
  const verdict = accepted ? 'may be used' : `below ${percent(LEAST_AGREEMENT)}: refused`;
  return `${start}: ${verdict}\n            agrees with fp32 on ${whole(texts)} texts: ${shares}`;
}

function identity(model: ServedModel): string[] {
  return [
    `Model       ${modelTitle(model)}, for ${model.task}`,
    ...Object.entries(headsOf(model)).flatMap(([head, labels], i) =>
      wrap(`${head}${labels.length ? `: ${labels.join(', ')}` : ''}`, terminalWidth() - INDENT).map(
        (line, k) => `${i + k === 0 ? 'Heads'.padEnd(INDENT) : ' '.repeat(INDENT)}${line}`,
      ),
    ),
    `Max length  ${whole(model.maxLength)} tokens; longer texts are read in windows`,
  ];
}

/** The heads of a model with the names of their outputs. */
function headsOf(model: ServedModel): Record<string, readonly string[]> {
  if (model.kind === 'pooled') {
    const { sentiment, emotion, toxicity, embedding } = model.manifest.heads;
    return {
      sentiment: sentiment.labels,
      ...(emotion ? { emotion: emotion.labels } : {}),
      ...(toxicity ? { toxicity: toxicity.labels } : {}),
      ...(embedding ? { [`embedding of ${embedding.dimensions} dimensions`]: [] } : {}),
    };
  }
  return plainHeads(model);
}

function plainHeads({
  kind,
  rule,
  labels,
  embedding,
  aggregation,
}: EncoderFolder): Record<string, readonly string[]> {
  switch (kind) {
    case 'embedding':
      return { [`embedding by ${embedding.pooling} pooling`]: [] };
    case 'token-classification':
      return { [`entities, joined by "${aggregation}"`]: labels };
    case 'nli':
      return { 'inference on pairs, for labels of your own': labels };
    case 'classification':
      if (rule === 'regression') return { 'a number': [] };
      return { [rule === 'multi' ? 'labels, any number at once' : 'labels, one of them']: labels };
  }
}

async function generatorCheck(folder: string, texts: readonly string[]): Promise<Outcome> {
  const found = await checkGenerator(folder, texts);
  const rows = found.agreement.map(({ variant, share }) => {
    const verdict = share >= LEAST_AGREEMENT ? 'may be used' : `below ${percent(LEAST_AGREEMENT)}: refused`;
    return `            ${variant}: ${verdict}; the same answers as fp32 to ${percent(share)} of ${texts.length} texts`;
  });
  const limit = found.maxInput < 1e9 ? `${whole(found.maxInput)} tokens` : 'none';
  const lines = [
    `Model       ${basename(folder)}, for generated text`,
    'Heads       text: summaries or translations; no labels',
    `Max length  ${limit}; longer texts are summarised in parts`,
    'Precision   fp32: the reference',
    ...rows,
    `Smoke       ${found.texts} texts answered; alone and in a batch the same`,
  ];
  return done(
    { name: basename(folder), task: 'generation', folder, heads: { text: [] }, ...found },
    lines.join('\n'),
  );
}
