import { parentPort, workerData } from 'node:worker_threads';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { sharedKeyring } from '../../privacy/keyring.ts';
import { readAgain } from '../bytes/byte-source.ts';
import { RowReader } from '../columns/rows.ts';
import { RowMasking } from '../masking/row-masking.ts';
import { gathered, readThrough } from '../records/chunk-reader.ts';
import { markOf } from '../records/follower.ts';
import { readRecords } from '../records/record-source.ts';
import { PreparedParts } from './prepared-chunk.ts';
import type { FromReader, ReadSetup } from './reader.ts';

// The thread of one file: reads, masks and hashes its rows while another one writes those before.

const setup = workerData as ReadSetup;
const port = parentPort!;
const post = (message: FromReader, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

/** Chunks that may be made before the next one is taken. */
let room = setup.chunksAhead;
let free: (() => void) | null = null;
const spare: ArrayBuffer[] = [];
port.on('message', (stored: ArrayBuffer[]) => {
  spare.push(...stored);
  room++;
  free?.();
});

async function read(): Promise<void> {
  const { place, layout, header, plan, marks, keys, chunkRows } = setup;
  const keyring = keys && sharedKeyring(keys);
  const masking = new RowMasking({ ...plan, keyring });
  const reader = new RowReader({ ...setup.format, masking });
  const mark = marks && ((cells: readonly string[]) => markOf(cells, marks, masking));
  const records = readRecords({ read: () => readAgain(place) }, layout, header);
  const parts = new PreparedParts(setup.source, keyring, spare);
  let error: Extract<FromReader, { kind: 'end' }>['error'] = null;
  try {
    const options = { file: place.name, rows: chunkRows, markOf: mark };
    for await (const chunk of gathered(readThrough(records.batches, reader), parts, options)) {
      while (room === 0) {
        await new Promise<void>((resolve) => {
          free = resolve;
        });
      }
      room--;
      const { feedback, documents, documentOf } = chunk;
      const moved = [feedback.bytes, feedback.places, documents.bytes, documents.places, documentOf];
      post(
        { kind: 'chunk', chunk, bytesRead: records.bytes.bytesRead() },
        moved.map(({ buffer }) => buffer),
      );
    }
  } catch (thrown) {
    error =
      thrown instanceof VerbatimError
        ? { code: thrown.code, params: thrown.params }
        : { detail: detailOf(thrown) };
  }
  const { unparsed, ratingsAside, titled } = reader;
  post({ kind: 'end', facts: { unparsed, ratingsAside, titled, skipped: records.skipped() }, error });
  port.close();
}

void read();
