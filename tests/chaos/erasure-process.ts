import { openDatabase } from '../../src/db/client.ts';
import { openKeyring } from '../../src/privacy/keyring.ts';
import { erase } from '../../src/runs/privacy/erase.ts';
import { PERSON } from '../support/data/canary.ts';

/** A process that erases the person of the canary, and says each step: whoever started it kills it at one. */
const database = await openDatabase(process.env.ERASE_URL!, { connections: 10, name: 'chaos erasure' });
const keyring = openKeyring([Buffer.from(process.env.ERASE_KEY!, 'hex')]);
const request = { by: 'author' as const, source: null, authors: [PERSON], ids: [], texts: [] };
const erased = await erase(database, request, {
  ...{ keyring, tombstones: true, vacuum: 'none', signal: new AbortController().signal },
  onProgress: (done, what) => process.stdout.write(`${what} ${done}\n`),
});
process.stdout.write(`found ${erased.reduce((sum, { proof }) => sum + proof.found, 0)}\n`);
await database.end();
