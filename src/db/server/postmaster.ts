import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` of a data folder names. */
export interface Postmaster {
  readonly pid: number;
  /** Null while the server has not written it. */
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
 * The Postgres that runs on a data folder; null when none does. A process id is used again after a crash, a restart of
 * the machine or of a container: a process that only has the number of the old server is not taken for it.
 */
export function runningPostmaster(folder: string): Postmaster | null {
  const postmaster = named(folder);
  return postmaster && isPostmaster(postmaster.pid, folder) ? postmaster : null;
}

// Above every system's highest process id.
const NOBODY = 2 ** 31 - 1;

/**
 * Postgres does not start while the process that `postmaster.pid` names is alive, whatever that is. Its other lines
 * stay: by them Postgres notices that processes of the old server still use its memory.
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
  // `kill` is all that Windows offers.
  if (process.platform === 'win32') return true;
  try {
    const line = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return line.includes(` -D ${folder}`);
  } catch {
    return false;
  }
}

/** Postgres works in its data folder. Where that may not be looked at, as for root in a container, its arguments say it. */
function isPostmasterOnLinux(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch (error) {
    // A process that has ended and was not waited for has no working folder.
    if (!/^(EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) return false;
  }
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const given = args[args.indexOf('-D') + 1];
    if (!args.includes('-D') || !given) return false;
    // A folder that was moved under a running server: its name no longer exists.
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
