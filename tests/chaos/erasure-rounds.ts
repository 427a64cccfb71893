import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, cpSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { setRollupAttributes, updateRollup } from '../../src/db/rollups/rollups.ts';
import { migrateQueue } from '../../src/jobs/queue.ts';
import { openKeyring } from '../../src/privacy/keyring.ts';
import {
  canaries,
  databaseText,
  dumpText,
  folderText,
  importCanary,
  importUpload,
  OTHERS_FILE,
  plantCanary,
  plantUpload,
} from '../support/data/canary.ts';
import { withDatabase } from '../support/servers/services.ts';
import { Random } from './random.ts';

/** kill: the process. cut: its connections. clash: another import of the same texts, then its connections. */
const FAULTS = ['kill', 'cut', 'clash'] as const;
/** Steps of an erasure: its chunk, and the columns that it searches. */
const STEPS = 190;
const ATTEMPTS = 12;
const OTHERS = 31;

export interface ErasureRounds {
  readonly rounds: number;
  readonly faults: Readonly<Record<(typeof FAULTS)[number], number>>;
  readonly attempts: number;
  /** Lines of the tables, of a dump, or of files under VERBATIM_HOME that still hold the canary. */
  readonly found: readonly string[];
  /** Rounds that did not end, whose proof found something, or that lost a comment of others. */
  readonly broken: readonly string[];
}

/** Erases a person who is in every table while faults hit, once for each seed, and looks for what is left. */
export async function erasureRounds(
  server: string,
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<ErasureRounds> {
  const admin = await openDatabase(withDatabase(server, 'postgres'), { connections: 1, name: 'chaos' });
  const template = `erasure_${randomBytes(4).toString('hex')}`;
  const key = randomBytes(32);
  const sum = {
    ...{ rounds: 0, faults: { kill: 0, cut: 0, clash: 0 }, attempts: 0 },
    ...{ found: [] as string[], broken: [] as string[] },
  };
  await admin.query(`create database ${template}`);
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-erasure-'));
  const upload = await prepare(withDatabase(server, template), key, join(folder, 'uploads'));
  try {
    for (const seed of seeds) {
      const name = `${template}_${seed}`;
      await admin.query(`create database ${name} template ${template}`);
      try {
        cpSync(join(folder, 'uploads'), join(folder, name, 'uploads'), { recursive: true });
        await round(
          { admin, url: withDatabase(server, name), key, home: join(folder, name), upload },
          seed,
          sum,
        );
      } finally {
        await admin.query(`drop database if exists ${name} with (force)`);
      }
      if (sum.rounds % 10 === 0) say(`    ${sum.rounds} erasures, ${sum.attempts} attempts`);
    }
  } finally {
    await admin.query(`drop database if exists ${template} with (force)`);
    await admin.end();
    rmSync(folder, { recursive: true });
  }
  return sum;
}

/** The id of an upload that waits. */
async function prepare(url: string, key: Buffer, uploads: string): Promise<string> {
  const database = await openDatabase(url, { connections: 4, name: 'chaos' });
  await migrate(database, migrateQueue);
  const { modelId } = await plantCanary(database, openKeyring([key]));
  await setRollupAttributes(database, ['shop', 'wish']);
  for (const cube of ['day', 'theme', 'topic'] as const) await updateRollup(database, cube, modelId);
  const upload = await plantUpload(database, uploads);
  await database.end();
  return upload;
}

interface Place {
  readonly admin: Database;
  readonly url: string;
  readonly key: Buffer;
  /** Folder of a server and of the command: uploads, logs. */
  readonly home: string;
  /** Waits until the person is erased. */
  readonly upload: string;
}

async function round(
  place: Place,
  seed: number,
  sum: {
    rounds: number;
    faults: Record<string, number>;
    attempts: number;
    found: string[];
    broken: string[];
  },
): Promise<void> {
  const random = new Random(seed);
  sum.rounds++;
  let proof: string | null = null;
  for (let attempt = 1; proof === null && attempt <= ATTEMPTS; attempt++) {
    sum.attempts++;
    // One to three faults, then it is left alone.
    const fault = attempt <= random.whole(1, 3) ? random.pick(FAULTS) : null;
    if (fault) sum.faults[fault]!++;
    proof = await attemptErasure(place, fault, random.whole(1, STEPS));
  }
  const { url, key, home, upload } = place;
  const database = await openDatabase(url, { connections: 8, name: 'chaos' });
  const before = canaries(`${await databaseText(database)}\n${dumpText(url) ?? ''}`);
  const log = await importUpload(database, openKeyring([key]), join(home, 'uploads'), upload);
  const after = canaries(`${await databaseText(database)}\n${await folderText(home)}\n${log}`);
  const left = [...before, ...after];
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.external_id like 'o-%'`,
  );
  await database.end();
  sum.found.push(...left.map((line) => `seed ${seed}: ${line}`));
  if (proof !== 'found 0') sum.broken.push(`seed ${seed}: ${proof ?? 'it did not end'}`);
  // One more comes with the upload.
  if (rows[0]!.n !== OTHERS + 1)
    sum.broken.push(`seed ${seed}: ${rows[0]!.n} of ${OTHERS + 1} comments of others are left`);
}

/** What the proof found; null: the process did not end by itself. */
async function attemptErasure(
  { admin, url, key, home }: Place,
  fault: (typeof FAULTS)[number] | null,
  at: number,
): Promise<string | null> {
  const log = openSync(join(home, 'erase.log'), 'a');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'erasure-process.ts')], {
    env: { ...process.env, ERASE_URL: url, ERASE_KEY: key.toString('hex') },
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let steps = 0;
  let found: string | null = null;
  let hit: Promise<unknown> = Promise.resolve();
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('found ')) found = line;
    if (++steps !== at || fault === null) continue;
    if (fault === 'kill') child.kill('SIGKILL');
    else hit = disturb(admin, url, key, fault).catch(() => {});
  }
  await ended;
  await hit;
  return found;
}

async function disturb(admin: Database, url: string, key: Buffer, fault: 'cut' | 'clash'): Promise<void> {
  if (fault === 'clash') {
    const database = await openDatabase(url, { connections: 4, name: 'chaos clash' });
    await importCanary(database, openKeyring([key]), OTHERS_FILE, 'others.csv').finally(() => database.end());
  }
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = $1 and application_name = 'chaos erasure'`,
    [new URL(url).pathname.slice(1)],
  );
}
