import { isUtf8 } from 'node:buffer';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** Bytes to text, piece by piece; a character that is split between two pieces is put together. */
export interface Decoding {
  /**
   * Bytes that are not valid in the encoding come out as lone surrogates, which no valid text decodes to: so
   * the rows that hold them are found by `isWellFormed`, and a U+FFFD of the file itself is left in peace.
   */
  decode(bytes: Buffer): string;
  /** What an incomplete character at the end of the file leaves; else ''. */
  end(): string;
}

/**
 * The canonical name of a WHATWG label.
 * @throws VerbatimError ENCODING_UNKNOWN
 */
export function encodingName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    throw new VerbatimError('ENCODING_UNKNOWN', { encoding: label }, { cause: error });
  }
}

/** @param encoding a canonical name, see {@link encodingName} */
export function makeDecoding(encoding: string): Decoding {
  if (encoding === 'utf-8') return new Utf8Decoding();
  if (encoding === 'utf-16le') return new Utf16Decoding(false);
  if (encoding === 'utf-16be') return new Utf16Decoding(true);
  return new LegacyDecoding(encoding);
}

const NO_BYTES = Buffer.alloc(0);

class Utf8Decoding implements Decoding {
  #carry: Buffer = NO_BYTES;

  decode(bytes: Buffer): string {
    const whole = this.#carry.length > 0 ? Buffer.concat([this.#carry, bytes]) : bytes;
    const end = whole.length - incompleteTail(whole);
    this.#carry = Buffer.from(whole.subarray(end));
    const body = whole.subarray(0, end);
    return isUtf8(body) ? body.toString('utf8') : decodeInvalidUtf8(body);
  }

  end(): string {
    return decodeInvalidUtf8(this.#carry);
  }
}

/** Bytes at the end that begin a character and do not complete it: 0..3. */
export function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the UTF-8 character that begins so; 0 when none does. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

/** Valid runs are decoded, each invalid byte becomes U+DC00 + byte. */
function decodeInvalidUtf8(bytes: Buffer): string {
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at]!);
    if (length === 1 || (length > 1 && isUtf8(bytes.subarray(at, at + length)))) {
      at += length;
    } else {
      text += bytes.toString('utf8', from, at) + String.fromCharCode(0xdc00 + bytes[at]!);
      from = ++at;
    }
  }
  return text + bytes.toString('utf8', from);
}

class Utf16Decoding implements Decoding {
  readonly #bigEndian: boolean;
  #carry: Buffer = NO_BYTES;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  decode(bytes: Buffer): string {
    const whole = Buffer.concat([this.#carry, bytes]);
    const end = whole.length & ~1;
    this.#carry = Buffer.from(whole.subarray(end));
    const body = whole.subarray(0, end);
    // Unlike TextDecoder, this keeps unpaired surrogates as they are.
    return (this.#bigEndian ? body.swap16() : body).toString('utf16le');
  }

  end(): string {
    return this.#carry.length > 0 ? '\udfff' : '';
  }
}

class LegacyDecoding implements Decoding {
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding);
  }

  decode(bytes: Buffer): string {
    return marked(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return marked(this.#decoder.decode());
  }
}

/** Legacy encodings cannot write U+FFFD themselves (but GB 18030, where nobody does). */
function marked(text: string): string {
  return text.includes('\ufffd') ? text.replaceAll('\ufffd', '\udfff') : text;
}
