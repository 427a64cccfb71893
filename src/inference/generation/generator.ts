import { VerbatimError } from '../../errors/verbatim-error.ts';
import { microBatcher } from '../batching/micro-batcher.ts';
import { hashFolder } from '../model/folder-hash.ts';
import { KNOWN_GOOD, loadTokenizer } from '../text/tokenizer.ts';
import { cleanUp } from './clean-up.ts';
import type { TextBatch } from './generation-batch.ts';
import { openGenerationPool } from './generation-pool.ts';
import { type GeneratorFolder, readGeneratorFolder } from './generator-folder.ts';
import { type EncodedInput, type InputEncoder, openInputEncoder } from './input-encoder.ts';
import { type GenerationParameters, type SearchSettings, searchSettings } from './search-settings.ts';
import { WHOLE_GRAPH_PARAMETERS } from './whole-graph.ts';

export interface GeneratorOptions {
  /** 'cpu', 'cuda' or 'cuda:N'. Default: 'cpu'. */
  readonly device?: string;
  /** Threads that generate, each with sessions of its own. Default: 1. */
  readonly sessions?: number;
  /** Threads inside of one session run. Default: 1. */
  readonly threads?: number;
  /** Padded input tokens of one batch, counted once for each beam. Default: 2,048. */
  readonly tokenBudget?: number;
  /** Entry of `task_specific_params` in config.json, such as 'summarization': its prefix and parameters. */
  readonly task?: string;
  /** Put before each text, instead of what the folder says: 'summarize: ', '>>fra<< '. */
  readonly prefix?: string;
  /** Language tokens of multilingual models, as the tokenizer spells them: 'en_XX', 'fr_XX'. */
  readonly sourceLanguage?: string;
  readonly targetLanguage?: string;
  /** Suffix of the graph files: 'quantized' for `encoder_model_quantized.onnx`. */
  readonly variant?: string;
  /** Told once for each time that the memory did not suffice and the token budget was halved, for all calls to come. */
  readonly onBudgetHalved?: (budget: number) => void;
  /** Parameters of all calls, over what the folder says, by the names of `generation_config.json`. */
  readonly parameters?: GenerationParameters;
}

/** The answer to one text. */
export interface Generated {
  readonly text: string;
  /** Starts with the decoder start token; the end token is included. */
  readonly ids: readonly number[];
  /** Length-penalised log-probability of a beam search, null for greedy. */
  readonly score: number | null;
  /** Input tokens that were run, special tokens included. */
  readonly tokens: number;
  /** True when the input was longer than the model takes and lost its end; `summariseLong` does not lose it. */
  readonly truncated: boolean;
  /** All answers, best first, when `num_return_sequences` asks for more than one. */
  readonly alternatives: readonly Pick<Generated, 'text' | 'ids' | 'score'>[];
  /** Why there is no answer: this text alone makes the model fail. The other fields are empty then. */
  readonly failure: VerbatimError | null;
}

