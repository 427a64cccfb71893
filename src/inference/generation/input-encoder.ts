import { VerbatimError } from '../../errors/verbatim-error.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { planWindows } from '../text/windows.ts';
import type { GeneratorFolder } from './generator-folder.ts';

/** A text as the encoder reads it. */
export interface EncodedInput {
  /** Special tokens, language token and prefix included. */
  readonly ids: Int32Array;
  /** True when tokens were cut off at the model's maximum. */
  readonly truncated: boolean;
}

/** Texts to the encoder's input. */
export interface InputEncoder {
  encode(texts: readonly string[]): Promise<EncodedInput[]>;
  /** A text in parts that each fit the model, cut at ends of sentences; only a longer sentence is cut inside. */
  split(text: string): Promise<string[]>;
  /**
   * Id of a language token, 'fr_XX' or, as M2M100 spells it, 'fr'.
   * @param option which option named it, for the error
   * @throws VerbatimError CONFIG_INVALID
   */
  language(option: string, name: string): number;
}

/**
 * @param prefix put before each text and each part of one
 * @param source language of the texts, instead of the one that the folder's tokenizer puts beside them
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
      const detail = 'the tokenizer of the model puts no language beside a text';
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
        throw new VerbatimError('CONFIG_INVALID', { name: 'prefix', detail: 'it fills the model' });
      const parts = planWindows(tokens!.start, sentences, capacity).map(({ segments }) =>
        text.slice(segments[0]!.start, segments.at(-1)!.end),
      );
      // A part that begins a text may need a token more than inside of one.
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
