/** Milliseconds from 1970 to 2000, where Postgres' times begin. */
const EPOCH_MS = 946_684_800_000;
const TWO_32 = 2 ** 32;
/** Bytes that the first row finds. */
const ROOM = 256 * 1024;
/** UTF-16 units up to which one call for each is faster than one for all. */
const SHORT = 24;

/** What begins a COPY in the binary format, and what ends it. */
export const COPY_HEAD = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_END = Buffer.from([0xff, 0xff]);
/** Bytes before the first field of a row, and before the value of a field. */
export const ROW_HEAD = 2;
export const FIELD_HEAD = 4;

/**
 * Rows of COPY in the binary format: Postgres takes numbers, times, UUIDs and hashes as they are, where text is parsed.
 * Writes to one buffer, so that nothing of a row is left for the garbage collector.
 */
export class CopyBytes {
  #bytes = Buffer.allocUnsafeSlow(ROOM);
  #view = viewOf(this.#bytes);
  #at = 0;
  readonly #rows: number[] = [];
  /** Buffers of chunks that are stored, to be used once more: a new one for each would wait for a collection. */
  readonly #spare: ArrayBuffer[];

  constructor(spare: ArrayBuffer[] = []) {
    this.#spare = spare;
  }

  get rows(): number {
    return this.#rows.length;
  }

  /** Begins a row of so many fields. */
  row(fields: number): void {
    this.#rows.push(this.#at);
    this.#need(ROW_HEAD);
    this.#view.setInt16(this.#at, fields);
    this.#at += ROW_HEAD;
  }

  null(): void {
    this.#need(FIELD_HEAD);
    this.#view.setInt32(this.#at, -1);
    this.#at += FIELD_HEAD;
  }

  integer(value: number): void {
    this.#head(4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  bigint(value: number): void {
    this.#head(8);
    writeBigint(this.#view, this.#at, value);
    this.#at += 8;
  }

  double(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.#head(8);
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }

  time(value: Date | null): void {
    if (value === null) {
      this.null();
      return;
    }
    const milliseconds = value.getTime() - EPOCH_MS;
    this.#head(8);
    if (Number.isSafeInteger(milliseconds * 1000)) writeBigint(this.#view, this.#at, milliseconds * 1000);
    else this.#view.setBigInt64(this.#at, BigInt(milliseconds) * 1000n);
    this.#at += 8;
  }

  /** @param hex with or without the dashes of a UUID */
  hex(hex: string, bytes: number): void {
    this.#head(bytes);
    let high = -1;
    for (let at = 0; at < hex.length; at++) {
      const unit = hex.charCodeAt(at);
      if (unit === 0x2d) continue;
      const digit = unit < 0x3a ? unit - 0x30 : unit - 0x57;
      if (high === -1) high = digit << 4;
      else {
        this.#bytes[this.#at++] = high | digit;
        high = -1;
      }
    }
  }

  text(value: string | null): void {
    if (value === null) {
      this.null();
      return;
    }
    const { length } = value;
    this.#need(FIELD_HEAD + length * 3);
    const start = this.#at + FIELD_HEAD;
    let end = start;
    if (length <= SHORT) {
      for (let at = 0; at < length; at++) {
        const unit = value.charCodeAt(at);
        if (unit > 0x7f) {
          end = -1;
          break;
        }
        this.#bytes[end++] = unit;
      }
    } else end = -1;
    if (end === -1) end = start + this.#bytes.write(value, start);
    this.#view.setInt32(this.#at, end - start);
    this.#at = end;
  }

  json(value: object): void {
    const head = this.#at;
    this.#need(FIELD_HEAD + 1);
    this.#at++;
    this.text(JSON.stringify(value));
    // The version of jsonb stands before its text, and counts as a part of it.
    const length = this.#view.getInt32(head + 1);
    this.#view.setInt32(head, length + 1);
    this.#bytes[head + FIELD_HEAD] = 1;
  }

  /** The rows in this order, by default as they were written; the next row is the first of others. */
  take(order?: readonly number[]): CopyRows {
    const ends = [...this.#rows, this.#at];
    const bytes = this.#room(this.#at);
    const places = new Int32Array(ends.length);
    if (order) {
      let at = 0;
      for (const [place, row] of order.entries()) {
        places[place] = at;
        bytes.set(this.#bytes.subarray(ends[row]!, ends[row + 1]!), at);
        at += ends[row + 1]! - ends[row]!;
      }
      places[order.length] = at;
    } else {
      bytes.set(this.#bytes.subarray(0, this.#at));
      places.set(ends);
    }
    this.#rows.length = 0;
    this.#at = 0;
    return { bytes, places };
  }

  #room(length: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    const fits = spare !== undefined && spare.byteLength >= length;
    return new Uint8Array(fits ? spare : new ArrayBuffer(length + ROOM), 0, length);
  }

  #head(length: number): void {
    this.#need(FIELD_HEAD + length);
    this.#view.setInt32(this.#at, length);
    this.#at += FIELD_HEAD;
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}

/** Rows of COPY that another thread may take over. */
export interface CopyRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each row begins, and at last where they end. */
  readonly places: Int32Array<ArrayBuffer>;
}

const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

/** @param value a safe integer */
export function writeBigint(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / TWO_32));
  view.setUint32(at + 4, value >>> 0);
}
