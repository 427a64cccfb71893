import { readFileSync } from 'node:fs';

const LOOK_MS = 1_000;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|z)?sh$/;

/**
 * Calls `onGone` when the process that the user started has ended: the launcher (bin/verbatim.mjs), if it is a process
 * of its own, else npm, which starts scripts and `npx` through a shell. Without these it watches nothing: a command in
 * the background outlives its shell.
 */
export function watchStarter(onGone: () => void): void {
  if (process.connected) {
    process.once('disconnect', onGone);
    process.channel?.unref();
  }
  if (process.env.npm_lifecycle_event === undefined && process.env.npm_command === undefined) return;
  const before = lineage();
  const timer = setInterval(() => {
    if (before.every(([pid, parent]) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  timer.unref();
}

/** Processes and their parents, from this one up to npm, with launcher and shells between. */
function lineage(): [number, number][] {
  const found: [number, number][] = [];
  for (let pid = process.pid; ; ) {
    const parent = parentOf(pid);
    if (parent === null || parent <= 1) return found;
    found.push([pid, parent]);
    const [name = '', flag] = argumentsOf(parent);
    const between = (pid === process.pid && process.connected) || (SHELL.test(name) && flag === '-c');
    if (!between) return found;
    pid = parent;
  }
}

function parentOf(pid: number): number | null {
  if (pid === process.pid) return process.ppid;
  try {
    // State and parent follow the name, which may hold any character.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
