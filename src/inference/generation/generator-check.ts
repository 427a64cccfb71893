import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { readOptional } from '../model/folder-files.ts';
import { type Generator, openGenerator } from './generator.ts';
import type { GenerationParameters } from './search-settings.ts';

/** Whether a folder holds a seq2seq model, which generates text. */
export function isGenerator(folder: string): boolean {
  const config = readOptional(
    folder,
    'config.json',
    z.looseObject({ is_encoder_decoder: z.boolean().nullish() }),
  );
  return config?.is_encoder_decoder === true;
}

/** Suffixes of the graph files beyond fp32, such as 'quantized'. */
export function generatorVariants(folder: string): string[] {
  const files = existsSync(join(folder, 'onnx')) ? readdirSync(join(folder, 'onnx')) : [];
  return files.flatMap((file) => /^encoder_model_(.+)\.onnx$/.exec(file)?.[1] ?? []).sort();
}

export interface GeneratorCheck {
  readonly texts: number;
  /** Input tokens that the model takes, special tokens included. */
  readonly maxInput: number;
  /** For each variant of the graphs, the share of texts to which it gives the answer of fp32, 0..1. */
  readonly agreement: readonly { readonly variant: string; readonly share: number }[];
}

// Enough to see whether two graphs go apart, without waiting for whole summaries.
const BRIEF: GenerationParameters = { max_new_tokens: 20, num_beams: 1, min_length: 0, max_length: null };

/**
 * Proves that a seq2seq model answers, the same alone and among others, and compares its variants with fp32.
 * @throws VerbatimError MODEL_SMOKE_FAILED and those of `openGenerator`
 */
export async function checkGenerator(folder: string, texts: readonly string[]): Promise<GeneratorCheck> {
  const fail = (detail: string) => new VerbatimError('MODEL_SMOKE_FAILED', { folder, detail });
  const together = await answers(folder, texts);
  if (together.ids.every((ids) => ids.length <= 1)) throw fail('it answers every text with nothing');
  const alone = await answers(folder, texts.slice(0, 5), true);
  if (alone.ids.some((ids, i) => ids.join() !== together.ids[i]!.join())) {
    throw fail('a text is answered otherwise among others than alone');
  }
  const agreement: { variant: string; share: number }[] = [];
  for (const variant of generatorVariants(folder)) {
    const { ids } = await answers(folder, texts, false, variant);
    const equal = ids.filter((answer, i) => answer.join() === together.ids[i]!.join()).length;
    agreement.push({ variant, share: equal / texts.length });
  }
  return { texts: texts.length, maxInput: together.maxInput, agreement };
}

async function answers(folder: string, texts: readonly string[], oneByOne = false, variant?: string) {
  const generator = await openGenerator(folder, variant ? { variant } : {});
  const ask = async (some: readonly string[]) => {
    const found = await (generator as Generator).generate(some, BRIEF);
    const broken = found.find(({ failure }) => failure)?.failure;
    if (broken) throw broken;
    return found.map(({ ids }) => ids);
  };
  try {
    const ids = oneByOne ? (await Promise.all(texts.map((text) => ask([text])))).flat() : await ask(texts);
    return { ids, maxInput: generator.folder.maxInput };
  } finally {
    await generator.close();
  }
}
