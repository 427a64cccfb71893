import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from '../db/client.ts';
import { agreeOnKeys, isUnkeyed } from '../db/privacy/keys.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { type Keyring, openKeyring } from '../privacy/keyring.ts';
import { keysOfFile, keysOfSetting, secretsOf } from '../privacy/written-keys.ts';
import type { Config } from './config.ts';
import { note } from './streams.ts';

type Place = Pick<Config, 'databaseUrl' | 'home' | 'keys' | 'keyFile'>;

/** The keys of the embedded database, unless a setting has others. */
export const ownKeyFile = (home: string): string => join(home, 'keys');

/**
 * All keys that the settings give, or the file of the embedded database; null: none.
 * @throws VerbatimError KEY_INVALID
 */
export async function configuredKeyring({
  databaseUrl,
  home,
  keys,
  keyFile,
}: Place): Promise<Keyring | null> {
  const setting = keys();
  if (setting !== null && keyFile !== null) {
    throw new VerbatimError('KEY_INVALID', {
      place: 'VERBATIM_KEY and VERBATIM_KEY_FILE',
      detail: 'both are set, and one of them is expected',
    });
  }
  if (setting !== null) return openKeyring(secretsOf(keysOfSetting(setting)));
  if (keyFile !== null) return keyringOf(keyFile);
  if (databaseUrl !== null) return null;
  return keyringOf(ownKeyFile(home)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

/**
 * The keyring of this installation: the keys of this process that the database knows. It records the first ones, and
 * makes one for a new embedded database.
 * @returns null: this installation has no key
 * @throws VerbatimError KEY_INVALID, KEY_WRONG
 */
export async function openAppKeyring(place: Place, database: Database): Promise<Keyring | null> {
  const given =
    (await configuredKeyring(place)) ??
    (await madeKeyring(place, database)) ??
    // Another process may have made them in between.
    (await configuredKeyring(place));
  if (!given) return null;
  const known = await agreeOnKeys(database, given);
  if (known === given.size) return given;
  const news = given.size - known === 1 ? `Key ${given.size} is` : `Keys ${known + 1} to ${given.size} are`;
  note(`${news} new and not used before verbatim privacy rotate.`);
  return given.first(known);
}

/** Whether others than the owner of the file of keys may read it. */
export async function isKeyFileOpen({ databaseUrl, home, keys, keyFile }: Place): Promise<boolean> {
  if (keys() !== null || (keyFile === null && databaseUrl !== null)) return false;
  const facts = await stat(keyFile ?? ownKeyFile(home)).catch(() => null);
  return facts !== null && process.platform !== 'win32' && (facts.mode & 0o077) !== 0;
}

/** A file whose key exists from now on, for an embedded database that has never seen one. */
async function madeKeyring({ databaseUrl, home }: Place, database: Database): Promise<Keyring | null> {
  if (databaseUrl !== null || !(await isUnkeyed(database))) return null;
  const file = ownKeyFile(home);
  if (await makeKeyFile(file)) note(`Keys       made in ${file}: back them up apart from the database`);
  return keyringOf(file);
}

/**
 * Makes the file, complete and readable by its owner alone; false if another process was faster. The name appears when
 * its content is on the disk: a pseudonym must not outlive its key.
 */
async function makeKeyFile(file: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(
      `# Keys of this Verbatim, oldest first. Without them nobody can be erased or recognised again.\n${randomBytes(32).toString('base64')}\n`,
    );
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new VerbatimError('KEY_INVALID', { place: file, detail: `it cannot be made: ${detailOf(error)}` });
  } finally {
    await handle.close();
    await unlink(draft);
  }
  await syncFolder(dirname(file));
  return true;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and writes names through.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function keyringOf(file: string): Promise<Keyring> {
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const detail = `it cannot be read (${cause.code ?? 'unknown'})`;
    throw new VerbatimError('KEY_INVALID', { place: file, detail }, { cause });
  });
  const written = keysOfFile(content, file);
  if (written.length === 0) throw new VerbatimError('KEY_INVALID', { place: file, detail: 'it has no key' });
  return openKeyring(secretsOf(written));
}

const isMissing = (error: unknown): boolean =>
  error instanceof VerbatimError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
