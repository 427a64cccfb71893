import { VerbatimError } from '../../errors/verbatim-error.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { planWindows } from '../text/windows.ts';
import type { GeneratorFolder } from './folder.ts';

/** A text as input of the encoder. */
export interface EncodedInput {
  /** Special tokens, language token and prefix included. */
  readonly ids: Int32Array;
  /** Whether tokens were cut at the model's maximum. */
  readonly truncated: boolean;
}

/** Turns texts into the encoder's input. */
export interface InputEncoder {
  encode(texts: readonly string[]): Promise<EncodedInput[]>;
  /** Splits a text at ends of sentences into parts that fit the model. A longer sentence is cut inside. */
  split(text: string): Promise<string[]>;
  /**
   * Id of a language token: 'fr_XX', or 'fr' for M2M100.
   * @param option name of the option, for the error
   * @throws VerbatimError CONFIG_INVALID
   */
  language(option: string, name: string): number;
}

/**
 * @param prefix prepended to each text and to each part of a text
 * @param source language of the texts; overrides the tokenizer's own
 * @throws VerbatimError CONFIG_INVALID
 */
export function openInputEncoder(
  tokenizer: Tokenizer,
  folder: GeneratorFolder,
  prefix: string,
  source: string | null,
): InputEncoder {
  const language = (option: string, name: string) => {
    const id = tokenizer.idOf(name) ?? tokenizer.idOf(`__${name}__`);
    if (id !== null) return id;
    throw new VerbatimError('CONFIG_INVALID', { name: option, detail: `the tokenizer has no token ${name}` });
  };
  let { prefix: before, suffix: after } = tokenizer;
  if (source !== null) {
    const usual = folder.sourceLanguage;
    const placed = usual === null ? null : language('sourceLanguage', usual);
    if (placed === null || ![...before, ...after].includes(placed)) {
      const detail = 'the tokenizer of the model adds no language token to a text';
      throw new VerbatimError('CONFIG_INVALID', { name: 'sourceLanguage', detail });
    }
    const wanted = language('sourceLanguage', source);
    before = before.map((id) => (id === placed ? wanted : id));
    after = after.map((id) => (id === placed ? wanted : id));
  }
  const room = folder.maxInput - before.length - after.length;

  const split = async (text: string): Promise<string[]> => {
    const [tokens, ahead] = await tokenizer.encode([text, prefix]);
    const sentences = splitSentences(text);
    let capacity = room - ahead!.ids.length;
    for (;;) {
      if (capacity < 1)
        throw new VerbatimError('CONFIG_INVALID', {
          name: 'prefix',
          detail: 'it is as long as the model input',
        });
      const parts = planWindows(tokens!.start, sentences, capacity).map(({ segments }) =>
        text.slice(segments[0]!.start, segments.at(-1)!.end),
      );
      // The start of a text may need more tokens than the same words inside a text.
      const sizes = await tokenizer.encode(parts.map((part) => prefix + part));
      const excess = Math.max(0, ...sizes.map(({ ids }) => ids.length - room));
      if (excess === 0) return parts;
      capacity -= excess;
    }
  };

  return {
    async encode(texts) {
      const encoded = await tokenizer.encode(texts.map((text) => prefix + text));
      return encoded.map(({ ids }) => ({
        ids: Int32Array.from([...before, ...ids.subarray(0, room), ...after]),
        truncated: ids.length > room,
      }));
    },
    split,
    language,
  };
}
