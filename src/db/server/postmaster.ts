import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The content of a data folder's `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  /** Null until the server writes it. */
  readonly port: number | null;
}

const pidFile = (folder: string) => join(folder, 'postmaster.pid');

function named(folder: string): Postmaster | null {
  try {
    const lines = readFileSync(pidFile(folder), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 ? { pid, port: port > 0 ? port : null } : null;
  } catch {
    return null;
  }
}

/**
 * The Postgres that runs on a data folder, or null. Process ids are reused after a crash or a restart of the machine or
 * container, so a process with the id of the old server is also checked to be Postgres.
 */
export function runningPostmaster(folder: string): Postmaster | null {
  const postmaster = named(folder);
  return postmaster && isPostmaster(postmaster.pid, folder) ? postmaster : null;
}

// Above the highest process id of any system.
const NOBODY = 2 ** 31 - 1;

/**
 * Postgres does not start while any process with the id in `postmaster.pid` is alive. The other lines stay: with them
 * Postgres detects processes of the old server that still use its memory.
 */
export function disownStranger(folder: string): void {
  const postmaster = named(folder);
  if (!postmaster || postmaster.pid === NOBODY || isPostmaster(postmaster.pid, folder)) return;
  const text = readFileSync(pidFile(folder), 'utf8');
  if (Number(text.split('\n')[0]) === postmaster.pid) {
    writeFileSync(pidFile(folder), text.replace(/^\d+/, String(NOBODY)));
  }
}

function isPostmaster(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return isPostmasterOnLinux(pid, folder);
  // Windows only has `kill`.
  if (process.platform === 'win32') return true;
  try {
    const line = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return line.includes(` -D ${folder}`);
  } catch {
    return false;
  }
}

/** The working folder of Postgres is its data folder. If it is unreadable, as for root in a container, use its arguments. */
function isPostmasterOnLinux(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch (error) {
    // A zombie process has no working folder.
    if (!/^(EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) return false;
  }
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const given = args[args.indexOf('-D') + 1];
    if (!args.includes('-D') || !given) return false;
    // The folder of a running server was moved, so its name no longer exists.
    return existsSync(given) ? realpathSync(given) === realpathSync(folder) : /postgres$/.test(args[0]!);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
