import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { agreeOnKeys } from '../../src/db/privacy/keys.ts';
import { updateRollup } from '../../src/db/rollups/rollups.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../../src/db/server/embedded-server.ts';
import { migrateQueue } from '../../src/jobs/queue.ts';
import { authorPseudonym, openKeyring } from '../../src/privacy/keyring.ts';
import type { Erased } from '../../src/runs/privacy/erase.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../tests/support/data/rollup-rows.ts';
import { verbatim } from '../command.ts';
import { writePage } from '../page.ts';

/**
 * `node bench/privacy/erasure-size.ts`: `verbatim erase` of an author with many comments, among as many of others. Prints
 * time and peak memory, and writes them to docs/benchmarks.md. `--comments N,M` (20000,100000).
 */
const AUTHOR = 'Jo Miller';

interface Size {
  readonly comments: number;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly erased: Erased;
}

export async function erasureSizes(sizes: readonly number[]): Promise<string> {
  const all: Size[] = [];
  for (const comments of sizes) all.push(await eraseOf(comments));
  const whole = (n: number) => Math.round(n).toLocaleString('en-US');
  const [least, most] = [all[0]!, all.at(-1)!];
  const ratio = (of: (size: Size) => number) => (of(most) / of(least)).toFixed(2);
  return [
    '| comments of the author | comments of all | seconds | ms a comment | peak memory | words searched for | found |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...all.map(
      ({ comments, seconds, peakMiB, erased: { proof } }) =>
        `| ${whole(comments)} | ${whole(2 * comments)} | ${whole(seconds)} | ${((1000 * seconds) / comments).toFixed(2)} | ${whole(peakMiB)} MiB | ${whole(proof.words.searched)} | ${proof.found} |`,
    ),
    '',
    `\`verbatim erase --author\` from its start to its end: plan, deletion, roll-ups, search of every text column, vacuum. ${whole(most.comments)} ÷ ${whole(least.comments)} comments: memory of the process ${ratio(({ peakMiB }) => peakMiB)} (goal ≤ 1.2), time a comment ${ratio(({ seconds, comments }) => seconds / comments)}.`,
  ].join('\n');
}

async function eraseOf(comments: number): Promise<Size> {
  const home = mkdtempSync(join(tmpdir(), 'verbatim-erasure-'));
  const key = randomBytes(32);
  try {
    const url = await startEmbeddedServer(home);
    const database = await openDatabase(url, { connections: 4, name: 'bench' });
    await fill(database, comments, key).finally(() => database.end());
    const started = performance.now();
    const { json, peakMiB } = await verbatim(['erase', '--author', AUTHOR, '--yes'], {
      ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_HOME: home, VERBATIM_KEY: key.toString('base64') },
    });
    const seconds = (performance.now() - started) / 1000;
    const [erased] = json.erased as Erased[];
    if (erased?.feedback !== comments) throw new Error(`${erased?.feedback} of ${comments} comments erased`);
    return { comments, seconds, peakMiB, erased };
  } finally {
    await stopEmbeddedServer(home);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Comments of about 170 characters with results, themes and roll-ups: of the author, and as many of others. */
async function fill(database: Database, comments: number, key: Buffer): Promise<void> {
  await migrate(database, migrateQueue);
  const keyring = openKeyring([key]);
  await agreeOnKeys(database, keyring);
  const modelId = await addModel(database, 'bench');
  for (const tag of ['own', 'other']) {
    await addFeedback(database, { source: 'shop', first: '2026-01-01', days: 365, count: comments, tag });
  }
  // A sentence that others say, too, one that nobody else says, and one with few variants.
  await database.query(
    `update verbatim.document d set text = t.text, hash = sha256(convert_to(t.text, 'UTF8')), characters = char_length(t.text)
       from (select id, format('The parcel came %s days late and nobody told me. My %s order %s is lost in the depot of %s. I have called them %s times, and they say that they know nothing.',
                               id % 30, case when text like 'own%' then 'own' else 'last' end, id, id * 7919 % 10007, id % 40) as text
               from verbatim.document) t
      where t.id = d.id`,
  );
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await database.query(
    `update verbatim.feedback f set external_id = 'T' || f.id, author = case when d.text like '% own order %' then $1 end
       from verbatim.document d where d.id = f.document_id`,
    [authorPseudonym(keyring, AUTHOR)],
  );
  await database.query(`update verbatim.import set status = 'done'`);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  await database.query('vacuum (full, analyze)');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { comments: { type: 'string', default: '20000,100000' } } });
  const text = await erasureSizes(values.comments.split(',').map(Number));
  console.log(text);
  if (values.comments === '20000,100000') {
    writePage('privacy-erasure', text, 'node bench/privacy/erasure-size.ts');
  }
}