export interface Generator {
  readonly folder: GeneratorFolder;
  /** SHA-256 over the files of the folder, hexadecimal. */
  readonly hash: string;
  readonly input: InputEncoder;
  /**
   * Several calls may run at once; they share the sessions. An answer does not depend on the other texts.
   * @param overrides by the names of `generation_config.json`; null switches a parameter off
   * @throws VerbatimError CONFIG_INVALID
   */
  generate(texts: readonly string[], overrides?: GenerationParameters): Promise<Generated[]>;
  /**
   * The decoder's logits along a given answer, for comparison with a reference.
   * @param tokens the answer, decoder start token first
   * @returns for each of them the logits of the token after it
   */
  trace(text: string, tokens: readonly number[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Opens a sequence-to-sequence model (T5, BART, Marian, Pegasus, mBART and what follows the same conventions) in
 * the layout of Hugging Face Optimum.
 * @throws VerbatimError MODEL_NOT_FOUND, MODEL_FILE_MISSING, MODEL_FILE_INVALID, MODEL_TASK_UNSUPPORTED,
 *   DEVICE_UNAVAILABLE, CONFIG_INVALID
 */
export async function openGenerator(path: string, options: GeneratorOptions = {}): Promise<Generator> {
  const folder = readGeneratorFolder(path, options.task ?? null, options.variant ?? null);
  const tokenizer = await loadTokenizer(folder.folder, folder.tokenizer, folder.padToken);
  const input = openInputEncoder(
    tokenizer,
    folder,
    options.prefix ?? folder.prefix,
    options.sourceLanguage ?? null,
  );
  const language = options.targetLanguage;
  const target =
    language === undefined ? {} : { forced_bos_token_id: input.language('targetLanguage', language) };
  const usual: GenerationParameters = { ...options.parameters, ...target };
  if (folder.graphs.kind === 'whole') refuseFixed(usual);
  const { padToken } = usualSettings(folder, usual);
  const { device = 'cpu', sessions = 1, threads = 1 } = options;
  let { tokenBudget = 2048 } = options;
  const setup = { folder: folder.folder, graphs: folder.graphs, device, threads };
  const hash = await hashFolder(folder.folder);
  const pool = await openGenerationPool(setup, sessions, hash);
  const control = batchOf(await input.encode([KNOWN_GOOD]));
  return {
    folder,
    hash,
    input,
    async generate(texts, overrides = {}) {
      if (folder.graphs.kind === 'whole') refuseFixed(overrides);
      const settings = searchSettings(folder.defaults, { ...usual, ...overrides }, folder.maxOutput);
      const inputs = await input.encode(texts);
      const batches = microBatcher({
        run: async (some: readonly EncodedInput[]) => {
          const task = { kind: 'generate', batch: batchOf(some), settings } as const;
          const output = await pool.run(task, some.length === 1 ? { ...task, batch: control } : undefined);
          return output.kind === 'generate' ? output.answers : [];
        },
        lengthOf: ({ ids }) => ids.length,
        budget: tokenBudget / settings.beams,
        slots: sessions,
        onBudgetHalved(half) {
          if (half * settings.beams >= tokenBudget) return;
          tokenBudget = half * settings.beams;
          options.onBudgetHalved?.(tokenBudget);
        },
      });
      const answers = (await batches.run(inputs)).map(({ result }) => result);
      const decoded = await tokenizer.decode(
        answers.flatMap((found) => (found instanceof VerbatimError ? [] : found.map(({ tokens }) => tokens))),
      );
      let next = 0;
      return inputs.map(({ ids, truncated }, i): Generated => {
        const found = answers[i]!;
        const own = { tokens: ids.length, truncated };
        if (found instanceof VerbatimError) {
          return { text: '', ids: [], score: null, ...own, alternatives: [], failure: found };
        }
        const alternatives = found.map(({ tokens, score }) => {
          const text = decoded[next++]!;
          return { text: folder.cleanUp ? cleanUp(text) : text, ids: tokens, score };
        });
        return { ...alternatives[0]!, ...own, alternatives, failure: null };
      });
    },
    async trace(text, tokens) {
      const batch = batchOf(await input.encode([text]));
      const output = await pool.run({ kind: 'trace', batch, tokens, padToken });
      return output.kind === 'trace' ? output.logits : [];
    },
    close: () => pool.close(),
  };
}

/** What is wrong although nobody asked for it is wrong in the folder. */
function usualSettings(folder: GeneratorFolder, usual: GenerationParameters): SearchSettings {
  try {
    return searchSettings(folder.defaults, usual, folder.maxOutput);
  } catch (error) {
    if (!(error instanceof VerbatimError) || String(error.params.name) in usual) throw error;
    const detail = `${error.params.name}: ${error.params.detail}`;
    const params = { folder: folder.folder, file: 'generation_config.json', detail };
    throw new VerbatimError('MODEL_FILE_INVALID', params, { cause: error });
  }
}

const batchOf = (inputs: readonly EncodedInput[]): TextBatch => ({
  ids: Int32Array.from(inputs.flatMap(({ ids }) => [...ids])),
  lengths: Int32Array.from(inputs, ({ ids }) => ids.length),
});

function refuseFixed(overrides: GenerationParameters): void {
  for (const name of Object.keys(overrides)) {
    if (WHOLE_GRAPH_PARAMETERS.includes(name)) continue;
    throw new VerbatimError('CONFIG_INVALID', {
      name,
      detail: 'it was fixed when the graph of the model was made',
    });
  }
}
