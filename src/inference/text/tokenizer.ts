import { readFile } from 'node:fs/promises';
import { type Encoding, Tokenizer as NativeTokenizer } from 'tokenizers';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { tokenizerFault } from '../model/tokenizer-json.ts';
import { encodeInPieces, isLong } from './long-texts.ts';
import { layoutOf, type SequenceLayout } from './sequence-layout.ts';
import type { Tokens } from './tokens.ts';

/** The content tokens of one text, special tokens left out. */
/** A text that every model reads. Where it fails, no other text is to blame. */
export const KNOWN_GOOD = 'a';

export interface Tokenizer {
  /** Special tokens before and after the content of one sequence. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padId: number;
  /** The same for one text and for a pair, with token type ids. */
  readonly layout: SequenceLayout;
  /** What a token inside a word begins with ('##'); null when tokens do not tell. */
  readonly subwordMark: string | null;
  /** Runs off the main thread, on all cores. */
  encode(texts: readonly string[]): Promise<Tokens[]>;
  /** Token ids to texts, special tokens left out unless asked for. */
  decode(sequences: readonly (readonly number[])[], special?: 'skip' | 'keep'): Promise<string[]>;
  /** Spellings of tokens to text, by the decoder of the tokenizer. */
  join(tokens: readonly string[]): string;
  /** Id of a token by its spelling, or null. */
  idOf(token: string): number | null;
  /** Spelling of a token, as the vocabulary has it. */
  tokenOf(id: number): string;
}

/**
 * The Hugging Face tokenizers library (native). docs/decisions/tokenizer.md says why not the JavaScript one.
 * @throws VerbatimError MODEL_FILE_INVALID
 */
export async function loadTokenizer(folder: string, file: string, padToken: string): Promise<Tokenizer> {
  const refuse = (detail: string, cause?: unknown) =>
    new VerbatimError('MODEL_FILE_INVALID', { folder, file: 'tokenizer.json', detail }, { cause });
  let native: NativeTokenizer;
  let parsed: unknown;
  try {
    const json = await readFile(file, 'utf8');
    parsed = JSON.parse(json);
    const fault = tokenizerFault(parsed);
    if (fault) throw refuse(fault);
    native = NativeTokenizer.fromString(json);
  } catch (error) {
    if (error instanceof VerbatimError) throw error;
    throw refuse(`it is cut off, or not of Hugging Face's tokenizers library (${detailOf(error)})`, error);
  }
  // The engine windows and pads by itself; a folder may carry settings that cut.
  native.disableTruncation();
  native.disablePadding();
  const encodeWhole = async (texts: readonly string[]): Promise<Tokens[]> => {
    const encodings = await native.encodeBatch([...texts], { addSpecialTokens: false });
    return encodings.map((encoding, i) => toTokens(encoding.getIds(), encoding.getOffsets(), texts[i]!));
  };
  const encodeLong = async (text: string): Promise<Tokens> =>
    (await encodeInPieces(text, async (piece) => (await encodeWhole([piece]))[0]!)) ??
    (await encodeWhole([text]))[0]!;
  const { bare, full } = await probe(native).catch((error: unknown) => {
    throw refuse(`it cannot read every text (${detailOf(error)})`, error);
  });
  const at = full.getSpecialTokensMask().indexOf(0);
  return {
    prefix: full.getIds().slice(0, at),
    suffix: full.getIds().slice(at + bare.getLength()),
    padId: native.tokenToId(padToken) ?? 0,
    layout: { single: layoutOf(probed(full)), pair: await pairLayout(native) },
    subwordMark: subwordMark(parsed),
    async encode(texts) {
      const short = texts.filter((text) => !isLong(text));
      const encoded = (await encodeWhole(short)).values();
      const tokens: Tokens[] = [];
      for (const text of texts) {
        tokens.push(isLong(text) ? await encodeLong(text) : (encoded.next().value as Tokens));
      }
      return tokens;
    },
    decode: (sequences, special = 'skip') =>
      native.decodeBatch(
        sequences.map((ids) => [...ids]),
        special === 'skip',
      ),
    join: (tokens) => native.getDecoder()?.decode([...tokens]) ?? tokens.join(' '),
    idOf: (token) => native.tokenToId(token),
    tokenOf: (id) => native.idToToken(id) ?? '',
  };
}

// Adlam and Osage: letters, and in no vocabulary.
const UNKNOWN = '𞤀𐓏';

/** Reads one token with and without the special ones. Without a token for the unknown, any text might fail its batch. */
async function probe(native: NativeTokenizer) {
  await native.encode(UNKNOWN, null, { addSpecialTokens: false });
  return {
    bare: await native.encode('a', null, { addSpecialTokens: false }),
    full: await native.encode('a', null, { addSpecialTokens: true }),
  };
}

const probed = (encoding: Encoding) => ({
  ids: encoding.getIds(),
  typeIds: encoding.getTypeIds(),
  sequences: encoding.getSequenceIds(),
});

async function pairLayout(native: NativeTokenizer): Promise<SequenceLayout['pair']> {
  try {
    return layoutOf(probed(await native.encode('a', 'a', { addSpecialTokens: true })));
  } catch {
    return null;
  }
}

function subwordMark(json: unknown): string | null {
  const { model } = json as { model?: { continuing_subword_prefix?: unknown } };
  const mark = model?.continuing_subword_prefix;
  return typeof mark === 'string' && mark !== '' ? mark : null;
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
