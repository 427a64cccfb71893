import { readFile } from 'node:fs/promises';
import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { detailOf, VerbatimError } from '../errors.ts';

/** The content tokens of one text, special tokens left out. */
export interface Tokens {
  readonly ids: Int32Array;
  /** UTF-16 offsets of each token in the text that was encoded, end exclusive. */
  readonly start: Int32Array;
  readonly end: Int32Array;
}

export interface Tokenizer {
  /** Special tokens before and after the content of one sequence. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padId: number;
  /** Runs off the main thread, on all cores. */
  encode(texts: readonly string[]): Promise<Tokens[]>;
  /** Token ids to texts, special tokens left out. */
  decode(sequences: readonly (readonly number[])[]): Promise<string[]>;
  /** Id of a token by its spelling, or null. */
  idOf(token: string): number | null;
}

/**
 * The Hugging Face tokenizers library (native). docs/decisions/tokenizer.md says why not the JavaScript one.
 * @throws VerbatimError MODEL_FILE_INVALID
 */
export async function loadTokenizer(folder: string, file: string, padToken: string): Promise<Tokenizer> {
  let native: NativeTokenizer;
  try {
    native = NativeTokenizer.fromString(await readFile(file, 'utf8'));
  } catch (error) {
    const params = { folder, file: 'tokenizer.json', detail: detailOf(error) };
    throw new VerbatimError('MODEL_FILE_INVALID', params, { cause: error });
  }
  // The engine windows and pads by itself; a folder may carry settings that cut.
  native.disableTruncation();
  native.disablePadding();
  const bare = await native.encode('a', null, { addSpecialTokens: false });
  const full = await native.encode('a', null, { addSpecialTokens: true });
  const at = full.getSpecialTokensMask().indexOf(0);
  return {
    prefix: full.getIds().slice(0, at),
    suffix: full.getIds().slice(at + bare.getLength()),
    padId: native.tokenToId(padToken) ?? 0,
    async encode(texts) {
      const encodings = await native.encodeBatch([...texts], { addSpecialTokens: false });
      return encodings.map((encoding, i) => toTokens(encoding.getIds(), encoding.getOffsets(), texts[i]!));
    },
    decode: (sequences) =>
      native.decodeBatch(
        sequences.map((ids) => [...ids]),
        true,
      ),
    idOf: (token) => native.tokenToId(token),
  };
}

/** The library counts code points; JavaScript strings count UTF-16 units. They differ beyond U+FFFF only. */
function toTokens(ids: number[], offsets: number[][], text: string): Tokens {
  const start = new Int32Array(ids.length);
  const end = new Int32Array(ids.length);
  const units = /[\ud800-\udbff]/.test(text) ? codePointStarts(text) : null;
  for (let i = 0; i < ids.length; i++) {
    const [from, to] = offsets[i] as [number, number];
    start[i] = units ? units[from]! : from;
    end[i] = units ? units[to]! : to;
  }
  return { ids: Int32Array.from(ids), start, end };
}

/** UTF-16 offset of each code point, and of the end. */
function codePointStarts(text: string): Int32Array {
  const starts: number[] = [];
  for (let unit = 0; unit < text.length; unit += text.codePointAt(unit)! > 0xffff ? 2 : 1) starts.push(unit);
  starts.push(text.length);
  return Int32Array.from(starts);
}
