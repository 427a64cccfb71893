import type { Worker } from 'node:worker_threads';

// Node joins every thread before it exits, and `terminate()` does not reach native code: a session run that never
// ends would keep the process for ever.
const stuck = new Set<Worker>();

/**
 * Gives a thread up that does not answer: from now on the process ends without waiting for it.
 * @param onEnd called if it comes to an end after all
 */
export function exitPast(worker: Worker, onEnd: () => void): void {
  if (stuck.size === 0) process.on('exit', replaceProcess);
  stuck.add(worker);
  worker.unref();
  void worker.terminate().then(() => {
    stuck.delete(worker);
    if (stuck.size === 0) process.off('exit', replaceProcess);
    onEnd();
  });
}

/** The same exit code, from a process that has no threads. */
function replaceProcess(code: number): void {
  if (process.execve) process.execve('/bin/sh', ['sh', '-c', `exit ${code}`], {});
  process.kill(process.pid, 'SIGKILL');
}
