import type { EntityStrategy } from '../../domain/text/entity.ts';
import type { LabelScores, TextEntities, TextVector } from '../../domain/text/text-scores.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { EncoderBatch, OpenModel } from '../batching/encoder-batch.ts';
import { microBatcher } from '../batching/micro-batcher.ts';
import type { EncoderFolder } from '../model/encoder-folder.ts';
import type { EncoderKind } from '../model/encoder-kind.ts';
import { openSessionPool, slotsOf } from '../session/pool.ts';
import type { OutputRead } from '../session/protocol.ts';
import { rowInput, runTogether } from '../session/row-run.ts';
import type { ReadingOptions } from '../text/reading.ts';
import { layRow, type TokenRow } from '../text/sequence-layout.ts';
import { KNOWN_GOOD, loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { type ClassificationOptions, classifyTexts, type TextPair } from './classification.ts';
import { type EngineOptions, RUNTIME } from './engine.ts';
import { findEntities } from './entity-recognition.ts';
import { type EmbeddingOptions, embedTexts } from './text-embedding.ts';
import { type ZeroShotOptions, zeroShotTexts } from './zero-shot.ts';

/**
 * An opened plain encoder model. Concurrent calls share the sessions. Each method works for the kinds of models in its
 * comment and throws MODEL_TASK_UNSUPPORTED for others. A failed text does not affect its neighbours.
 */
export interface Encoder {
  readonly model: EncoderFolder;
  readonly device: string;
  /** Library and version that runs the model; stored with each run. */
  readonly runtime: string;
  /** For 'classification' and 'nli' models. */
  classify(
    texts: readonly (string | TextPair)[],
    options?: ClassificationOptions,
  ): Promise<EncoderBatch<LabelScores>>;
  /** For 'embedding' models. */
  embed(texts: readonly string[], options?: EmbeddingOptions): Promise<EncoderBatch<TextVector>>;
  /** For 'token-classification' models. */
  entities(
    texts: readonly string[],
    strategy: EntityStrategy,
    options?: ReadingOptions,
  ): Promise<EncoderBatch<TextEntities>>;
  /** For 'nli' models. */
  zeroShot(
    texts: readonly string[],
    labels: readonly string[],
    options?: ZeroShotOptions,
  ): Promise<EncoderBatch<LabelScores>>;
  /** Runs a known good text. @throws VerbatimError DEVICE_LOST, SESSIONS_BROKEN, MODEL_CHANGED */
  prove(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param model from `readEncoderFolder`
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openEncoder(model: EncoderFolder, options: EngineOptions): Promise<Encoder> {
  const open = await openModel(model, options);
  const need = (asked: string, ...kinds: EncoderKind[]) => {
    if (kinds.includes(model.kind)) return;
    const detail = `it is a model for ${model.kind}, not for ${asked}`;
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder: model.folder, detail });
  };
  return {
    model,
    device: options.device,
    runtime: RUNTIME,
    async classify(texts, how = {}) {
      need('classification', 'classification', 'nli');
      return classifyTexts(open, texts, how);
    },
    async embed(texts, how = {}) {
      need('embedding', 'embedding');
      return embedTexts(open, texts, how);
    },
    async entities(texts, strategy, how = {}) {
      need('token-classification', 'token-classification');
      return findEntities(open, texts, strategy, how);
    },
    async zeroShot(texts, labels, how = {}) {
      need('zero-shot classification (nli)', 'nli');
      return zeroShotTexts(open, texts, labels, how);
    },
    async prove() {
      const row = rowInput([await knownGoodRow(open.tokenizer)]);
      await open.pool.run(row, row);
    },
    close: () => open.pool.close(),
  };
}

/**
 * Loads the tokenizer and the sessions, and checks with one short run that the graph's output matches the folder.
 * @throws VerbatimError MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED, DEVICE_UNAVAILABLE
 */
export async function openModel(model: EncoderFolder, options: EngineOptions): Promise<OpenModel> {
  const tokenizer = await loadTokenizer(model.folder, model.tokenizer, model.padToken);
  const setup = {
    kind: 'rows',
    graph: model.graph,
    device: options.device,
    threads: options.threads ?? 1,
    padId: tokenizer.padId,
    reads: outputReads(model),
  } as const;
  const size = options.sessions;
  const pool = await openSessionPool(model, setup, { size, runSeconds: options.runSeconds });
  const perToken = model.kind === 'token-classification';
  const good = await knownGoodRow(tokenizer);
  const token = good.ids[good.special.indexOf(0)] ?? tokenizer.padId;
  const control = ({ ids, ...row }: TokenRow): TokenRow => {
    return { ...row, ids: ids.map((id, i) => (row.special[i] ? id : token)) };
  };
  const rows = microBatcher({
    run: (some: readonly TokenRow[]) =>
      runTogether(pool, some, perToken, { control: some.length === 1 ? some.map(control) : undefined }),
    lengthOf: (row) => row.ids.length,
    budget: options.tokenBudget,
    slots: slotsOf(options.sessions),
    onBudgetHalved: options.onBudgetHalved,
  });
  const open: OpenModel = { model, tokenizer, pool, rows };
  try {
    await probe(open);
  } catch (error) {
    await pool.close();
    throw error;
  }
  return open;
}

function outputReads({ kind, embedding }: EncoderFolder): OutputRead[] {
  if (kind === 'token-classification') return [{ output: 'logits', reduce: 'tokens' }];
  if (kind !== 'embedding') return [{ output: 'logits', reduce: 'row' }];
  return [
    // Exports of sentence-transformers include the pooling.
    { output: 'sentence_embedding', reduce: 'row' },
    { output: 'last_hidden_state', reduce: embedding.pooling },
    { output: 'token_embeddings', reduce: embedding.pooling },
  ];
}

async function knownGoodRow(tokenizer: Tokenizer): Promise<TokenRow> {
  const [tokens] = await tokenizer.encode([KNOWN_GOOD]);
  return layRow(tokenizer.layout.single, [tokens!.ids]);
}

async function probe({ model, tokenizer, pool }: OpenModel): Promise<void> {
  const { folder, labels, kind } = model;
  const row = await knownGoodRow(tokenizer);
  const perToken = kind === 'token-classification';
  let width: number;
  try {
    const [values] = await runTogether(pool, [row], perToken);
    width = values!.length / (perToken ? row.ids.length : 1);
  } catch (error) {
    if (!(error instanceof VerbatimError) || error.code !== 'SESSION_FAILED') throw error;
    const detail = `its first run failed: ${error.params.detail}`;
    throw new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail }, { cause: error });
  }
  if (kind === 'embedding' || width === (model.rule === 'regression' ? 1 : labels.length)) return;
  const detail =
    model.rule === 'regression'
      ? `it is a regression and needs one output, but its graph has ${width}`
      : `it has ${labels.length} labels, but its graph has ${width} outputs`;
  throw new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'the label map', detail });
}
