import { createGunzip, createZstdDecompress } from 'node:zlib';
import { detailOf } from '../../errors/verbatim-error.ts';

/** The bytes of the file break off or cannot be unpacked; what came before was handed out. */
export class DamagedInput extends Error {
  override readonly name = 'DamagedInput';
}

type Unpacker = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;

interface Packing {
  readonly name: string;
  readonly magic: Buffer;
  open(): Unpacker;
  /** True when the library stops after one frame, and drops what follows without a word. */
  readonly oneFrame: boolean;
}

const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]), open: () => createGunzip(), oneFrame: false },
  {
    name: 'zstd',
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    open: () => createZstdDecompress(),
    oneFrame: true,
  },
];
const PIECE_BYTES = 16 * 1024;
/** What is unpacked and not yet handed out: zstd makes hundreds of megabytes of one piece. */
const HELD_BYTES = 4 * 1024 * 1024;

/** Packed bytes say at most so many times as much once more than {@link MUCH} has come out: tables reach a hundred. */
const MOST_TIMES = 1_000;
const MUCH = 1024 ** 3;
/** Most frames of one file: each needs its own decompressor. */
const MOST_FRAMES = 1_000_000;

/** Unpacks gzip and zstd, recognised by their content and never by a name; other bytes pass as they are. */
export async function* unpacked(stored: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  async function* all(): AsyncGenerator<Buffer> {
    yield first;
    yield* stored;
  }
  try {
    while (first.length < 4) {
      const next = await stored.next();
      if (next.done) break;
      first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
    }
    if (first.length === 0) return;
    const packing = PACKINGS.find(({ magic }) => first.subarray(0, magic.length).equals(magic));
    yield* packing ? unpack(packing, all()) : all();
  } finally {
    // A reader that stops at the first bytes has not started `stored`.
    await stored.return(undefined);
  }
}

async function* unpack(packing: Packing, packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let frame = new Frame(packing);
  let [bytesIn, bytesOut, frames] = [0, 0, 1];
  async function* counted(unpacked: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of unpacked) {
      bytesOut += bytes.length;
      if (bytesOut > MUCH && bytesOut > bytesIn * MOST_TIMES) {
        const most = MOST_TIMES.toLocaleString('en-US');
        throw new DamagedInput(`${packing.name}: it unpacks to more than ${most} times its size`);
      }
      yield bytes;
    }
  }
  try {
    for await (const chunk of packed) {
      bytesIn += chunk.length;
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        let piece = chunk.subarray(at, at + PIECE_BYTES);
        while (piece.length > 0) {
          const before = frame.taken;
          yield* counted(frame.write(piece));
          const taken = packing.oneFrame ? frame.taken - before : piece.length;
          piece = piece.subarray(taken);
          if (piece.length === 0) break;
          frame.close();
          if (++frames > MOST_FRAMES) throw new DamagedInput(`${packing.name}: too many frames`);
          frame = new Frame(packing);
        }
      }
    }
    yield* counted(frame.end());
  } finally {
    frame.close();
  }
}

/** By hand and not by `pipe`: a stream that fails drops what it has unpacked and not yet handed out. */
class Frame {
  readonly #name: string;
  readonly #stream: Unpacker;
  #out: Buffer[] = [];
  #held = 0;
  #failure: Error | null = null;
  #ended = false;
  #wake: () => void = () => {};

  constructor(packing: Packing) {
    this.#name = packing.name;
    this.#stream = packing.open();
    this.#stream.on('data', (bytes: Buffer) => {
      this.#out.push(bytes);
      this.#held += bytes.length;
      if (this.#held >= HELD_BYTES) this.#stream.pause();
      this.#wake();
    });
    this.#stream.once('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
    this.#stream.once('end', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Packed bytes that have been used. */
  get taken(): number {
    return this.#stream.bytesWritten;
  }

  async *write(piece: Buffer): AsyncGenerator<Buffer> {
    let pending = true;
    this.#stream.write(piece, () => {
      pending = false;
      this.#wake();
    });
    yield* this.#until(() => !pending);
  }

  async *end(): AsyncGenerator<Buffer> {
    this.#stream.end();
    yield* this.#until(() => this.#ended);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#until(done: () => boolean): AsyncGenerator<Buffer> {
    for (;;) {
      if (!done() && !this.#failure && this.#held < HELD_BYTES) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const taken = this.#out.splice(0);
      this.#held = 0;
      yield* taken;
      if (this.#failure) {
        throw new DamagedInput(`${this.#name}: ${detailOf(this.#failure)}`, { cause: this.#failure });
      }
      if (done() && this.#out.length === 0) return;
      this.#stream.resume();
    }
  }
}
