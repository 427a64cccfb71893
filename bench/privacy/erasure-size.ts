import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { agreeOnKeys } from '../../src/db/privacy/keys.ts';
import { updateRollup } from '../../src/db/rollups/rollups.ts';
import { migrateQueue } from '../../src/jobs/queue.ts';
import { authorPseudonym, openKeyring } from '../../src/privacy/keyring.ts';
import { erase } from '../../src/runs/privacy/erase.ts';
import { addFeedback, addModel, addResults, addThemes } from '../../tests/support/data/rollup-rows.ts';
import { withDatabase } from '../../tests/support/servers/services.ts';

/**
 * `node bench/privacy/erasure-size.ts`: erases an author with many comments among as many of others, and prints time and
 * memory. Needs DATABASE_URL of a server on which it may make a database. `--comments N` (100,000).
 */
const { values } = parseArgs({ options: { comments: { type: 'string', default: '100000' } } });
const comments = Number(values.comments);
const server = process.env.DATABASE_URL!;
const name = `erasure_${randomBytes(4).toString('hex')}`;
const admin = await openDatabase(withDatabase(server, 'postgres'), { connections: 1, name: 'bench' });
await admin.query(`create database ${name}`);
const database = await openDatabase(withDatabase(server, name), { connections: 10, name: 'bench' });
try {
  await migrate(database, migrateQueue);
  const keyring = openKeyring([randomBytes(32)]);
  await agreeOnKeys(database, keyring);
  const modelId = await addModel(database, 'bench');
  for (const tag of ['own words of the author in a', 'what somebody else has said in a']) {
    await addFeedback(database, { source: 'shop', first: '2026-01-01', days: 365, count: comments, tag });
  }
  await addResults(database, modelId);
  await addThemes(database, modelId);
  await database.query(
    `update verbatim.feedback f set author = $1 from verbatim.document d
      where d.id = f.document_id and d.text like 'own words%'`,
    [authorPseudonym(keyring, 'Jo')],
  );
  await database.query(`update verbatim.import set status = 'done'`);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  let most = 0;
  const before = process.memoryUsage().rss;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100);
  const started = performance.now();
  let deleted = 0;
  const request = { by: 'author' as const, source: null, authors: ['Jo'], ids: [], texts: [] };
  const [erased] = await erase(database, request, {
    ...{ keyring, tombstones: true, vacuum: 'plain', signal: new AbortController().signal },
    onProgress: (_, what) => {
      if (what === 'columns' && deleted === 0) deleted = performance.now();
    },
  });
  clearInterval(timer);
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  const { feedback, documents, proof } = erased!;
  console.log(
    `${feedback} comments and ${documents} texts of ${2 * comments} comments: deleted in ${seconds(started, deleted)} s, ` +
      `proven in ${seconds(deleted, performance.now())} s (${proof.words.searched} words, found ${proof.found}); ` +
      `memory ${Math.round(before / 2 ** 20)} MB before, ${Math.round(most / 2 ** 20)} MB at most.`,
  );
} finally {
  await database.end();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
